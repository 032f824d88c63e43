"""What is written down, and how."""

from __future__ import annotations

from detente.analytics.audit.finding import Check

CHECKS: tuple[Check, ...] = ()
