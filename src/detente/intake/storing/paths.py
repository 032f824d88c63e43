"""The path of an imported lead through the stages, from what its line dates. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Step:
    """The lead or deal entered `stage` at `at`."""

    stage: str
    at: datetime


def path_of(
    moves: Mapping[str, datetime], *, starts: str, stage: str | None, stage_at: datetime | None, now: datetime,
    ranks: Mapping[str, int],
) -> list[Step]:  # fmt: skip
    """The steps after `starts`, in order of their dates.

    `stage` is where the lead stands now; without a date of its own it was reached, nobody knows when,
    so it is dated `now`, when we learnt of it. Stages between that nobody dated get no step.
    """
    last = len(ranks)
    dated = sorted(moves.items(), key=lambda move: (move[1], ranks.get(move[0], last)))
    steps = [Step(name, at) for name, at in dated if name not in (starts, stage)]
    if stage and stage != starts:
        at = moves.get(stage) or stage_at or max([now, *moves.values()])
        steps.append(Step(stage, at))
    return steps
