"""Audits of own records, or of an export that somebody brought: what was found, and what is mended since."""
