"""Lines become records and their history: in sets, each line with its outcome, in one transaction."""
