"""Today: what to do next and what changed."""
