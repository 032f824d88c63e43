"""What a redacted result may say: values that many records share, and owners by their number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.analytics.audit.profile import quoted
from detente.analytics.audit.result.redaction.columns import (
    KINDS,
    OWNERS,
    SHARED,
    USERS,
    is_person,
    raw_kinds,
    same,
    texts,
)

if TYPE_CHECKING:
    from detente.analytics.audit.evidence import Evidence

_KEY = re.compile(r"(?=.*\d)[\w-]{12,}")
"""A key of another record, however many records point to it."""

MOST = 2_000
"""Of one column; a column with more values that many records share is no list of kinds."""


@dataclass(frozen=True)
class Known:
    """`shared` and `owners` are in small letters; an owner has one number by key, name and address."""

    shared: frozenset[str]
    owners: dict[str, int]


def known(evidence: Evidence) -> Known:
    """Read the values that may be shown. A person's name is none of them, however often it stands somewhere."""
    shared = _shared(evidence)
    owners = _owners(evidence)
    return Known(frozenset(shared - _persons(evidence, shared) - owners.keys()), owners)


def _shared(evidence: Evidence) -> set[str]:
    found: set[str] = set()
    for table, column in (*KINDS, *raw_kinds(evidence)):
        rows = evidence.rows(
            f"SELECT {same(column)} AS said FROM {quoted(table)} WHERE {quoted(column)} IS NOT NULL "
            f"GROUP BY said HAVING count(*) >= {SHARED:d} AND length(said) <= 60 LIMIT {MOST + 1:d}"
        )
        if len(rows) <= MOST:
            found.update(row["said"] for row in rows if not _KEY.fullmatch(row["said"]))
    return found


def _persons(evidence: Evidence, shared: set[str]) -> set[str]:
    """Those of the values that are somebody's name, address or number."""
    found: set[str] = set()
    for table, columns in texts():
        for column in columns:
            if is_person(table, column):
                rows = evidence.rows(
                    f"SELECT DISTINCT {same(column)} AS said FROM {quoted(table)} "
                    f"WHERE {same(column)} IN (SELECT unnest($shared::VARCHAR[]))",
                    {"shared": sorted(shared)},
                )
                found.update(row["said"] for row in rows)
    return found


def _owners(evidence: Evidence) -> dict[str, int]:
    """Every owner's number: those with most records first, so that the order of the alphabet tells nothing."""
    asked = " UNION ALL ".join(
        f'SELECT {same(column)} AS said FROM "{table}" WHERE "{column}" IS NOT NULL'
        for table, column in OWNERS
    )
    counted = evidence.rows(
        f"SELECT said, count(*) AS n FROM ({asked}) AS o WHERE said <> '' GROUP BY said ORDER BY n DESC, md5(said)"
    )
    numbers: dict[str, int] = {}
    alike = _alike(evidence)
    for row in [*(row["said"] for row in counted), *alike]:
        number = numbers.get(alike.get(row, row)) or len(set(numbers.values())) + 1
        numbers[alike.get(row, row)] = numbers[row] = number
    return numbers


def _alike(evidence: Evidence) -> dict[str, str]:
    """Names and addresses of users, with the key of the user."""
    rows = evidence.rows(f"SELECT {', '.join(f'{same(one)} AS {quoted(one)}' for one in USERS)} FROM users")
    return {row[one]: row["user"] for row in rows if row["user"] for one in USERS if row[one]}
