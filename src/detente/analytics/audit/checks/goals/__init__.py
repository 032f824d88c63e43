"""Whether both teams' numbers pull the same way."""

from __future__ import annotations

from detente.analytics.audit.checks.goals import come_through_by_source, win_rates_by_rep, win_rates_by_source
from detente.analytics.audit.finding import Check

CHECKS: tuple[Check, ...] = (
    come_through_by_source.CHECK,
    win_rates_by_source.CHECK,
    win_rates_by_rep.CHECK,
)
