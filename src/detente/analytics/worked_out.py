"""The columns of `leads` that follow from the other tables, worked out once and not by every report."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import duckdb
from sqlglot import exp

from detente.analytics.dialects import expand, read, write
from detente.analytics.tables import BY_NAME

LEADS = BY_NAME["leads"]

_SQL = """
SELECT {told},
    CASE WHEN l.milestone = 'won' THEN 6 ELSE greatest(1,
        least(5, greatest(coalesce(m.rank, 0), milestone_rank(l.milestone), milestone_rank(l.exit_from)))
    ) END AS reached_rank,
    m.mql_at, m.sal_at, m.sql_at, m.proposal_at, CASE WHEN l.milestone = 'won' THEN m.won_at END AS won_at,
    m.last_at AS last_move_at, a.last_at AS last_attempt_at, t.last_at AS last_touch_at,
    p.acted_at, p.handoff_id, p.received_at, p.pursuer_id, p.held_at, p.tried_at, p.last_tried_at, p.tries,
    p.tried_channels, p.is_reached, p.by_call, p.by_mail, p.by_meeting, p.by_social, p.by_text, p.acted_seconds,
    p.held_seconds,
    CASE WHEN p.tried_at IS NOT NULL OR l.closed_at IS NOT NULL THEN p.until_seconds END AS until_seconds
FROM {given} AS l
LEFT JOIN (
    SELECT s.lead_id,
        max(greatest(milestone_rank(s.milestone),
            CASE WHEN coalesce(s.is_backfill, FALSE) THEN 0 ELSE milestone_rank(s.from_milestone) END)) AS rank,
        min(s.at) FILTER (WHERE s.milestone = 'mql') AS mql_at,
        min(s.at) FILTER (WHERE s.milestone = 'sal') AS sal_at,
        min(s.at) FILTER (WHERE s.milestone = 'sql') AS sql_at,
        min(s.at) FILTER (WHERE s.milestone = 'proposal') AS proposal_at,
        min(s.at) FILTER (WHERE s.milestone = 'won') AS won_at,
        max(s.at) FILTER (WHERE NOT coalesce(s.is_backfill, FALSE)) AS last_at
    FROM stage_moves AS s GROUP BY s.lead_id
) AS m ON m.lead_id = l.lead_id
LEFT JOIN (
    SELECT s.lead_id, max(s.at) AS last_at FROM activities AS s
    WHERE coalesce(s.is_attempt, TRUE) GROUP BY s.lead_id
) AS a ON a.lead_id = l.lead_id
LEFT JOIN (
    SELECT s.lead_id, max(s.at) AS last_at FROM touches AS s GROUP BY s.lead_id
) AS t ON t.lead_id = l.lead_id
LEFT JOIN (
    WITH asked AS (SELECT g.lead_id, g.arrived_at, g.is_targeted, g.owner_id, g.closed_at FROM {given} AS g) {pursuing}
) AS p ON p.lead_id = l.lead_id
"""
_TOLD_BY = ("stage_moves", "activities", "touches", "assignments", "handoffs")
_FEW = (
    "{table} AS (SELECT s.* FROM main.{table} AS s WHERE s.lead_id IN (SELECT g.lead_id FROM {given} AS g))"
)
_FOREVER = {"as_of": "CAST('9999-12-31' AS TIMESTAMP)", "horizon_days": "NULL"}


@cache
def worked_out(given: str = "leads", *, only: bool = False) -> str:
    """A SELECT of whole rows of `leads`, from a table of their told columns; `only`: it holds few of all leads.

    Few leads' rows of a large table are picked once, for all that is worked out from it.
    """
    told = ", ".join(f'l."{column.name}"' for column in LEADS.told)
    sql = _SQL.format(told=told, given=given, pursuing=_pursuing())
    if only:
        sql = f"WITH {', '.join(_FEW.format(table=table, given=given) for table in _TOLD_BY)} {sql}"
    return write(expand(read(sql)))


@cache
def _pursuing() -> str:
    """How sales went after leads, with no end in sight; to stand after other named queries."""
    tree = read((Path(__file__).parent / "parts" / "pursuing.sql").read_text(encoding="utf-8"))
    for held in list(tree.find_all(exp.Placeholder)):
        held.replace(read(_FOREVER[held.this]))
    return write(tree).replace("WITH ", ", ", 1)


def insert(connection: duckdb.DuckDBPyConnection, given: str, *, only: bool = False) -> None:
    """Add the rows of `given`, a table of told columns, to `leads`; moves, activities and touches stand already."""
    connection.execute(f"INSERT INTO leads {worked_out(given, only=only)}")


def hours(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """A fingerprint of the working hours: leads whose business seconds were worked out by others are to be renewed."""
    found = connection.execute(
        "SELECT count(*), sum((hash(w.team, w.opens_at, w.closes_at, w.seconds_before) >> 32)::BIGINT)::BIGINT"
        " FROM working_spans AS w"
    ).fetchall()
    return found[0][0], found[0][1] or 0


def renew(connection: duckdb.DuckDBPyConnection) -> None:
    """Work all leads out anew."""
    told = ", ".join(f'"{column.name}"' for column in LEADS.told)
    connection.execute(f"CREATE TEMP TABLE told_leads AS SELECT {told} FROM leads")
    connection.execute("TRUNCATE leads")
    insert(connection, "told_leads")
    connection.execute("DROP TABLE told_leads")


def count_of_wrong(connection: duckdb.DuckDBPyConnection) -> int:
    """How many leads say something else than the other tables; 0 when all is well."""
    names = ", ".join(["lead_id", *LEADS.worked_out])
    found = connection.execute(
        f"SELECT count(*) FROM (SELECT {names} FROM leads EXCEPT SELECT {names} FROM ({worked_out()}) AS w) AS d"
    ).fetchone()
    return found[0] if found else 0
