"""The account that every import gives: batches, one outcome per line, saved mappings."""
