"""Put one check to evidence given as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from detente.analytics.audit.evidence import Evidence, from_rows
from detente.analytics.audit.finding import Found, NotRun, Passed
from detente.analytics.audit.run import all_checks, audit

NOW = datetime(2026, 3, 2, 17, 0)


def evidence(as_of: datetime = NOW, currency: str | None = "EUR", **tables: Any) -> Evidence:
    """Evidence as of the 2nd of March 2026, 17:00."""
    return from_rows(tables, as_of=as_of, currency=currency)


def ask(slug: str, held: Evidence) -> Found | Passed | NotRun:
    """The outcome of one check."""
    check = next(one for one in all_checks() if one.slug == slug)
    told = audit(held, checks=[check], strict=True)
    return (*told.found, *told.passed, *told.not_run)[0]


def found(slug: str, held: Evidence) -> tuple[int, int, list[Any]]:
    """Count, whole and the keys of the rows of a finding; its rows and its count agree where both count records."""
    outcome = ask(slug, held)
    assert isinstance(outcome, Found), outcome
    rows = outcome.finding.rows
    assert rows is not None
    keys = [next(iter(row.values())) for row in held.rows(rows.sql, rows.parameters)]
    return outcome.finding.count, outcome.finding.of, sorted(keys)
