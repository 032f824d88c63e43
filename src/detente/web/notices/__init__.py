"""Notices: what concerns the reader by name, until they say that they have seen it."""
