"""All disclosures as one table, and what can be asked of it: rankings, compositions, like results, outliers."""
