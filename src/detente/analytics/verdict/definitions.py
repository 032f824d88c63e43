"""Did the meaning of a milestone change between or within the periods? Then both are counted by one version, or not at
all: before and after do not compare."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import duckdb

from detente.analytics.engines import Engine
from detente.analytics.query import start_of
from detente.analytics.verdict.periods import Periods

_GRADING = frozenset({"sales_ready", "scoring"})
"""Parts of a playbook that decide what an MQL is; they matter where leads are graded before anybody works them."""

Stages = dict[str, str]


@dataclass(frozen=True)
class Change:
    """A version that took effect within the periods: what it changed of what milestones mean."""

    playbook: int
    effective_at: str
    of_milestones: bool
    of_grading: bool

    def plain(self) -> dict[str, Any]:
        """As programs read it."""
        return {"playbook": self.playbook, "effective_at": self.effective_at}


def changes_of_meaning(engine: Engine, periods: Periods) -> list[Change]:
    """Versions that took effect within the periods and changed what a milestone is, or what makes an MQL.

    A version that leaves every stage its milestone is no change: both periods are counted by
    milestones, so they read as under one playbook.
    """
    first = start_of(min(periods.base_from, periods.now_from), periods.zone)
    last = start_of(periods.now_to, periods.zone)
    stages, found = _stages(engine), []
    for before, row in pairwise(_versions(engine)):
        if first < row["effective_at"] < last:
            parts = {part.strip() for part in (row["changed"] or "").split(",") if part.strip()}
            moved = _differs(stages.get(before["playbook"]), stages.get(row["playbook"]), parts)
            found.append(
                Change(row["playbook"], row["effective_at"].isoformat(), moved, bool(parts & _GRADING))
            )
    return [one for one in found if one.of_milestones or one.of_grading]


def replayed_under(engine: Engine, periods: Periods, changes: list[Change]) -> int | None:
    """The version by whose milestones both periods can be counted: the last that took effect.

    None where none is needed, or where it does not know a stage that leads of the periods stood in.
    """
    if not any(one.of_milestones for one in changes):
        return None
    last = start_of(periods.now_to, periods.zone)
    version = [row["playbook"] for row in _versions(engine) if row["effective_at"] < last][-1]
    ends = periods.instants()
    unknown = engine.rows(
        "SELECT 1 FROM stage_moves AS m JOIN leads AS l ON l.lead_id = m.lead_id"
        " WHERE l.arrived_at >= $first AND l.arrived_at < $now_to AND coalesce(m.milestone, '') NOT IN ('exit', 'won')"
        " AND NOT EXISTS (SELECT 1 FROM stages AS s WHERE s.playbook = $playbook AND s.stage = m.to_stage) LIMIT 1",
        {"first": ends["first"], "now_to": ends["now_to"], "playbook": version},
    )
    return None if unknown else version


def tell_leads(cursor: duckdb.DuckDBPyConnection, version: int | None) -> None:
    """Make `verdict_told`: leads as their history tells them; where they are replayed, by one version's milestones."""
    if version is None:
        cursor.execute("CREATE OR REPLACE TEMP VIEW verdict_told AS SELECT * FROM main.leads")
        return
    cursor.execute(_REPLAYED.format(version=int(version)))


_REPLAYED = """
CREATE OR REPLACE TEMP TABLE verdict_told AS
WITH ranks AS (
    SELECT stage, milestone, list_position(['inquiry', 'mql', 'sal', 'sql', 'proposal', 'won'], milestone) AS rank
    FROM main.stages WHERE playbook = {version}
),
moved AS (
    SELECT m.lead_id,
        max(greatest(coalesce(t.rank, 0), CASE WHEN coalesce(m.is_backfill, FALSE) THEN 0 ELSE coalesce(f.rank, 0) END))
            AS rank,
        min(m.at) FILTER (WHERE t.milestone = 'mql') AS mql_at,
        min(m.at) FILTER (WHERE t.milestone = 'sql') AS sql_at,
        min(m.at) FILTER (WHERE t.milestone = 'proposal') AS proposal_at
    FROM main.stage_moves AS m
    LEFT JOIN ranks AS t ON t.stage = m.to_stage
    LEFT JOIN ranks AS f ON f.stage = m.from_stage
    GROUP BY m.lead_id
)
SELECT l.* REPLACE (
    CASE WHEN l.milestone = 'won' THEN 6 ELSE greatest(1, least(5, coalesce(m.rank, 0))) END AS reached_rank,
    m.mql_at AS mql_at, m.sql_at AS sql_at, m.proposal_at AS proposal_at
)
FROM main.leads AS l LEFT JOIN moved AS m ON m.lead_id = l.lead_id
"""


def _versions(engine: Engine) -> list[dict[str, Any]]:
    return engine.rows(
        "SELECT playbook, effective_at, changed FROM playbooks WHERE effective_at IS NOT NULL"
        " ORDER BY effective_at, playbook"
    )


def _stages(engine: Engine) -> dict[int, Stages]:
    stages: dict[int, Stages] = {}
    for row in engine.rows("SELECT playbook, stage, milestone FROM stages"):
        stages.setdefault(row["playbook"], {})[row["stage"]] = row["milestone"]
    return stages


def _differs(old: Stages | None, new: Stages | None, parts: set[str]) -> bool:
    if old is None or new is None:
        return not parts or "milestones" in parts
    moved = any(new[stage] != milestone for stage, milestone in old.items() if stage in new)
    return moved or set(old.values()) != set(new.values())
