"""Progress bars on stderr with counts and the time left; nothing where nobody looks."""

from __future__ import annotations

import sys
from typing import Any


class Bars:
    """One bar at a time: what is being done, how many of how many, how long it will take."""

    def __init__(self) -> None:
        self.bars: Any = None
        self.bar: Any = None
        self.name = ""

    def __enter__(self) -> Bars:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                SpinnerColumn,
                TextColumn,
                TimeRemainingColumn,
            )  # fmt: skip

            self.bars = Progress(
                SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
                TimeRemainingColumn(), console=Console(stderr=True), transient=True,
            )  # fmt: skip
            self.bars.start()
        return self

    def __call__(self, what: str, done: int, of: int) -> None:
        """How far it is: what is being done, how many of how many."""
        if self.bars is None:
            return
        if self.bar is None:
            self.bar = self.bars.add_task(what, total=of)
        elif of != self.bars.tasks[-1].total or done < self.bars.tasks[-1].completed:
            self.bars.reset(self.bar, total=of)
        self.bars.update(self.bar, description=what[:40], completed=done, total=of)

    def stop(self) -> None:
        """Take the bars away."""
        if self.bars is not None:
            self.bars.stop()
            self.bars = None

    def __exit__(self, *_: object) -> None:
        self.stop()
