"""What differs between the worlds: how each part of a company changes in the period asked about."""

from __future__ import annotations

from dataclasses import dataclass

BLOCKS = ("mix", "follow_up", "quality", "gate", "selling")


@dataclass(frozen=True)
class Fault:
    """Changes in the second period. Strengths of 0 (or factors of 1) are no change.

    `quality_loss`: share of the good leads that turn bad, most in some sources. `neglect`: further share of leads
    that nobody works; `slower`: factor on the delay; `fewer`: attempts less. `selling_loss`: off the logit of the
    late stages, `of_reps`: share of reps who lose it. `gate_loose`: how far the SQL's check of quality stops.
    `mix_shift`: weight moved to the poorer half of sources; `gap`: what these lack in good leads
    in both periods. `routing`: best-looking leads go to the best reps.
    `blamed`: share of losses by sales that reps call bad leads. In both periods: `favour` is how much more reps try
    leads that look good to them, `leaving` the share of reps who are replaced, `back` the share of proposals that
    go back.
    """

    expected: frozenset[str] = frozenset()
    quality_loss: float = 0.0
    neglect: float = 0.0
    slower: float = 1.0
    fewer: int = 0
    selling_loss: float = 0.0
    of_reps: float = 0.0
    gate_loose: float = 0.0
    mix_shift: float = 0.0
    gap: float = 0.0
    routing: float = 0.0
    blamed: float = 0.0
    favour: float = 0.0
    leaving: float = 1 / 6
    back: float = 0.05


_EFFORT = {"neglect": 0.14, "slower": 5.0, "fewer": 2}

WORLDS: dict[str, Fault] = {
    "healthy": Fault(),
    "bad_quality": Fault(frozenset({"quality_early"}), quality_loss=0.45),
    "bad_follow_up": Fault(frozenset({"follow_up"}), **_EFFORT),
    "bad_late_selling": Fault(frozenset({"selling"}), selling_loss=1.5, of_reps=0.5),
    "late_discovery": Fault(frozenset({"quality_late"}), quality_loss=0.4, gate_loose=1.0),
    "two_causes": Fault(frozenset({"quality_early", "follow_up"}), quality_loss=0.4, **_EFFORT),
    "mix_shift": Fault(frozenset({"mix"}), mix_shift=1.0, gap=0.45),
    "confounded_routing": Fault(routing=1.0),
    "market_fall": Fault(frozenset({"market"}), selling_loss=0.75, of_reps=1.0),
    "misreported_reasons": Fault(frozenset({"selling"}), selling_loss=1.5, of_reps=0.5, blamed=0.3),
    "confounded_follow_up": Fault(frozenset({"quality_early"}), quality_loss=0.45, favour=1.0),
    "restless": Fault(frozenset({"quality_early"}), quality_loss=0.45, leaving=0.5, back=0.25),
    "restless_healthy": Fault(leaving=0.5, back=0.25),
}

RECORDS: dict[str, dict[str, float]] = {
    "usual": {},
    "rough": {"blanks": 0.3, "unlogged": 0.25},
    "audited": {"audited": 100},
}
"""How well a company keeps its records: arguments of `bench.verdict.writing.write`."""

SIZES = {300: 4, 3_000: 9, 20_000: 26, 100_000: 60, 667_000: 120}
"""Leads a year, and the reps of a company of that size."""
