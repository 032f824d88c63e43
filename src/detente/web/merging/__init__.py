"""Likely duplicates to work through, two records side by side, and what became of a merged one."""
