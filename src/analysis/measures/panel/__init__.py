"""All disclosures as one table, made once and kept beside them."""
