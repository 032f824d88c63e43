"""Lists: pages of a closed registry of fields, their filters, columns, views, edits and files."""
