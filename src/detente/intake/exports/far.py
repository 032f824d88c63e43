"""How far the reading is: kilobytes loaded, then worked out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from detente.intake.exports.finding import Place

Progress = Callable[[str, int, int], None]
"""What is being done, how many of it are done, of how many."""


@dataclass
class Far:
    """Loading is the first half of the way; proving and filling the tables, by their rows, is the second."""

    bytes_: int
    tell: Progress | None = None
    loaded: int = 0
    worked: int = 0
    rows: int = 0

    @classmethod
    def of(cls, places: Sequence[Place], tell: Progress | None) -> Far:
        """The way of these files."""
        return cls(sum(place.path.stat().st_size for place in places), tell)

    def load(self, place: Place) -> None:
        """A file is about to be loaded."""
        self._say(place.name, self.loaded)
        self.loaded += place.path.stat().st_size

    def work_on(self, name: str, rows: int) -> None:
        """A table of so many rows is about to be worked out."""
        self._say(name, self.bytes_ + int(self.bytes_ * self.worked / max(2 * self.rows, 1)))
        self.worked += rows

    def _say(self, name: str, done: int) -> None:
        if self.tell:
            self.tell(name, min(done, 2 * self.bytes_) // 1024, 2 * self.bytes_ // 1024)
