"""I8: the funnel on the copy says what plain Python counts in the history."""

from __future__ import annotations

from collections.abc import Iterator

from detente.doctor.looking import Look

NUMBER = "I8"
TITLE = "The funnel on the copy = the same counted in plain Python on the primary"
REPAIR = "detente copy rebuild; if it stays, the report's SQL is wrong: please report it with these lines."


def faults(look: Look) -> Iterator[str]:
    """Filled in below."""
    return iter(())
