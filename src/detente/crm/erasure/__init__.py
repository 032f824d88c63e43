"""Erasing a person on request: words and contact data go, what happened stays countable."""
