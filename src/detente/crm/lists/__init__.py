"""Lists: what can be asked of them, views that people keep, and edits of many records at once."""
