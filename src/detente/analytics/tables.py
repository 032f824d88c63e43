"""The canonical tables: all that a report may read.

They are the contract between the CRM, foreign data and the reports: published by
`detente tables`, versioned, and every one of them may be empty. Instants are UTC
without a zone (`TIMESTAMP`), money is integer minor units of the currency beside it,
and an unknown value is NULL, never 0 and never an empty text, except where a column's
meaning says so. A few columns are worked out from the other tables (see `worked_out`), so that
reports find in one row what would take a search through every move.
"""

from __future__ import annotations

from detente.analytics.contract.agreed import AGREED
from detente.analytics.contract.column import SQL_TYPES, UNITS, Column, Kind, Table
from detente.analytics.contract.happened import HAPPENED
from detente.analytics.contract.known import KNOWN
from detente.analytics.contract.leads import LEADS

__all__ = [
    "BY_NAME",
    "EXITS",
    "MILESTONES",
    "SQL_TYPES",
    "TABLES",
    "UNITS",
    "VERSION",
    "Column",
    "Kind",
    "Table",
]

VERSION = 7

TABLES: tuple[Table, ...] = (*LEADS, *KNOWN, *HAPPENED, *AGREED)

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}

MILESTONES: tuple[str, ...] = ("inquiry", "mql", "sal", "sql", "proposal", "won")
EXITS: tuple[str, ...] = ("rejected", "disqualified", "unreached", "recycled", "joined", "lost")
