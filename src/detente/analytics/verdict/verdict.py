"""The verdict itself: what is said, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from detente.analytics.verdict.counted import Counted
from detente.analytics.verdict.estimates import Estimate
from detente.analytics.verdict.naming import Named
from detente.analytics.verdict.periods import Periods


@dataclass(frozen=True)
class Verdict:
    """What is said and what it rests on. `total` is None and `components` are empty where nothing can be reckoned.

    `base_rate` is the win rate held against, `rate` the period's. Against a target only the total can be told,
    against the best sources also the mix.
    """

    periods: Periods
    named: Named
    counted: Counted
    total: Estimate | None = None
    components: dict[str, Estimate] = field(default_factory=dict)
    twins: dict[str, dict[str, Estimate]] = field(default_factory=dict)
    base_rate: float | None = None
    rate: float | None = None
    checks: dict[str, Any] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Causes that are named; empty when nothing fell short."""
        return self.named.names
