"""The brief on quality: whether a document's figures agree, and what to ask about."""
