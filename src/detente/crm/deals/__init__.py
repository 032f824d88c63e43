"""Possible sales: stages, won or lost and why."""
