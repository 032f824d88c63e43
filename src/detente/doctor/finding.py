"""What doctor says about one invariant."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One invariant: whether it holds, the rows where it does not, what to do, how long the look took."""

    invariant: str
    title: str
    ok: bool
    rows: tuple[str, ...] = ()
    repair: str = ""
    seconds: float = 0.0

    @property
    def is_green(self) -> bool:
        """Whether the invariant holds."""
        return self.ok

    def __str__(self) -> str:
        if self.ok:
            return f"{self.invariant} {self.title}: holds"
        rows = "".join(f"\n    {row}" for row in self.rows)
        return f"{self.invariant} {self.title}: BROKEN{rows}\n    Repair: {self.repair}"

    def plain(self) -> dict[str, Any]:
        """The finding as plain values, for JSON."""
        return asdict(self) | {"rows": list(self.rows)}
