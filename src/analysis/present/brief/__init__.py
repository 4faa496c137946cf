"""The brief of one page, for those who decide."""
