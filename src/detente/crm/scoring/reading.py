"""Leads as columns: what is known of many open leads, and what they did, by plain cursors and without an ORM object."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from detente.analytics.points import Column, Leads, Touches
from detente.analytics.points.columns import Ints
from detente.crm.playbook.conditions import CUSTOM
from detente.crm.scoring import facts

Convert = Callable[[Any], Any]
_DOMAIN = {
    "sqlite": "substr(p.email_key, nullif(instr(p.email_key, '@'), 0) + 1)",
    "postgresql": "substr(p.email_key, nullif(position('@' in p.email_key), 0) + 1)",
}
_SECOND = {
    "sqlite": "unixepoch(substr({}, 1, 19))",
    "postgresql": "floor(extract(epoch FROM {}))::bigint",
}
_COLUMNS: dict[str, tuple[str, Convert | None]] = {
    "person.title": ("p.title", None),
    "person.country": ("p.country", None),
    "person.has_email": ("p.email_key IS NOT NULL", bool),
    "person.has_phone": ("p.phone_key IS NOT NULL", bool),
    "person.has_company_email": ("", lambda domain: facts.is_company(domain or "")),
    "account.name": ("a.name", None),
    "account.industry": ("a.industry", None),
    "account.country": ("a.country", None),
    "account.employees": ("a.employees", None),
    "account.type": ("a.type", None),
    "account.is_named": ("a.is_named", lambda value: None if value is None else bool(value)),
    "account.revenue": ("a.revenue_minor", facts.revenue),
    "lead.source": ("l.source", None),
    "lead.medium": ("l.medium", None),
    "lead.campaign": ("c.name", None),
    "lead.vendor": ("v.name", None),
    "lead.has_defect": ("CAST(l.defects AS text) <> '[]'", bool),
}
_LETTERS = {"person": "p", "account": "a", "lead": "l"}


@dataclass(frozen=True)
class Found:
    """Leads by rising key: what is known of them, what they did, and other columns that were asked for."""

    ids: Ints
    leads: Leads
    touches: Touches
    more: dict[str, Column]


def second_of(instant: str) -> str:
    """An SQL expression of an instant as whole seconds since 1970."""
    return _SECOND[connection.vendor].format(instant)


def read(where: str, fields: Iterable[str], more: Sequence[str] = (), *, lock: bool = False) -> Found:
    """The leads `where` holds of, with these fields; `more` are columns beside them, as SQL on `l` and `s` (the score).

    `where` is our own SQL on `l`, never what somebody wrote. With `lock`, nobody changes them until the end.
    """
    names = [name for name in sorted(fields) if name in _COLUMNS or CUSTOM.fullmatch(name)]
    asked = {name: _column(name) for name in names}
    held = _locked(where) if lock and connection.vendor == "postgresql" else None
    rows = _rows(_statement(where, [sql for sql, _convert in asked.values()], more))
    if held is not None:
        rows = [
            row for row in rows if row[0] in held
        ]  # one that came in between is scored by its own capture
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    columns = [Column.of(values) for values in zip(*rows, strict=True)][1:] if rows else []
    known = {
        name: Column(column.codes, [convert(value) if convert else value for value in column.values])
        for (name, (_sql, convert)), column in zip(asked.items(), columns, strict=False)
    }
    beside = dict(zip(more, columns[len(asked) :], strict=False))
    return Found(ids, Leads(len(ids), known), _touches(where, ids), beside)


def _locked(where: str) -> set[int]:
    """Lock by a statement of its own: what a locking one reads beside the row may be older than the lock."""
    rows = _rows(f"SELECT l.id FROM crm_lead AS l WHERE {where} ORDER BY l.id FOR NO KEY UPDATE")
    return {key for (key,) in rows}


def _column(name: str) -> tuple[str, Convert | None]:
    if added := CUSTOM.fullmatch(name):
        record, code = added.groups()
        return f"CAST({_LETTERS[record]}.custom AS text)", _added(code)
    sql, convert = _COLUMNS[name]
    return sql or _DOMAIN[connection.vendor], convert


def _added(code: str) -> Convert:
    def value_of(text: str | None) -> Any:
        return facts.added_value(json.loads(text).get(code)) if text else None

    return value_of


def _statement(where: str, columns: Sequence[str], more: Sequence[str]) -> str:
    return f"""
        SELECT {", ".join(["l.id", *columns, *more])} FROM crm_lead AS l
        JOIN crm_person AS p ON p.id = l.person_id LEFT JOIN crm_account AS a ON a.id = l.account_id
        LEFT JOIN crm_campaign AS c ON c.id = l.campaign_id LEFT JOIN crm_vendor AS v ON v.id = l.vendor_id
        LEFT JOIN crm_lead_score AS s ON s.lead_id = l.id
        WHERE {where} ORDER BY l.id"""


def _rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _touches(where: str, ids: Ints) -> Touches:
    """Captured counts as the first touch; what was taken back does not count."""
    rows = _rows(f"""
        SELECT e.lead_id, {second_of("e.at")}, e.code FROM crm_event AS e
        JOIN crm_lead AS l ON l.id = e.lead_id
        WHERE e.kind IN ('captured', 'touched') AND e.code IS NOT NULL AND {where} AND e.id NOT IN
            (SELECT r.reverses_id FROM crm_event AS r WHERE r.reverses_id IS NOT NULL)
        ORDER BY e.lead_id, e.at, e.id""")
    if not rows:
        return Touches.of(())
    leads, seconds, codes = zip(*rows, strict=True)
    kinds = Column.of(codes)
    owners = np.array(leads, dtype=np.int64)
    found = Touches(
        np.searchsorted(ids, owners), np.array(seconds, dtype=np.int64), kinds.codes, list(kinds.values)
    )
    return found.take(np.isin(owners, ids))
