"""The brief on costs."""
