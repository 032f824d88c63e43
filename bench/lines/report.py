"""The report through the product against queries written by hand that give the same numbers, on the same copy."""

from __future__ import annotations

import math
import time
from datetime import date
from itertools import pairwise
from typing import Any

from bench.table import Line, interleaved

STEPS = ("inquiry", "mql", "sal", "sql", "proposal", "won")
EXITS = ("rejected", "disqualified", "unreached", "recycled", "joined", "lost")
QUESTIONS: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    ("all", {}, "''", "TRUE"),
    ("by source", {"by": "source"}, "l.source", "TRUE"),
    ("by month", {"by": "month"}, "strftime(l.arrived_at, '%Y-%m')", "TRUE"),
    ("by owner", {"by": "owner"}, "(SELECT r.name FROM reps AS r WHERE r.rep_id = l.owner_id)", "TRUE"),
    ("by source, one year", {"by": "source", "from_on": date(2025, 2, 1), "to_on": date(2026, 1, 31)},
     "l.source", "l.arrived_at >= TIMESTAMP '2025-02-01' AND l.arrived_at < TIMESTAMP '2026-02-01'"),
)  # fmt: skip
ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    *(("funnel", words) for _, words, _, _ in QUESTIONS),
    ("lead_quality", {}),
    ("flow", {}),
    ("win_rates", {}),
)


def by_hand(group: str, where: str) -> str:
    """Reached milestones, where leads stand, and exact quantiles of days, in one pass over the leads."""
    reached = ", ".join(
        f"count(*) FILTER (WHERE l.reached_rank >= {place}) AS {step}" for place, step in enumerate(STEPS, 1)
    )
    stands = ", ".join(
        f"count(*) FILTER (WHERE l.milestone = '{step}') AS open_{step}" for step in STEPS[:-1]
    )
    ended = ", ".join(f"count(*) FILTER (WHERE l.exit = '{one}') AS {one}" for one in EXITS)
    undated = " OR ".join(
        f"(l.reached_rank >= {place} AND l.{step}_at IS NULL)"
        for place, step in enumerate(STEPS, 1)
        if place > 1
    )
    flaws = f"count(*) FILTER (WHERE {undated}) AS undated, count(*) FILTER (WHERE l.source IS NULL) AS without_source"
    pairs = [("l.arrived_at", "l.mql_at", "inquiry_to_mql_days")]
    pairs += [
        (f"l.{one}_at", f"l.{next_}_at", f"{one}_to_{next_}_days") for one, next_ in pairwise(STEPS[1:])
    ]
    days = [median(*pair, share=0.5) for pair in pairs]
    days += [median("l.arrived_at", "l.won_at", name, share=share) for share, name in (
        (0.5, "arrival_to_won_days"), (0.75, "arrival_to_won_days_p75"), (0.9, "arrival_to_won_days_p90"))]  # fmt: skip
    return f"""
        SELECT {group} AS "group", count(*) AS leads, {reached}, {stands}, {ended}, {flaws}, {", ".join(days)}
        FROM leads AS l WHERE {where} GROUP BY 1
    """


def median(start: str, end: str, name: str, *, share: float) -> str:
    days = f"date_diff('microsecond', {start}, {end}) / 86400e6"
    return f"quantile_cont({days}, {share}) FILTER (WHERE {end} >= {start}) AS {name}"


def measure(leads: int) -> list[Line]:
    from detente import copy
    from detente.analytics.kept import forget
    from detente.analytics.query import Query
    from detente.analytics.run import answer

    copy.refresh()
    engine = copy.engine()
    lines = []
    for name, words, group, where in QUESTIONS:
        sql, query = by_hand(group, where), Query(**words)
        agree(answer("funnel", engine, query).rows, engine.rows(sql), words.get("by"))
        product, limit = interleaved(
            lambda q=query: (forget(engine), answer("funnel", engine, q)), lambda s=sql: engine.rows(s)
        )
        lines.append(Line(f"funnel, {name}", product, limit, "ms", limit_is="by hand"))
    return [*lines, together(lines, leads), *waited_for(leads)]


def waited_for(leads: int) -> list[Line]:
    """What a reader waits: every report asked first of a copy just opened, and asked again."""
    from detente import copy
    from detente.analytics.query import Query
    from detente.analytics.run import answer
    from detente.copy.readers import let_go

    cold, again = [], []
    for slug, words in ASKED:
        let_go()
        engine = copy.engine()
        query = Query(**words)
        for taken in (cold, again):
            begun = time.perf_counter()
            answer(slug, engine, query)
            taken.append((time.perf_counter() - begun) * 1000)
    slowest = f"the target; slowest of {len(ASKED)} questions"
    return [
        Line(
            "report on a copy just opened, within 0.75 s", max(cold), 750, "ms", at_most=1, limit_is=slowest
        ),
        Line("report asked again, within 10 ms", max(again), 10, "ms", at_most=1, limit_is=slowest),
    ]


def agree(rows: Any, found: list[dict[str, Any]], by: str | None) -> None:
    """A comparison of speeds means nothing unless both say the same."""
    expected = {row["group"]: row for row in found}
    assert len(expected) == len(rows)
    for row in rows:
        by_hand_row = expected[row[by] if by else ""]
        for column in by_hand_row.keys() - {"group"}:
            told, counted = row[column], by_hand_row[column]
            assert told is None or math.isclose(told, counted, rel_tol=1e-9), (row, column, told, counted)


def together(lines: list[Line], leads: int) -> Line:
    product = math.exp(sum(math.log(line.product) for line in lines) / len(lines))
    limit = math.exp(sum(math.log(line.limit) for line in lines) / len(lines))
    at_most = 1.25 if leads >= 1_000_000 else 2
    return Line("report, geometric mean", product, limit, "ms", at_most=at_most, limit_is="by hand")
