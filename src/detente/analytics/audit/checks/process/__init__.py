"""How the teams work leads and deals."""

from __future__ import annotations

from detente.analytics.audit.checks.process import never_touched
from detente.analytics.audit.finding import Check

CHECKS: tuple[Check, ...] = (never_touched.CHECK,)
