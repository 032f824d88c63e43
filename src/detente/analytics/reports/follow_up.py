"""Whether sales works what it is given: how soon, how often, in how many ways, and where it stops."""

from __future__ import annotations

from collections import Counter
from typing import Any

from detente.analytics.answer import Answer, Chart, Row
from detente.analytics.language import marked
from detente.analytics.query import Query
from detente.analytics.report import Beside, Report
from detente.analytics.reports import sql_of
from detente.analytics.reports.follow_up_columns import SPEEDS, columns
from detente.analytics.reports.follow_up_compare import apart
from detente.analytics.reports.follow_up_words import cautions, definitions, headline
from detente.analytics.reports.people_seen import cut_to_reader
from detente.analytics.stats.intervals import rated
from detente.analytics.stats.survival import Wait, time_until

RATES = {
    "worked": ("due_tried", "due"), "sla": ("in_sla", "sla"), "prompt": ("prompt", "answerable"),
    "reached": ("reached", "tried"), "multichannel": ("multichannel", "tried"),
}  # fmt: skip
"""Each rate and its interval: part and whole."""
DELAYS = ("system", "capacity", "human")
_TIMES = tuple(f"{name}{end}" for name in SPEEDS for end in ("", "_low", "_high", "_p90"))
_DELAYED = tuple(f"{name}_seconds" for name in DELAYS)
_HIDDEN = (*(f"{name}_{end}" for name in RATES for end in ("rate", "low", "high")), *_TIMES, *_DELAYED)
_NAMES = tuple(column.name for column in columns())
_SUMS: Row = {f"{name}_sum": None for name in DELAYS}
_UNKNOWN: Row = {"stands": "", "rep_id": None} | dict.fromkeys((*_TIMES, *_DELAYED)) | _SUMS


def complete(row: Row) -> Row:
    """A counted row with its rates, means and intervals, in the published order of the columns."""
    row = _UNKNOWN | row
    row["stands"] = row["stands"] or ""
    row |= rated(row, RATES)
    row["attempts_each"] = row["attempts"] / row["tried"] if row["tried"] else None
    for name in DELAYS:
        sum_ = row[f"{name}_sum"]
        row[f"{name}_seconds"] = None if sum_ is None or not row["delayed"] else sum_ / row["delayed"]
    rest = row.keys() - set(_NAMES) - _SUMS.keys()
    return {name: row[name] for name in [*rest, *_NAMES]}


def finish(rows: list[Row], query: Query, beside: Beside) -> list[Row]:
    """Rows with their times and what stands apart; of single reps only what the reader may see."""
    by = str(query.by)
    waits = _waits(beside)
    timed = [row | _times(waits.get(row[by], {})) for row in rows]
    told = [row | {"stands": words} for row, words in zip(timed, apart(timed, query), strict=True)]
    return cut_to_reader(told, query, _HIDDEN)


def finish_total(total: Row, query: Query, beside: Beside) -> Row:
    """All leads together with their times."""
    held: Counter[tuple[str, float, bool]] = Counter()
    for row in beside["waits"]:
        held[row["measure"], row["seconds"], row["is_tried"]] += row["leads"]
    waits: Waits = {}
    for (measure, seconds, is_tried), leads in held.items():
        waits.setdefault(measure, []).append(Wait(seconds, is_tried, leads))
    return total | _times(waits)


Waits = dict[str, list[Wait]]


def _waits(beside: Beside) -> dict[Any, Waits]:
    """How long the leads of each group waited, by measure."""
    found: dict[Any, Waits] = {}
    for row in beside["waits"]:
        wait = Wait(row["seconds"], row["is_tried"], row["leads"])
        found.setdefault(row["group_key"], {}).setdefault(row["measure"], []).append(wait)
    return found


def _times(waits: Waits) -> Row:
    found: Row = {}
    for name in SPEEDS:
        passed = time_until(waits.get(name, ()))
        found |= {name: passed.median, f"{name}_low": passed.low, f"{name}_high": passed.high}
        found[f"{name}_p90"] = passed.p90
    return found


def _draw(answer: Answer) -> tuple[Chart, ...]:
    from detente.analytics.reports.follow_up_chart import draw

    return draw(answer)


REPORT = Report(
    slug="follow_up",
    name=marked("Follow-up"),
    asks=marked("How soon and how often does sales try the leads that it is given?"),
    sql=sql_of("follow_up"),
    tell_columns=columns,
    complete=complete,
    headline=headline,
    cautions=cautions,
    definitions=definitions,
    draw=_draw,
    base="pursued",
    fields=("receiver", "receiver_team", "band", "in_month", "in_week", "playbook"),
    dated=marked("Buyer acted"),
    default_by="source",
    beside={"waits": sql_of("beside/follow_up_waits")},
    finish=finish,
    finish_total=finish_total,
)
