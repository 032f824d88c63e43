"""Search over everything a user may open."""
