"""Files that people attach to records."""
