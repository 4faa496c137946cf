"""What the brief still says of costs in the manner of before."""
