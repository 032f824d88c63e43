"""Progress bars on stderr with counts and the time left; nothing where nobody looks."""

from __future__ import annotations

import sys
from typing import Any

WIDE = 42
"""Signs of what is being done: with bar, counts and time it fills 80 columns."""


class Bars:
    """One bar at a time: what is being done, how many of how many, how long it will take."""

    def __init__(self) -> None:
        self.verb = ""
        self.bars: Any = None
        self.bar: Any = None

    def __enter__(self) -> Bars:
        if sys.stderr.isatty():
            self.bars = _bars()
            self.bars.start()
        return self

    def doing(self, verb: str) -> Bars:
        """The same bars, with another word before what is being done."""
        self.verb = verb
        return self

    def __call__(self, what: str, done: int, of: int) -> None:
        """How far it is: what is being done, how many of how many."""
        if self.bars is None:
            return
        if self.bar is None:
            self.bar = self.bars.add_task("", total=of)
        elif of != self.bars.tasks[-1].total or done < self.bars.tasks[-1].completed:
            self.bars.reset(self.bar, total=of)
        self.bars.update(
            self.bar, description=f"{self.verb} {what}"[:WIDE].ljust(WIDE), completed=done, total=of
        )

    def stop(self) -> None:
        """Take the bars away."""
        if self.bars is not None:
            self.bars.stop()
            self.bars = None

    def __exit__(self, *_: object) -> None:
        self.stop()


def _bars() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}", markup=False), BarColumn(16), MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
