"""Which columns say who a person is, who works for the company, or a kind of thing that many records share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detente.analytics.audit.profile import every_column, quoted
from detente.analytics.audit.tables import RECORDS

if TYPE_CHECKING:
    from detente.analytics.audit.evidence import Evidence

PERSONS = {"name", "email", "phone"}
"""Of leads and people."""

OWNERS = (
    ("leads", "owner"), ("people", "owner"), ("accounts", "owner"), ("deals", "owner"), ("activities", "owner"),
    ("changes", "by"),
)  # fmt: skip
USERS = ("user", "name", "email")

KINDS = (
    ("leads", "source"), ("leads", "medium"), ("leads", "campaign"), ("leads", "status"), ("leads", "reason"),
    ("leads", "country"), ("people", "source"), ("people", "country"), ("accounts", "industry"),
    ("accounts", "country"), ("deals", "source"), ("deals", "campaign"), ("deals", "product"), ("deals", "stage"),
    ("deals", "reason"), ("deals", "currency"), ("activities", "kind"), ("activities", "outcome"),
    ("campaigns", "kind"), ("campaigns", "status"), ("members", "status"), ("users", "role"), ("changes", "field"),
)  # fmt: skip
"""Columns whose values many records share; a value that few share may still be somebody's words."""

OURS = {
    ("leads", "milestone"), ("leads", "exit"), ("deals", "milestone"), ("deals", "status"), ("activities", "kind"),
    ("changes", "object"), ("changes", "field"),
}  # fmt: skip
"""Columns that hold words of ours, whatever the export says."""

SHARED = 10
"""A value is a kind of thing when at least so many records say it."""

_PERSONAL_FILLS = {"name", "email", "phone", "owner", "by", "title", "company", "user", "person", "domain"}
_PERSONAL_HEADER = re.compile(
    r"name|mail|phone|mobile|fax|owner|contact|person|address|street|birth|user|assign|agent|rep\b|twitter|linkedin"
    r"|skype|url|note|comment|descri",
    re.IGNORECASE,
)


def is_person(table: str, column: str) -> bool:
    """Whether a column of a record table says who somebody is."""
    return (table in ("leads", "people", "users") and column in PERSONS) or (table, column) in OWNERS


def texts() -> list[tuple[str, list[str]]]:
    """The text columns of every record table that hold the export's words."""
    return [
        (
            table.name,
            [one.name for one in table.columns if one.kind == "text" and (table.name, one.name) not in OURS],
        )
        for table in RECORDS
    ]


def raw_kinds(evidence: Evidence) -> list[tuple[str, str]]:
    """(raw table, header) of an export's own columns of choices that say nothing about a person."""
    return [
        (f"raw_{column.table}", column.header)
        for column in every_column(evidence)
        if column.kind in ("choice", "flag")
        and column.fills not in _PERSONAL_FILLS
        and not _PERSONAL_HEADER.search(column.header)
    ]


def raw_texts(evidence: Evidence) -> list[tuple[str, list[str]]]:
    """The columns of every raw table that hold words."""
    found: dict[str, list[str]] = {}
    for column in every_column(evidence):
        if column.kind not in ("number", "date", "instant", "flag"):
            found.setdefault(f"raw_{column.table}", []).append(column.header)
    return list(found.items())


BLANKS = "E' \\t\\n\\r\\x0b\\x0c'"


def same(name: str) -> str:
    """A value as SQL, alike however it is written: without blanks around it and in small letters."""
    return f"lower(trim({quoted(name)}, {BLANKS}))"


def alike(text: str) -> str:
    """The same of a text in Python: the one letter that DuckDB makes small otherwise is made so first."""
    return text.strip().replace("\u0130", "i").lower()
