"""Lead quality and the flow through the product against queries written by hand that give the same numbers."""

from __future__ import annotations

from typing import Any

from bench.table import Line, interleaved

RANK = "CASE milestone WHEN 'inquiry' THEN 1 WHEN 'mql' THEN 2 WHEN 'sal' THEN 3 WHEN 'sql' THEN 4 " \
       "WHEN 'proposal' THEN 5 WHEN 'won' THEN 6 ELSE 0 END"  # fmt: skip
OPEN = "('inquiry', 'mql', 'sal', 'sql', 'proposal')"

QUALITY = f"""
    WITH s AS (SELECT lead_id, max({RANK}) AS rank FROM stage_moves GROUP BY lead_id),
    w AS (SELECT lead_id, sum(base_minor) AS value FROM deals WHERE status = 'won' GROUP BY lead_id),
    f AS (SELECT DISTINCT lead_id FROM defects WHERE cleared_at IS NULL)
    SELECT l.source AS "group", count(*) AS leads, count(*) FILTER (WHERE s.rank >= 2) AS mql,
        count(*) FILTER (WHERE s.rank >= 3) AS sal, count(*) FILTER (WHERE s.rank >= 4) AS sql,
        count(*) FILTER (WHERE l.milestone = 'won') AS won, count(f.lead_id) AS defective,
        sum(w.value) FILTER (WHERE l.milestone = 'won') AS value_minor
    FROM leads AS l JOIN s ON s.lead_id = l.lead_id
    LEFT JOIN w ON w.lead_id = l.lead_id LEFT JOIN f ON f.lead_id = l.lead_id
    GROUP BY l.source
"""
WAITS = """
    WITH w AS (SELECT lead_id, min("at") AS won_at FROM stage_moves WHERE milestone = 'won' GROUP BY lead_id)
    SELECT l.source, w.won_at IS NOT NULL AS won,
        CASE WHEN w.won_at IS NULL THEN 10 * round(date_diff('microsecond', l.arrived_at, $as_of) / 86400e6)
            ELSE round(date_diff('microsecond', l.arrived_at, w.won_at) / 8640e6) END AS tenths, count(*) AS number
    FROM leads AS l LEFT JOIN w ON w.lead_id = l.lead_id GROUP BY ALL
"""
FLOW = f"""
    WITH o AS (SELECT lead_id, milestone, playbook, arrived_at FROM leads WHERE milestone IN {OPEN}),
    s AS (SELECT lead_id, max({RANK}) AS rank, max("at") AS at FROM stage_moves GROUP BY lead_id),
    a AS (SELECT lead_id, max("at") AS at FROM activities WHERE lead_id IN (SELECT lead_id FROM o) GROUP BY lead_id),
    t AS (SELECT lead_id, max("at") AS at FROM touches WHERE lead_id IN (SELECT lead_id FROM o) GROUP BY lead_id),
    e AS (SELECT playbook, milestone, max(expected_days) AS days FROM stages GROUP BY ALL),
    x AS (
        SELECT l.source AS "group", s.rank, l.milestone, l.exit, coalesce(e.days, 30) AS days,
            date_diff('microsecond', greatest(l.arrived_at, s.at, a.at), $as_of) / 86400e6 AS unworked,
            date_diff('microsecond', greatest(l.arrived_at, s.at, a.at, t.at), $as_of) / 86400e6 AS silent
        FROM leads AS l JOIN s ON s.lead_id = l.lead_id LEFT JOIN a ON a.lead_id = l.lead_id
        LEFT JOIN t ON t.lead_id = l.lead_id
        LEFT JOIN e ON e.playbook = l.playbook AND e.milestone = l.milestone
    )
    SELECT "group", rank, CASE WHEN milestone NOT IN {OPEN} THEN coalesce(exit, milestone)
        WHEN silent > greatest(60, 3 * days) THEN 'lost_track' WHEN unworked > days THEN 'unworked' ELSE 'worked'
        END AS outcome, count(*) AS leads
    FROM x GROUP BY ALL
"""
REACHED = ("", "inquiry", "mql", "sal", "sql", "proposal", "won")


def measure(leads: int) -> list[Line]:
    from detente import copy
    from detente.analytics.run import answer

    copy.refresh()
    engine = copy.engine()
    as_of = {"as_of": engine.as_of}
    agree_on_quality(answer("lead_quality", engine).rows, engine.rows(QUALITY))
    agree_on_flow(answer("flow", engine).rows, engine.rows(FLOW, as_of))
    pairs = (
        ("lead_quality", lambda: (engine.rows(QUALITY), engine.rows(WAITS, as_of))),
        ("flow", lambda: engine.rows(FLOW, as_of)),
    )
    lines = []
    for slug, by_hand in pairs:
        product, limit = interleaved(lambda s=slug: answer(s, engine), by_hand)
        lines.append(Line(f"{slug}, by source", product, limit, "ms", limit_is="by hand"))
    return lines


def agree_on_quality(rows: Any, found: list[dict[str, Any]]) -> None:
    """A comparison of speeds means nothing unless both say the same."""
    told = {row["source"]: row for row in rows}
    assert told.keys() == {row["group"] for row in found}
    for row in found:
        for name in row.keys() - {"group"}:
            assert told[row["group"]][name] == row[name], (row["group"], name)


def agree_on_flow(rows: Any, found: list[dict[str, Any]]) -> None:
    told = {(row["source"], row["reached"], row["outcome"]): row["leads"] for row in rows}
    assert told == {(row["group"], REACHED[row["rank"]], row["outcome"]): row["leads"] for row in found}
