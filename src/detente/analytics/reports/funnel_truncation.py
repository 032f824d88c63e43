"""Cohorts that arrived before wins were recorded: counted, but their wins are missing."""

from __future__ import annotations

from datetime import date

from detente.analytics.answer import Caution
from detente.analytics.language import say, say_many
from detente.analytics.query import day_of
from detente.analytics.report import Finding
from detente.analytics.wording import day, listed, month


def truncation(finding: Finding) -> Caution | None:
    """The caution, when the question's leads arrived before the first recorded win (see `Span`)."""
    span, number = finding.span, finding.total["truncated"]
    if span.truncated_before is None or span.first_arrival_at is None or not number:
        return None
    zone = str(finding.query.zone)
    first, recorded = day_of(span.first_arrival_at, zone), day_of(span.truncated_before, zone)
    last = day_of(span.last_arrival_at, zone) if span.last_arrival_at else recorded
    values = {"recorded": day(recorded), "first": day(first), "cohorts": cohorts(first, recorded, last)}
    text = say_many(
        "Wins are recorded only from %(recorded)s on, though leads arrive from %(first)s: %(cohorts)s are truncated. "
        "%(n)s lead of this answer belongs to them, and its wins are understated.",
        "Wins are recorded only from %(recorded)s on, though leads arrive from %(first)s: %(cohorts)s are truncated. "
        "%(n)s leads of this answer belong to them, and their wins are understated.",
        number,
        **values,
    )
    return Caution(text, "truncated")


def cohorts(first: date, recorded: date, last: date) -> str:
    """The truncated cohorts by name: whole years where the whole year's arrivals are in, else months."""
    months = listed_months(first, recorded)
    if recorded.month < 12 and (last.year, last.month) > (recorded.year, recorded.month):
        return say("the cohorts of %(months)s", months=months)
    years = listed([str(year) for year in range(first.year, recorded.year + 1)])
    return say("the %(years)s cohorts (%(months)s)", years=years, months=months)


def listed_months(first: date, last: date) -> str:
    """'June 2017 to December 2017', or the one month."""
    if month(first) == month(last):
        return month(first)
    return say("%(first)s to %(last)s", first=month(first), last=month(last))
