"""Words that several reports on leads share: the cohort, the horizon, the age at which leads are judged."""

from __future__ import annotations

from datetime import UTC

from detente.analytics.answer import Caution
from detente.analytics.language import say, say_many
from detente.analytics.query import day_of, zone_of
from detente.analytics.report import Finding
from detente.analytics.wording import between, day, percent


def counted(number: int, opens: str | None, text: str) -> Caution | None:
    """A caution about a number of leads; None where there are none."""
    return Caution(text, opens) if number else None


def is_cut(finding: Finding) -> bool:
    """Whether the question leaves anything out."""
    query = finding.query
    return bool(query.where or query.from_on or query.to_on)


def days_of(finding: Finding) -> str:
    """'90 days': the horizon."""
    return say_many("%(n)s day", "%(n)s days", finding.query.horizon_days or 0)


def leads_of(number: int) -> str:
    """'8,000 leads'."""
    return say_many("%(n)s lead", "%(n)s leads", number)


def won_share(finding: Finding, won: int, leads: int, low: float, high: float) -> str:
    """'10.5 % of 8,000 leads were won (95 % interval 9.9–11.2 %)', of those old enough, within the horizon."""
    values = {
        "share": percent(won / leads),
        "leads": leads,
        "interval": between(low, high),
        "days": days_of(finding),
    }
    is_all, is_within = leads == finding.total["leads"], finding.query.horizon_days
    if is_all and is_within:
        return say(
            "%(share)s of %(leads)s leads were won within %(days)s (95 %% interval %(interval)s)", **values
        )
    if is_all:
        return say("%(share)s of %(leads)s leads were won (95 %% interval %(interval)s)", **values)
    if is_within:
        return say("%(share)s of %(leads)s leads old enough to be judged were won within %(days)s (95 %% interval "
                   "%(interval)s)", **values)  # fmt: skip
    return say(
        "%(share)s of %(leads)s leads old enough to be judged were won (95 %% interval %(interval)s)",
        **values,
    )


def age(finding: Finding) -> str:
    """The age from which a lead is judged, and why it is that."""
    if finding.query.horizon_days is not None:
        return say("the horizon of %(days)s", days=days_of(finding))
    span = finding.span
    days = f"{span.mature_days:.0f}"
    if span.mature_days == span.p90_days:
        return say("%(days)s days, within which 9 of 10 wins came", days=days)
    return say("%(days)s days (fewer than 10 wins are dated, so this is a convention)", days=days)


def cohort(finding: Finding) -> str:
    """Which leads are counted."""
    query = finding.query
    zone = str(query.zone)
    first = query.from_on or (finding.span.first_arrival_at and day_of(finding.span.first_arrival_at, zone))
    last = query.to_on or (finding.span.last_arrival_at and day_of(finding.span.last_arrival_at, zone))
    if first and last:
        return say(
            "leads that arrived from %(first)s to %(last)s, both included (days of %(zone)s); a "
"recycled lead that came back counts once, by its first arrival; targets without a "
"response do not count",
            first=day(first), last=day(last), zone=zone,
        )  # fmt: skip
    return say(
        "leads that arrived at any time (days of %(zone)s); a recycled lead that came back counts once, by its first "
        "arrival; targets without a response do not count",
        zone=zone,
    )


def _clock(finding: Finding, zone: str) -> str:
    """'22 November 2026, 11:01': until when the facts reach, in the zone of the periods."""
    if finding.query.as_of is None:
        return ""
    at = finding.query.as_of.replace(tzinfo=UTC).astimezone(zone_of(zone))
    return f"{day(at.date())}, {at:%H:%M}"


def horizon(finding: Finding) -> str:
    """Until when what happens counts."""
    if finding.query.horizon_days is None:
        zone = str(finding.query.zone)
        return say(
            "everything that happened until %(at)s (%(zone)s) counts", at=_clock(finding, zone), zone=zone
        )
    return say(
        "only what happened within %(days)s (of 24 hours) of a lead's arrival counts; it stands where it stood then",
        days=days_of(finding),
    )
