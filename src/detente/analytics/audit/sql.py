"""The SQL beside a check's Python file."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def beside(file: str) -> str:
    """The text of the SQL file of the same name as a Python file: `beside(__file__)`."""
    return Path(file).with_suffix(".sql").read_text(encoding="utf-8")
