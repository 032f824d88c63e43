"""How many of the rows behind a finding say what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown
from detente.analytics.language import say

_SHOWN = 30


def tally(
    evidence: Evidence,
    sql: str,
    column: str,
    title: str,
    heading: str,
    *,
    parameters: Mapping[str, Any] | None = None,
    is_personal: bool = False,
) -> Breakdown:
    """The values of a column of a SELECT, and how many rows say each, commonest first."""
    rows = evidence.rows(
        f'SELECT "{column}", count(*) AS n FROM ({sql}) AS r GROUP BY "{column}" '
        f'ORDER BY n DESC, "{column}" LIMIT {_SHOWN}',
        parameters,
    )
    return Breakdown(
        title, {column: heading, "n": say("Records")}, tuple(rows), (column,) if is_personal else ()
    )
