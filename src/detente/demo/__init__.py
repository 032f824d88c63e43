"""The demo: a fictional company with a story to discover, the same at every start.

`lives` plans what happened to every lead as a list of acts; `by_sets` performs the plan through the
set-based writer, `by_actions` through the very functions that people's clicks call. A test holds
that both lead to the same histories.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

SEED = 20_26
LEADS = 6_000

Progress = Callable[[int, int], None]


def build(
    *, leads: int = LEADS, seed: int = SEED, now: datetime | None = None, progress: Progress | None = None
) -> int:
    """Fill an empty, migrated database with the demo's company; returns how many leads it has now."""
    from detente.crm.capture.models import Lead
    from detente.demo import agreeing, by_sets, daily, setting
    from detente.demo.lives import Plan

    now = (now or datetime.now(UTC)).replace(microsecond=0)
    stage = setting.set_up(now)
    by_sets.perform(Plan(seed=seed, leads=leads, now=now).lives(), stage, progress=progress)
    setting.settle(stage, now)
    daily.note_down(seed)
    agreeing.go_on(seed)
    return Lead.objects.count()
