"""Tables that follow from the playbook's documents: what each version changed, promised and calls working time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from detente.analytics.business_time import NO_COUNTRY, Hours
from detente.copy.snapshot import Snapshot
from detente.crm.playbook.agreement import Agreement
from detente.crm.playbook.promises import Calendar, Slas, Target

Rows = list[tuple[Any, ...]]
Version = tuple[Agreement, datetime]
TEAMS = {"inside_sales": "inside sales"}
_ROOM = 1000
"""Goals of one version have keys of their own thousand."""
_PARTS = ("stages", "exits", "sales_ready", "scoring", "slas", "calendars", "cadences", "routing", "targets")
_FIRST_YEAR = 2000


def versions(snapshot: Snapshot) -> list[Version]:
    """Every version with the instant (UTC) from which it holds, in that order."""
    told = snapshot.rows("SELECT version, document, effective_at FROM crm_playbook ORDER BY version")
    found = [(Agreement(version, _read(document)), _utc(at)) for version, document, at in told]
    return sorted(found, key=lambda one: (one[1], one[0].version))


def _read(document: Any) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(document) if isinstance(document, str) else document
    return read


def _utc(at: Any) -> datetime:
    when = datetime.fromisoformat(at) if isinstance(at, str) else at
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def playbooks(snapshot: Snapshot) -> Rows:
    """Each version, from when on, and which parts of it differ from the one before."""
    found, before = [], None
    for agreement, at in sorted(versions(snapshot), key=lambda one: one[0].version):
        found.append((agreement.version, _text(at), _changed(before, agreement)))
        before = agreement
    return found


def _changed(before: Agreement | None, after: Agreement) -> str | None:
    if before is None:
        return None
    parts = [part for part in _PARTS if before.document.get(part) != after.document.get(part)]
    if _milestones(before) != _milestones(after):
        parts.insert(0, "milestones")
    return ", ".join(parts)


def _milestones(agreement: Agreement) -> dict[str, str]:
    return {code: stage.milestone for code, stage in agreement.stages.items()}


def reasons(snapshot: Snapshot) -> Rows:
    """The reasons of each exit, and what they speak for."""
    return [
        (
            agreement.version,
            stage.code,
            reason.code,
            reason.name,
            reason.more.get("group"),
            reason.more.get("side"),
        )
        for agreement, _ in versions(snapshot)
        for stage in agreement.exits
        for reason in stage.reasons
    ]


def targets(snapshot: Snapshot) -> Rows:
    """The goals and promises of each version, for as long as it holds."""
    zone = ZoneInfo(_organisation(snapshot)[0])
    held = versions(snapshot)
    ends = [at for _, at in held[1:]]
    found: Rows = []
    for nth, (agreement, at) in enumerate(held):
        first = at.astimezone(zone).date()
        last = ends[nth].astimezone(zone).date() - timedelta(days=1) if nth < len(ends) else None
        for number, goal in enumerate(_goals(agreement)):
            code, name, measure, is_promise, per, team, amount, unit = goal
            found.append((
                agreement.version * _ROOM + number, code, name, measure, is_promise, per, first.isoformat(),
                last.isoformat() if last else None, TEAMS.get(team, team), float(amount), unit, agreement.version,
            ))  # fmt: skip
    return found


def _goals(agreement: Agreement) -> Iterator[tuple[Any, ...]]:
    for target in agreement.targets:
        yield _goal(target, is_promise=False)
    if agreement.slas:
        for target in agreement.slas.marketing:
            yield _goal(target, is_promise=True)
        yield from _of_sales(agreement.slas)


def _goal(target: Target, *, is_promise: bool) -> tuple[Any, ...]:
    unit = "share" if target.measure.endswith("_rate") else "count"
    return (
        target.code,
        target.name,
        target.measure,
        is_promise,
        target.per,
        target.team,
        target.at_least,
        unit,
    )


def _of_sales(slas: Slas) -> Iterator[tuple[Any, ...]]:
    minutes = {
        "answer": slas.answer.minutes, "answer_urgent": slas.answer.urgent_minutes,
        "first_attempt": slas.first_attempt.minutes, "first_attempt_urgent": slas.first_attempt.urgent_minutes,
        "passed_answer": slas.passed_answer.minutes,
    }  # fmt: skip
    for measure, held in minutes.items():
        if held is not None:
            team = "sales" if measure == "passed_answer" else "inside_sales"
            yield measure, measure, measure, True, None, team, held, "business minutes"
    yield "attempts", "attempts", "attempts", True, None, "inside_sales", slas.attempts, "attempts"
    yield "channels", "channels", "channels", True, None, "inside_sales", slas.channels, "channels"


def calendars(snapshot: Snapshot) -> Rows:
    """The working hours that each version agrees on, a row for each span of a weekday."""
    zone, country = _organisation(snapshot)
    zones = _zones(snapshot)
    return [
        (
            agreement.version,
            TEAMS.get(team, team),
            weekday,
            opens,
            closes,
            calendar.zone or zones.get(team) or zone,
            _country(calendar, country),
        )
        for agreement, _ in versions(snapshot)
        for team, calendar in agreement.calendars.items()
        for weekday, spans in sorted(calendar.hours.items())
        for opens, closes in spans
    ]


def working_spans(snapshot: Snapshot) -> Rows:
    """Working time of each team from the year before the first event until the end of the year after the newest.

    Each version's calendar counts from when it took effect; a team's first one counts before that too.
    """
    zone, country = _organisation(snapshot)
    zones = _zones(snapshot)
    first, last = _years(snapshot)
    held = versions(snapshot)
    teams = dict.fromkeys(team for agreement, _ in held for team in agreement.calendars)
    found: Rows = []
    for team in teams:
        known = [(agreement.calendars[team], at) for agreement, at in held if team in agreement.calendars]
        own = zones.get(team) or zone
        told = tuple(
            (_hashable(calendar), calendar.zone or own, _country(calendar, country) or "", at)
            for calendar, at in known
        )
        found += [(TEAMS.get(team, team), *span) for span in _spans(told, first, last)]
    return found


Week = tuple[tuple[int, tuple[tuple[int, int], ...]], ...]
Told = tuple[tuple[tuple[Week, tuple[str, ...]], str, str, datetime], ...]


@lru_cache(maxsize=32)
def _spans(told: Told, first: int, last: int) -> list[tuple[str, str, float]]:
    """Made once for each state of the calendars: the copy is refreshed every second, they are changed once a year."""
    spans: list[tuple[datetime, datetime]] = [_start(first)]
    for nth, ((week, days_off), zone, country, at) in enumerate(told):
        begins = at if nth else datetime(first, 1, 1, tzinfo=UTC)
        ends = told[nth + 1][3] if nth + 1 < len(told) else datetime(last, 12, 31, tzinfo=UTC)
        hours = Hours(
            dict(week),
            ZoneInfo(zone),
            country=country,
            days_off=[date.fromisoformat(day) for day in days_off],
        )
        if begins < ends:
            days = hours.spans(begins.date() - timedelta(days=1), ends.date() + timedelta(days=1))
            cut = [(max(opens, begins), min(closes, ends)) for opens, closes, _ in days]
            spans += [span for span in cut if span[0] < span[1]]
    return list(_counted(spans))


def _start(year: int) -> tuple[datetime, datetime]:
    """A first span of no length, so that every instant of the history has one before it."""
    at = datetime(year - 1, 12, 31, tzinfo=UTC)
    return at, at


def _counted(spans: Sequence[tuple[datetime, datetime]]) -> Iterator[tuple[str, str, float]]:
    before = 0.0
    for opens, closes in spans:
        yield _text(opens), _text(closes), before
        before += (closes - opens).total_seconds()


def _years(snapshot: Snapshot) -> tuple[int, int]:
    """From what is written alone, not from today: the same history has the same spans on every day."""
    first = snapshot.rows("SELECT arrived_at FROM crm_lead ORDER BY arrived_at LIMIT 1")
    last = snapshot.rows("SELECT recorded_at FROM crm_event ORDER BY id DESC LIMIT 1")
    if not first or not last:
        return _FIRST_YEAR, _FIRST_YEAR
    return max(_FIRST_YEAR, _utc(first[0][0]).year - 1), _utc(last[0][0]).year + 1


def _organisation(snapshot: Snapshot) -> tuple[str, str]:
    found = snapshot.rows("SELECT zone, country FROM crm_organisation")
    return found[0] if found else ("UTC", "")


def _zones(snapshot: Snapshot) -> dict[str, str]:
    """The zone of each kind of team, where all its teams that name one name the same."""
    found: dict[str, set[str]] = {}
    for kind, zone in snapshot.rows("SELECT kind, zone FROM crm_team WHERE zone <> ''"):
        found.setdefault(kind, set()).add(zone)
    return {kind: named.pop() for kind, named in found.items() if len(named) == 1}


def _country(calendar: Calendar, usual: str) -> str | None:
    """Whose holidays are off; None when none are."""
    country = calendar.country or usual
    return country if country and country != NO_COUNTRY else None


def _hashable(calendar: Calendar) -> tuple[Week, tuple[str, ...]]:
    return tuple(sorted((day, tuple(spans)) for day, spans in calendar.hours.items())), calendar.days_off


def _text(at: datetime) -> str:
    """An instant as numpy reads it."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat()
