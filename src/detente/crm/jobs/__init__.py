"""What is due at a time: kept in a table, run once each by a worker."""
