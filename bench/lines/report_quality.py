"""Lead quality and the flow through the product against queries written by hand that give the same numbers."""

from __future__ import annotations

from typing import Any

from bench.table import Line, interleaved

OPEN = "('inquiry', 'mql', 'sal', 'sql', 'proposal')"
KINDS = ("email_invalid", "phone_invalid", "bounced", "wrong_number", "left_company", "duplicate")
_KINDS = ", ".join(f"bool_or(kind = '{kind}') AS {kind}" for kind in KINDS)
_FLAWS = ", ".join(f"count(*) FILTER (WHERE f.{kind}) AS {kind}" for kind in KINDS)
_MATURE = "l.arrived_at <= $mature_before"

QUALITY = f"""
    WITH w AS (SELECT lead_id, sum(base_minor) AS value FROM deals WHERE status = 'won' GROUP BY lead_id),
    f AS (SELECT lead_id, {_KINDS} FROM defects
        WHERE cleared_at IS NULL AND kind <> 'won_before_arrival' GROUP BY lead_id)
    SELECT l.source AS "group", count(*) AS leads, count(*) FILTER (WHERE l.reached_rank >= 2) AS mql,
        count(*) FILTER (WHERE l.reached_rank >= 3) AS sal,
        count(*) FILTER (WHERE l.reached_rank >= 3 OR l.exit = 'rejected') AS answered,
        count(*) FILTER (WHERE l.reached_rank >= 4) AS sql,
        count(*) FILTER (WHERE l.milestone = 'won') AS won,
        count(*) FILTER (WHERE {_MATURE}) AS mature,
        count(*) FILTER (WHERE NOT {_MATURE} AND l.milestone IN {OPEN}) AS immature,
        count(*) FILTER (WHERE {_MATURE}) AS judged,
        count(*) FILTER (WHERE {_MATURE} AND l.reached_rank >= 4) AS judged_sql,
        count(*) FILTER (WHERE {_MATURE} AND l.milestone = 'won') AS judged_won,
        count(*) FILTER (WHERE {_MATURE} AND f.lead_id IS NOT NULL) AS judged_defective,
        count(*) FILTER (WHERE l.milestone = 'won' AND w.value IS NULL) AS won_without_value,
        count(*) FILTER (WHERE l.milestone = 'won' AND l.won_at < l.arrived_at) AS won_before_arrival,
        count(f.lead_id) AS defective, {_FLAWS},
        CAST(sum(w.value) FILTER (WHERE l.milestone = 'won') AS BIGINT) AS value_minor
    FROM leads AS l LEFT JOIN w ON w.lead_id = l.lead_id LEFT JOIN f ON f.lead_id = l.lead_id
    GROUP BY l.source
"""
WAITS = """
    SELECT l.source, l.milestone = 'won' AS won,
        CASE WHEN l.milestone = 'won' THEN round(date_diff('microsecond', l.arrived_at, l.won_at) / 8640e6)
            ELSE 10 * round(date_diff('microsecond', l.arrived_at, $as_of) / 86400e6) END AS tenths,
        count(*) AS number
    FROM leads AS l GROUP BY ALL
"""
FLOW = f"""
    WITH e AS (SELECT playbook, milestone, max(expected_days) AS days FROM stages GROUP BY ALL),
    x AS (
        SELECT l.source AS "group", l.reached_rank AS rank, l.milestone, l.exit, coalesce(e.days, 30) AS days,
            date_diff('microsecond', greatest(l.arrived_at, l.last_move_at, l.last_attempt_at), $as_of) / 86400e6
                AS unworked,
            date_diff('microsecond', greatest(l.arrived_at, l.last_move_at, l.last_attempt_at, l.last_touch_at),
                $as_of) / 86400e6 AS silent
        FROM leads AS l LEFT JOIN e ON e.playbook = l.playbook AND e.milestone = l.milestone
    )
    SELECT "group", rank, CASE WHEN milestone NOT IN {OPEN} THEN coalesce(exit, milestone)
        WHEN silent > greatest(60, 3 * days) THEN 'lost_track' WHEN unworked > days THEN 'unworked' ELSE 'worked'
        END AS outcome, count(*) AS leads
    FROM x GROUP BY ALL
"""
REACHED = ("", "inquiry", "mql", "sal", "sql", "proposal", "won")


def measure(leads: int) -> list[Line]:
    from detente import copy
    from detente.analytics.kept import forget
    from detente.analytics.run import answer, mature_before, span_of

    copy.refresh()
    engine = copy.engine()
    as_of = {"as_of": engine.as_of}
    told = answer("lead_quality", engine)
    of_quality = {"mature_before": mature_before(told.query, span_of(engine, told.query))}
    agree_on_quality(told.rows, engine.rows(QUALITY, of_quality))
    agree_on_flow(answer("flow", engine).rows, engine.rows(FLOW, as_of))
    pairs = (
        ("lead_quality", lambda: (engine.rows(QUALITY, of_quality), engine.rows(WAITS, as_of))),
        ("flow", lambda: engine.rows(FLOW, as_of)),
    )
    lines = []
    for slug, by_hand in pairs:
        product, limit = interleaved(lambda s=slug: (forget(engine), answer(s, engine)), by_hand)
        goal = 1.6 if leads >= 1_000_000 else None
        lines.append(Line(f"{slug}, by source", product, limit, "ms", at_most=goal, limit_is="by hand"))
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
