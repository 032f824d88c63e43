"""The SQL beside a check's Python file."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def beside(file: str, name: str = "") -> str:
    """The text of the SQL file of the same name as a Python file, or of another beside it: `beside(__file__)`."""
    path = Path(file)
    return (path.with_name(f"{name}.sql") if name else path.with_suffix(".sql")).read_text(encoding="utf-8")
