"""Whether both teams' numbers pull the same way."""

from __future__ import annotations

from detente.analytics.audit.finding import Check

CHECKS: tuple[Check, ...] = ()
