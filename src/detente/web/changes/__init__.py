"""What changed in a record, field by field."""
