"""How an event reads: the value that timelines, notices and Today have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Said:
    """An icon's name, the title, perhaps a tone and where it leads."""

    mark: str
    title: Any
    tone: str = ""
    href: str | None = None
