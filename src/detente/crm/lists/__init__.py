"""Lists that people keep: saved views and edits of many records at once."""
