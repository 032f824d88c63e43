"""The counted tables: about ten GROUP BYs on the canonical tables; all that the models need."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from detente.analytics.engines import Engine
from detente.analytics.query import Query
from detente.analytics.verdict.audited import Audited, audited_of
from detente.analytics.verdict.codes import Codes, code_values
from detente.analytics.verdict.definitions import changes_of_meaning, replayed_under, tell_leads
from detente.analytics.verdict.group_bys import group_bys
from detente.analytics.verdict.late_cost import cost_of_late_discovery
from detente.analytics.verdict.periods import Periods
from detente.analytics.verdict.sides import sides_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_PASSED_ON = 0.1
"""From this share of SQLs on that somebody else sells, late stages count for who sells them."""

_LOGGED = 0.3
_TRIED = 20
"""Below this share of SQLs with a logged conversation, or with fewer tried leads, attempts are not recorded."""


@dataclass(frozen=True)
class Cells:
    """A counted table: `of[name]` is one code a cell, `n` how many leads (or attempts) stand in the cell."""

    of: dict[str, Ints]
    n: Floats

    def __getitem__(self, name: str) -> Ints:
        return self.of[name]

    def __len__(self) -> int:
        return len(self.n)


@dataclass(frozen=True)
class Counted:
    """Everything counted of both periods. `periods[p]` and `wins[p]` are numbers of leads, p = 0 benchmark, 1 now.

    `has_contacts`: attempts and how they ended are recorded. `has_gate`: leads become MQL before sales works them.
    `has_sellers`: many SQLs are sold by somebody else, who is the rep of the late stages.
    """

    codes: Codes
    leads: tuple[int, int]
    wins: tuple[int, int]
    months: tuple[int, int]
    tables: dict[str, Cells]
    has_contacts: bool
    has_gate: bool
    has_sellers: bool
    rests: dict[str, Any]
    late_cost: dict[str, Any]
    audit: Audited

    def __getitem__(self, name: str) -> Cells:
        return self.tables[name]

    @property
    def all_months(self) -> int:
        """Months of arrival, from the first of both periods to the last."""
        return (
            int(max(held["month"].max(initial=0) for held in self.tables.values() if "month" in held.of)) + 1
        )


def count(engine: Engine, query: Query, periods: Periods) -> Counted:
    """Count what happened to the leads of both periods. One lead of a chain speaks for the chain."""
    with engine.connection.cursor() as cursor:
        return _counted(cursor, *ready(cursor, engine, query, periods))


Known = dict[str, Any]
Given = dict[str, Any]


def ready(
    cursor: duckdb.DuckDBPyConnection, engine: Engine, query: Query, periods: Periods
) -> tuple[Codes, Known, Given]:
    """Make `verdict_units` and what it is made of on this cursor: the codes, what is recorded, the parameters."""
    from detente.analytics.compiling import statement
    from detente.analytics.run import values_of
    from detente.analytics.shape import shape_of

    whole = periods.whole(query)
    compiled = statement("SELECT c.lead_id, c.chain_id FROM cohort AS c", shape_of(whole))
    given = values_of(whole, None) | periods.instants() | {"as_of": query.as_of}
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE verdict_cohort AS {compiled.sql}", compiled.given(given))
    sides_of(cursor)
    tell_leads(cursor, replayed_under(engine, periods, changes_of_meaning(engine, periods)))
    _run_file(cursor, "leads", given)
    known = _facts(cursor)
    codes = code_values(cursor, known["has_sellers"])
    given |= {name: known[name] for name in ("has_contacts", "has_gate", "has_sellers")} | _delays(cursor)
    _run_file(cursor, "units", given)
    return codes, known, given


def _counted(cursor: duckdb.DuckDBPyConnection, codes: Codes, known: Known, given: Given) -> Counted:
    tables = {
        name: _cells(cursor, sql, given) for name, sql in group_bys(bool(known["has_contacts"])).items()
    }
    known = known | {"graded_late": _graded_late(cursor, given)}
    totals = cursor.execute(
        "SELECT period, count(*), count(*) FILTER (WHERE rank = 6), count(DISTINCT month) FROM verdict_units"
        " GROUP BY period"
    ).fetchall()
    held = {row[0]: row[1:] for row in totals}
    leads, wins, months = ((held.get(0, (0, 0, 0))[i], held.get(1, (0, 0, 0))[i]) for i in range(3))
    return Counted(
        codes, leads, wins, months, tables, bool(known["has_contacts"]), bool(known["has_gate"]),
        bool(known["has_sellers"]), known,
        cost_of_late_discovery(cursor, given), audited_of(cursor),
    )  # fmt: skip


def _graded_late(cursor: duckdb.DuckDBPyConnection, given: Given) -> float:
    """How many more leads are graded in the end than within `grade_days`, of the benchmark: those that are younger have
    not had the time.
    """
    sql = """
        SELECT count(*) FILTER (WHERE is_ready) / nullif(count(*) FILTER (
            WHERE is_ready AND ready_at <= arrived_at + to_seconds(86400 * $grade_days)
        ), 0) FROM verdict_units WHERE period = 0
    """
    found = cursor.execute(sql, _needed(sql, given)).fetchone()
    return float(found[0]) if found and found[0] else 1.0


def _facts(cursor: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What is recorded at all: decides which models can be fitted."""
    row = cursor.execute("""
        SELECT count(*) FILTER (WHERE rank >= 4) AS qualified,
            count(*) FILTER (WHERE rank >= 4 AND hit_at IS NOT NULL) AS met,
            count(*) FILTER (WHERE rank >= 4 AND period = 1) AS qualified_now,
            count(*) FILTER (WHERE rank >= 4 AND hit_at IS NOT NULL AND period = 1) AS met_now,
            count(*) FILTER (WHERE tries > 0) AS tried,
            count(*) FILTER (WHERE tries > 0 AND period = 1) AS tried_now,
            count(*) FILTER (WHERE tries > 0 AND mql_at < first_at) AS gated,
            count(*) FILTER (WHERE tries > 0 AND mql_at IS NOT NULL) AS graded,
            count(*) FILTER (WHERE rank < 2) AS ungraded,
            count(*) FILTER (WHERE rank < 2 AND tries = 0) AS unworked,
            count(*) FILTER (WHERE exit IS NOT NULL AND exit <> 'unreached') AS ended,
            count(*) FILTER (WHERE exit IS NOT NULL AND exit <> 'unreached' AND side = 'missing') AS unexplained,
            count(*) FILTER (WHERE exit IS NULL AND rank < 6) AS open,
            count(*) FILTER (WHERE exit IS NULL AND rank < 6 AND period = 1) AS open_now,
            count(*) FILTER (WHERE rank = 6 OR exit IS NOT NULL) AS resolved,
            count(*) FILTER (WHERE rep_id IS NULL) AS ownerless,
            count(*) FILTER (WHERE seller_id <> rep_id) AS passed_on,
            count(*) FILTER (WHERE exit = 'recycled') AS recycled,
            count(*) FILTER (WHERE rank IN (4, 5)) AS advanced,
            count(*) FILTER (WHERE rank IN (4, 5) AND coalesce(sql_at, proposal_at) IS NOT NULL) AS dated
        FROM verdict_leads
    """).fetchnumpy()
    found = {name: int(held[0]) for name, held in row.items()}
    has_contacts = _are_attempts_recorded(found)
    has_gate = (
        found["ungraded"] > 0
        and found["unworked"] >= 0.9 * found["ungraded"]
        and found["graded"] >= 0.5 * max(found["tried"], 1)
        and found["gated"] >= 0.3 * max(found["graded"], 1)
    )
    has_sellers = found["passed_on"] >= _PASSED_ON * max(found["qualified"], 1)
    return found | {"has_contacts": has_contacts, "has_gate": has_gate, "has_sellers": has_sellers}


def _are_attempts_recorded(found: dict[str, int]) -> bool:
    """Whether at least 3 in 10 SQLs of both periods have a logged conversation, and 20 leads an attempt. A record that
    begins or ends between the periods is a change of the record, not of follow-up.
    """
    now = found["met_now"], found["qualified_now"]
    before = found["met"] - now[0], found["qualified"] - now[1]
    is_kept = all(met >= _LOGGED * qualified for met, qualified in (before, now))
    return is_kept and found["tried"] >= _TRIED and 0 < found["tried_now"] < found["tried"]


def _delays(cursor: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Days after which a first attempt, a next attempt or a defect has nearly always come (95 %), as measured."""
    first, flagged, graded = cursor.execute("""
        SELECT quantile_cont(date_diff('minute', coalesce(mql_at, arrived_at), first_at) / 1440.0, 0.95)
                FILTER (WHERE first_at IS NOT NULL),
            quantile_cont(date_diff('minute', arrived_at, closed_at) / 1440.0, 0.9)
                FILTER (WHERE exit IN ('rejected', 'disqualified') AND hit_at IS NULL AND rank < 4),
            quantile_cont(date_diff('minute', arrived_at, mql_at) / 1440.0, 0.95) FILTER (WHERE mql_at IS NOT NULL)
        FROM verdict_leads
    """).fetchone() or (None, None, None)
    gap = cursor.execute("""
        SELECT quantile_cont(gap, 0.95) FROM (
            SELECT date_diff('minute', lag(t.at) OVER (PARTITION BY t.chain_id ORDER BY t.nth), t.at) / 1440.0 AS gap
            FROM verdict_tries AS t
        )
    """).fetchone()
    return {
        "work_days": min(max(first or 7.0, 7.0), 30.0),
        "grade_days": min(max(graded or 1.0, 1.0), 60.0),
        "flag_days": min(max(flagged or 1.0, 1.0), 30.0),
        "gap_days": min(max((gap and gap[0]) or 5.0, 5.0), 21.0),
    }


def _cells(cursor: duckdb.DuckDBPyConnection, sql: str, given: dict[str, Any]) -> Cells:
    held = cursor.execute(f"SELECT * FROM ({sql}) ORDER BY ALL", _needed(sql, given)).fetchnumpy()
    n = np.asarray(held.pop("n"), float)
    return Cells({name: np.asarray(one).astype(np.int64) for name, one in held.items()}, n)


def _run_file(cursor: duckdb.DuckDBPyConnection, name: str, given: dict[str, Any]) -> None:
    text = (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
    text = re.sub(r"--[^\n]*", "", text)
    for sql in filter(str.strip, text.split(";")):
        cursor.execute(sql, _needed(sql, given))


def _needed(sql: str, given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in set(re.findall(r"\$(\w+)", sql))}
