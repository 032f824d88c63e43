"""Words that several reports on leads share: the cohort, the horizon, the age at which leads are judged."""

from __future__ import annotations

from detente.analytics.answer import Caution
from detente.analytics.query import day_of
from detente.analytics.report import Finding
from detente.analytics.wording import count


def counted(number: int, opens: str | None, text: str) -> Caution | None:
    """A caution about a number of leads; None where there are none."""
    if not number:
        return None
    one = number == 1
    words = {"is_": "is" if one else "are", "it": "it" if one else "they", "has": "has" if one else "have",
             "counts": "counts" if one else "count"}  # fmt: skip
    text = (
        text
        if one
        else text.replace("a chosen contact", "chosen contacts").replace("(a target)", "(targets)")
    )
    return Caution(text.format(n=count(number, "lead"), **words), opens)


def age(finding: Finding) -> str:
    """The age from which a lead is judged, and why it is that."""
    if finding.query.horizon_days is not None:
        return f"the horizon of {count(finding.query.horizon_days, 'day')}"
    span = finding.span
    if span.mature_days == span.p90_days:
        return f"{span.mature_days:.0f} days, within which 9 of 10 wins came"
    return f"{span.mature_days:.0f} days (fewer than 10 wins are dated, so this is a convention)"


def cohort(finding: Finding) -> str:
    """Which leads are counted."""
    query = finding.query
    zone = str(query.zone)
    first = query.from_on or (finding.span.first_arrival_at and day_of(finding.span.first_arrival_at, zone))
    last = query.to_on or (finding.span.last_arrival_at and day_of(finding.span.last_arrival_at, zone))
    when = f"from {first} to {last}, both included" if first and last else "at any time"
    return (
        f"leads that arrived {when} (days of {zone}); a recycled lead that came back counts once, by its first "
        "arrival; targets without a response do not count"
    )


def horizon(finding: Finding) -> str:
    """Until when what happens counts."""
    if finding.query.horizon_days is None:
        return f"everything that happened until {finding.query.as_of:%Y-%m-%d %H:%M} UTC counts"
    days = count(finding.query.horizon_days, "day")
    return f"only what happened within {days} (of 24 hours) of a lead's arrival counts; it stands where it stood then"
