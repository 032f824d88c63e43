"""The leads of a period as a back-test needs them: read by plain cursors, into columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import numpy as np
from django.db import connection

from detente.analytics.backtest import Past
from detente.analytics.business_time import Hours
from detente.analytics.points import Column
from detente.analytics.points.columns import Ints, Mask
from detente.analytics.points.conditions import fields_asked
from detente.crm.handoff.hours import hours_of
from detente.crm.handoff.models import Capacity
from detente.crm.history.stages import MILESTONES, WON
from detente.crm.people.models import User
from detente.crm.playbook.agreement import Agreement
from detente.crm.scoring.reading import Found, read, second_of
from detente.crm.scoring.rules import instant_of, moment_of

MOST_TIMED = 20_000
"""Responses whose business time is worked out: the newest."""


def past_of(old: Agreement, new: Agreement, *, since: datetime, until: datetime) -> Past:
    """The leads that arrived from `since` to `until`, those set aside left out."""
    asked = {
        name for terms in (old, new) if terms.scoring for name in fields_asked(terms.scoring, terms.readiness)
    }
    where = (
        f"l.arrived_at >= '{_literal(since)}' AND l.arrived_at <= '{_literal(until)}' AND NOT l.is_archived"
    )
    arrived = second_of("l.arrived_at")
    found = read(where, asked, (arrived, "l.source", "l.owner_id", "l.exit_reason"))
    hours = hours_of("inside_sales", old)
    offered, accepted = _stages(old, new, "mql"), _stages(old, new, "sal")
    begun = _begun(where, _stages(old, new, "mql", alone=True))
    return Past(
        since=instant_of(since), until=instant_of(until), business_days=_business_days(hours, since, until),
        ids=found.ids, leads=found.leads, touches=found.touches, arrived=_numbers(found, arrived),
        source=_more(found, "l.source"), owner=_named(_more(found, "l.owner_id")),
        reason=_more(found, "l.exit_reason"), was_offered=_stood(where, offered, found.ids),
        was_accepted=_stood(where, accepted, found.ids), was_won=_stood(where, {WON}, found.ids),
        response_minutes=_minutes(begun, hours), busiest_day=_busiest_day(where, hours, since),
        worked_days=_worked_days(where, accepted), capacity=_capacities(new),
    )  # fmt: skip


def _literal(at: datetime) -> str:
    return moment_of(instant_of(at)).strftime("%Y-%m-%d %H:%M:%S")


def _rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _more(found: Found, name: str) -> Column:
    return found.more.get(name, Column.of(()))


def _numbers(found: Found, name: str) -> Ints:
    column = _more(found, name)
    return np.array(column.values, dtype=np.int64)[column.codes]


def _named(owners: Column) -> Column:
    names = dict(User.objects.values_list("pk", "name"))
    return Column(owners.codes, [names.get(key) for key in owners.values])


def _stages(old: Agreement, new: Agreement, milestone: str, *, alone: bool = False) -> set[str]:
    """The codes of a milestone's stages and, unless `alone`, of all behind it."""
    wanted = {milestone} if alone else set(MILESTONES[MILESTONES.index(milestone) :])
    return {stage.code for terms in (old, new) for stage in terms.path if stage.milestone in wanted}


def _listed(codes: Iterable[str]) -> str:
    return ", ".join("'" + code.replace("'", "''") + "'" for code in sorted(codes)) or "''"


def _stood(where: str, stages: set[str], ids: Ints) -> Mask:
    """Which leads ever stood in one of these stages."""
    rows = _rows(f"""
        SELECT DISTINCT i.lead_id FROM crm_stage_interval AS i JOIN crm_lead AS l ON l.id = i.lead_id
        WHERE i.stage IN ({_listed(stages)}) AND {where}""")
    return np.isin(ids, np.array([key for (key,) in rows], dtype=np.int64))


def _begun(where: str, stages: set[str]) -> list[tuple[int, int]]:
    """When leads became an MQL and when somebody first tried to reach them, of the newest."""
    tried, entered = second_of("l.first_attempt_at"), second_of("min(i.entered_at)")
    rows = _rows(f"""
        SELECT {entered}, {tried} FROM crm_lead AS l JOIN crm_stage_interval AS i ON i.lead_id = l.id
        WHERE i.stage IN ({_listed(stages)}) AND l.first_attempt_at IS NOT NULL AND {where}
        GROUP BY l.id, l.first_attempt_at HAVING min(i.entered_at) <= l.first_attempt_at
        ORDER BY l.id DESC LIMIT {MOST_TIMED}""")
    return [(entered, tried) for entered, tried in rows]


def _minutes(begun: list[tuple[int, int]], hours: Hours) -> Ints:
    spent = [hours.seconds_between(moment_of(a), moment_of(b)) / 60 for a, b in begun]
    return np.ceil(np.array(spent, dtype=float)).astype(np.int64)


def _business_days(hours: Hours, since: datetime, until: datetime) -> int:
    days = range((until.date() - since.date()).days + 1)
    return sum(hours.works_on(since.date() + timedelta(days=number)) for number in days)


def _busiest_day(where: str, hours: Hours, since: datetime) -> float:
    """Leads that somebody began on each business day of the busiest week."""
    day = second_of("l.first_attempt_at")
    begun = Counter(
        (second - instant_of(since)) // (7 * 86_400)
        for (second,) in _rows(
            f"SELECT {day} FROM crm_lead AS l WHERE l.first_attempt_at IS NOT NULL AND {where}"
        )
    )
    if not begun:
        return 0.0
    week, leads = max(begun.items(), key=lambda item: item[1])
    first = since.date() + timedelta(days=7 * week)
    return leads / max(sum(hours.works_on(first + timedelta(days=number)) for number in range(7)), 1)


def _worked_days(where: str, accepted: set[str]) -> float | None:
    """How long half of the accepted leads that are through were worked, from their first attempt to their end."""
    rows = _rows(f"""
        SELECT {second_of("l.closed_at")} - {second_of("l.first_attempt_at")} FROM crm_lead AS l
        WHERE l.closed_at > l.first_attempt_at AND {where} AND EXISTS (
            SELECT 1 FROM crm_stage_interval AS i WHERE i.lead_id = l.id AND i.stage IN ({_listed(accepted)}))
        ORDER BY l.id DESC LIMIT {MOST_TIMED}""")
    return float(median(seconds for (seconds,) in rows)) / 86_400 if rows else None


def _capacities(agreement: Agreement) -> dict[str, int]:
    """How many open leads each rep can take: their own number, else what the playbook says for their role."""
    by_role = agreement.routing.capacity if agreement.routing else {}
    own = dict(Capacity.objects.exclude(open_leads=None).values_list("user_id", "open_leads"))
    found = {}
    for key, name, role in User.objects.filter(is_active=True).values_list("pk", "name", "role"):
        if (most := own.get(key, by_role.get(role))) is not None:
            found[name] = most
    return found
