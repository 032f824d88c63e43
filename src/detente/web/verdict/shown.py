"""The verdict's page: the answer as what the template shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from django.http import HttpRequest

from detente.analytics.answer import Answer
from detente.analytics.engines import Engine
from detente.analytics.verdict.asking import Reckoned
from detente.analytics.verdict.bridge_chart import change_of, signed_number
from detente.analytics.verdict.late_words import told_rates
from detente.analytics.verdict.reckoning import FEWEST_EXPECTED, FEWEST_WINS
from detente.analytics.verdict.report import tell
from detente.web.verdict.below import below
from detente.web.verdict.placebo import placebo_shown
from detente.web.verdict.question import Question
from detente.web.verdict.resting import assumptions, resting
from detente.web.verdict.settling import ways


@dataclass(frozen=True)
class Line:
    """A row of the bridge as numbers: its team, its name, and what changed."""

    name: str
    team: str
    change: str
    interval: str
    won: str
    value_minor: int | None
    is_named: bool


def shown(request: HttpRequest, asked: Question, engine: Engine, found: Reckoned) -> dict[str, Any]:
    """Everything that the page shows of one verdict."""
    answer = tell(engine, found, asked.query)
    verdict = found.found
    address = request.GET.urlencode()
    return {
        "answer": answer, "headline": answer.finding[0], "said": answer.finding[1:-1], "rests": answer.finding[-1],
        "picture": answer.chart, "chart_words": (answer.chart or {}).get("description", ""),
        "lines": lines(answer), "whole": _line(answer.total, False) if answer.total else None,
        "has_worth": any(row["value_minor"] is not None for row in answer.rows),
        "found": verdict, "more": answer.more, "as_of": answer.as_of.replace(tzinfo=UTC),
        "ways": ways(verdict, request.user, address), "resting": resting(engine, verdict, address),
        "assumptions": assumptions(verdict), "placebo": placebo_shown(engine, found, is_asked=False),
        "below": below(found.drill.cut(asked.query.reps), asked.query, request.GET),
        "address": address, "needed": needed(found), "late": answer.more["late_discovery"],
        "late_rates": told_rates(answer.more["late_discovery"]),
        "days": (verdict.periods.now_from, verdict.periods.now_to - timedelta(days=1)),
        "base_days": (verdict.periods.base_from, verdict.periods.base_to - timedelta(days=1)),
    }  # fmt: skip


def lines(answer: Answer) -> list[Line]:
    """The bridge's rows."""
    named = [block["is_named"] for block in answer.more["bridge"]]
    return [_line(row, is_named) for row, is_named in zip(answer.rows, named, strict=True)]


def _line(row: dict[str, Any], is_named: bool) -> Line:
    interval = "" if row["low"] is None else f"{change_of(row['low'])} … {change_of(row['high'])}"
    return Line(
        row["part"],
        row["team"],
        change_of(row["change"]),
        interval,
        signed_number(row["won"]),
        None if row["value_minor"] is None else round(row["value_minor"], -4),
        is_named,
    )


def needed(found: Reckoned) -> list[tuple[str, int, int]]:
    """Where there is too little: what there is of what is needed, as (key, have, need)."""
    counted = found.found.counted
    if found.found.total is not None or not counted.leads[0]:
        return []
    expected = round(counted.wins[0] / counted.leads[0] * counted.leads[1])
    return [("wins", counted.wins[0], FEWEST_WINS), ("expected", expected, FEWEST_EXPECTED)]
