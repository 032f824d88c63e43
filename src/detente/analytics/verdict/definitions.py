"""Did the meaning of a milestone change between or within the periods? Then before and after do not compare."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from detente.analytics.engines import Engine
from detente.analytics.query import start_of
from detente.analytics.verdict.periods import Periods

_GRADING = frozenset({"sales_ready", "scoring"})
"""Parts of a playbook that decide what an MQL is; they matter where leads are graded before sales works them."""

Stages = dict[str, str]


def changes_of_meaning(engine: Engine, periods: Periods, *, has_gate: bool) -> list[dict[str, Any]]:
    """Versions that took effect within the periods and changed what a milestone is.

    A version that leaves every stage its milestone is no change: both periods are counted by
    milestones, so they read as under one playbook.
    """
    first = start_of(min(periods.base_from, periods.now_from), periods.zone)
    last = start_of(periods.now_to, periods.zone)
    versions = engine.rows(
        "SELECT playbook, effective_at, changed FROM playbooks WHERE effective_at IS NOT NULL"
        " ORDER BY effective_at, playbook"
    )
    stages: dict[int, Stages] = {}
    for row in engine.rows("SELECT playbook, stage, milestone FROM stages"):
        stages.setdefault(row["playbook"], {})[row["stage"]] = row["milestone"]
    return [
        {"playbook": row["playbook"], "effective_at": row["effective_at"].isoformat()}
        for before, row in pairwise(versions)
        if first < row["effective_at"] < last
        and _differs(stages.get(before["playbook"]), stages.get(row["playbook"]), row["changed"], has_gate)
    ]


def _differs(old: Stages | None, new: Stages | None, changed: str | None, has_gate: bool) -> bool:
    parts = {part.strip() for part in (changed or "").split(",") if part.strip()}
    if has_gate and parts & _GRADING:
        return True
    if old is None or new is None:
        return not parts or "milestones" in parts
    moved = any(new[stage] != milestone for stage, milestone in old.items() if stage in new)
    return moved or set(old.values()) != set(new.values())
