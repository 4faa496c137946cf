"""The brief on structure: where the money goes, who pays for what, how concentrated the projects are."""
