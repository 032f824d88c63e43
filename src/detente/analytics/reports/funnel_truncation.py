"""Cohorts that arrived before wins were recorded: counted, but their wins are missing."""

from __future__ import annotations

from datetime import date

from detente.analytics.answer import Caution
from detente.analytics.query import day_of
from detente.analytics.report import Finding
from detente.analytics.wording import count, day, listed, month, verb


def truncation(finding: Finding) -> Caution | None:
    """The caution, when the question's leads arrived before the first recorded win (see `Span`)."""
    span, number = finding.span, finding.total["truncated"]
    if span.truncated_before is None or span.first_arrival_at is None or not number:
        return None
    zone = str(finding.query.zone)
    first, recorded = day_of(span.first_arrival_at, zone), day_of(span.truncated_before, zone)
    last = day_of(span.last_arrival_at, zone) if span.last_arrival_at else recorded
    return Caution(
        f"Wins are recorded only from {day(recorded)} on, though leads arrive from {day(first)}: "
        f"{cohorts(first, recorded, last)} are truncated. {count(number, 'lead')} of this answer "
        f"{verb(number, 'belongs', 'belong')} to them, and {verb(number, 'its', 'their')} wins are understated.",
        "truncated",
    )


def cohorts(first: date, recorded: date, last: date) -> str:
    """The truncated cohorts by name: whole years where the whole year's arrivals are in, else months."""
    months = listed_months(first, recorded)
    if recorded.month < 12 and (last.year, last.month) > (recorded.year, recorded.month):
        return f"the cohorts of {months}"
    years = listed([str(year) for year in range(first.year, recorded.year + 1)])
    return f"the {years} cohorts ({months})"


def listed_months(first: date, last: date) -> str:
    """'June 2017 to December 2017', or the one month."""
    return month(first) if month(first) == month(last) else f"{month(first)} to {month(last)}"
