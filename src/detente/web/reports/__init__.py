"""Reports: one set of views serves them all."""
