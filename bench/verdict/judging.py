"""Two people who judge leads blindly: mostly right, each with mistakes of their own."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.verdict.company import Ints
from bench.verdict.life import Fate

MISTAKES, UNSURE = 0.08, 0.10
_SIDES = {"no_budget": "quality", "no_need": "quality", "wrong_fit": "quality", "wrong_number": "quality",
          "competitor": "sales", "went_dark": "sales"}  # fmt: skip


def sides(reasons: Any) -> Any:
    """What each stated reason speaks for."""
    return np.array([_SIDES.get(one, "unknown") for one in reasons], object)


def true_errors(fate: Fate, stated: Any, among: Any) -> dict[str, float]:
    """Of late losses, how often the stated side is not the true one."""
    late = (fate.cause > 0) & (fate.stage >= 2) & among
    return {
        "quality_judged_good": float((fate.cause == 2)[late & (stated == "quality")].mean()),
        "sales_judged_poor": float((fate.cause == 1)[late & (stated == "sales")].mean()),
    }


def judgements(
    rng: np.random.Generator, period: Ints, fate: Fate, stated: Any, of_each: int
) -> dict[str, Any]:
    """Opinions of judges 1 and 2 on late-lost leads of each period, drawn by lot."""
    late = (fate.cause > 0) & (fate.stage >= 2)
    drawn = [rng.permutation(np.nonzero(late & (period == one))[0])[:of_each] for one in (0, 1)]
    lead = np.repeat(np.concatenate(drawn), 2)
    is_poor = (fate.cause[lead] == 1) ^ (rng.uniform(size=len(lead)) < MISTAKES)
    opinion = np.where(is_poor, "poor", "good").astype(object)
    opinion[rng.uniform(size=len(lead)) < UNSURE] = "unsure"
    return {
        "audit_id": np.ones(len(lead), np.int64), "lead_id": lead, "judge_id": np.tile([1, 2], len(lead) // 2),
        "stratum": np.full(len(lead), "late_lost", object), "stated": stated[lead], "opinion": opinion,
        "at": np.full(len(lead), float(fate.ended[lead].max(initial=0))),
    }  # fmt: skip
