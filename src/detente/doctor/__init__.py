"""Doctor: TRUST's invariants that a user can check. It reads only, names the rows and says the repair.

    for finding in doctor.check():
        print(finding)

Everything is read in one snapshot, so that work going on meanwhile is no finding. On a long history
the default looks at what is newest and at an even sample; `deep=True` looks at everything.
"""

from __future__ import annotations

import time
from importlib import import_module

from detente.copy.snapshot import snapshot
from detente.doctor.finding import Finding
from detente.doctor.looking import Look

INVARIANTS = (
    "import_lines", "import_records", "state", "intervals", "handoffs", "closing", "recount", "copied", "chains",
    "merges", "integrity", "access", "files", "searched", "points",
)  # fmt: skip
"""Modules of `detente.doctor.invariants`, in the order of TRUST's numbers."""


def check(deep: bool = False) -> list[Finding]:
    """Check every invariant; an invariant that could not be checked at all is a finding too."""
    return [check_one(name, deep=deep) for name in INVARIANTS]


def check_one(name: str, *, deep: bool = False) -> Finding:
    """Check one invariant by its module's name."""
    invariant = import_module(f"detente.doctor.invariants.{name}")
    began = time.monotonic()
    with snapshot() as now:
        look = Look(now, deep=deep)
        rows = tuple(look.some(invariant.faults(look)))
    return Finding(
        invariant=invariant.NUMBER, title=invariant.TITLE, ok=not rows, rows=rows,
        repair=invariant.REPAIR if rows else "", seconds=round(time.monotonic() - began, 3),
    )  # fmt: skip


__all__ = ["INVARIANTS", "Finding", "check", "check_one"]
