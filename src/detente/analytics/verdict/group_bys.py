"""The GROUP BYs behind the counted tables: who arrived, how leads were tried, how they left each stage."""

from __future__ import annotations

AGE_EDGES = (0, 3, 7, 14, 21, 28, 42, 56, 84, 112, 168)
"""Days in a stage at which its age bins begin; the last bin is open (METHODS 3.2, step 1)."""

MOST_TRIES = 8
"""Attempts after this one are taken as alike."""
TRY_HOURS = (1, 4, 24, 72, 168, 336)
"""Hours since a lead was there to be worked, at which the age bins of attempts begin; below the first is bin 0."""
_OLDEST_TRY_DAYS = 45.0


def group_bys(has_contacts: bool) -> dict[str, str]:
    """SQL by name; each counts cells in its last column."""
    found = {
        "arrivals": "SELECT period, source, fit, rep, count(*) AS n FROM verdict_units GROUP BY ALL",
        "efforts": "SELECT period, source, rep, tries AS y, count(*) AS n FROM verdict_units GROUP BY ALL",
        "bad": "SELECT month, period, source, fit, CAST(is_bad AS INTEGER) AS y, count(*) AS n FROM verdict_units"
        " WHERE is_ready AND (tries > 0 OR is_bad OR is_reached OR NOT $has_contacts)"
        " AND ready_at <= $as_of - to_seconds(86400 * $flag_days) GROUP BY ALL",
        "gate": "SELECT month, period, source, fit, y, count(*) AS n FROM (SELECT *,"
        " CAST(NOT (is_ready AND ready_at <= arrived_at + to_seconds(86400 * $grade_days)) AS INTEGER) AS y"
        " FROM verdict_units WHERE arrived_at <= $as_of - to_seconds(86400 * $grade_days)) GROUP BY ALL",
        "stage2": _stage("reached_at", "is_reached" if has_contacts else "is_ready AND NOT is_bad", "rank >= 4",
                         "qualified_at", "loss"),
        "stage3": _stage("qualified_at", "rank >= 4", "rank >= 5", "proposed_at", "loss", "seller"),
        "stage4": _stage("proposed_at", "rank >= 5", "rank >= 6", "coalesce(won_at, ended_at)", "loss", "seller"),
    }  # fmt: skip
    return found | (_FOLLOW_UP if has_contacts else {})


def _age(at: str, since: str) -> str:
    """The age bin of an attempt, in SQL."""
    return (
        "(" + " + ".join(f"CAST({at} >= {since} + to_hours({hours}) AS INTEGER)" for hours in TRY_HOURS) + ")"
    )


_SUPPOSED = _age("coalesce(first_at, ready_at + to_hours(12))", "ready_at")

_FOLLOW_UP = {
    "worked": "SELECT period, source, fit, CAST(tries > 0 OR is_bad OR is_reached AS INTEGER) AS y, count(*) AS n"
    " FROM verdict_units WHERE is_ready AND ready_at <= $as_of - to_seconds(86400 * $work_days) GROUP BY ALL",
    "ages": f"""
        SELECT u.period, u.source, u.fit, {_age("u.first_at", "u.ready_at")} AS speed,
            least(t.nth, {MOST_TRIES}) AS k, {_age("t.at", "u.ready_at")} AS y, count(*) AS n
        FROM verdict_tries AS t JOIN verdict_units AS u ON u.chain_id = t.chain_id
        WHERE NOT u.is_bad AND u.ready_at <= $as_of - to_seconds(CAST(
            86400 * least($work_days + (t.nth - 1) * $gap_days, {_OLDEST_TRY_DAYS}) AS BIGINT
        ))
        GROUP BY ALL
    """,
    "attempts": f"""
        SELECT u.month, u.period, u.source, u.fit, {_age("u.first_at", "u.ready_at")} AS speed,
            {_age("t.at", "u.ready_at")} AS age, CAST(t.is_several AS INTEGER) AS several,
            least(t.nth, {MOST_TRIES}) AS k, CAST(t.is_hit AS INTEGER) AS y, count(*) AS n
        FROM verdict_tries AS t JOIN verdict_units AS u ON u.chain_id = t.chain_id
        WHERE NOT u.is_bad GROUP BY ALL
        UNION ALL
        SELECT month, period, source, fit, {_SUPPOSED} AS speed, {_SUPPOSED}, 0, least(tries + 1, {MOST_TRIES}), 1,
            count(*)
        FROM verdict_units WHERE is_supposed AND NOT is_bad GROUP BY ALL
    """,
    "several": f"""
        SELECT u.period, least(t.nth, {MOST_TRIES}) AS k, CAST(t.is_several AS INTEGER) AS y, count(*) AS n
        FROM verdict_tries AS t JOIN verdict_units AS u ON u.chain_id = t.chain_id
        WHERE NOT u.is_bad AND t.nth > 1 GROUP BY ALL
    """,
    "continued": """
        SELECT u.period, u.fit, least(t.nth, 10) AS k, CAST(t.nth < u.tries OR u.is_supposed AS INTEGER) AS y,
            count(*) AS n
        FROM verdict_tries AS t JOIN verdict_units AS u ON u.chain_id = t.chain_id
        WHERE NOT u.is_bad AND NOT t.is_hit AND t.at <= $as_of - to_seconds(86400 * $gap_days) GROUP BY ALL
    """,
}


def _stage(entered: str, among: str, passed: str, passed_at: str, loss: str, rep: str = "rep") -> str:
    """Entries into a stage by outcome (0 open, 1 passed, 2 quality, 3 sales, 4 missing) and age bin."""
    age = f"date_diff('second', {entered}, CASE WHEN {passed} THEN {passed_at} ELSE ended_at END) / 86400.0"
    bins = " + ".join(f"CAST(age >= {edge} AS INTEGER)" for edge in AGE_EDGES[1:])
    ended = f"CASE WHEN {passed} THEN 1 WHEN exit IS NULL AND rank < 6 THEN 0 ELSE {loss} END"
    return f"""
        SELECT month, period, source, fit, rep, y, {bins} AS bin, count(*) AS n FROM (
            SELECT month, period, source, fit, {rep} AS rep, {ended} AS y, {age} AS age
            FROM verdict_units WHERE {among}
        ) GROUP BY ALL
    """
