"""Audits: what is broken between the teams, and the lists in which it is mended."""
