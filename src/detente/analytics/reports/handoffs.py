"""What was given to sales, what sales answered, and what came back to marketing and why."""

from __future__ import annotations

from detente.analytics.answer import Answer, Chart, Row
from detente.analytics.language import marked
from detente.analytics.query import Query
from detente.analytics.report import Beside, Report
from detente.analytics.reports import sql_of
from detente.analytics.reports.handoffs_columns import columns
from detente.analytics.reports.handoffs_compare import apart
from detente.analytics.reports.handoffs_words import cautions, definitions, headline
from detente.analytics.reports.people_seen import cut_to_reader
from detente.analytics.stats.intervals import rated

RATES = {
    "acceptance": ("accepted", "answered"), "in_time": ("in_time", "timed"), "back": ("came_back", "owed"),
}  # fmt: skip
"""Each rate and its interval: part and whole."""
_ENDS = tuple(f"{name}_{end}" for name in RATES for end in ("rate", "low", "high"))
_HIDDEN = (*_ENDS, "answer_seconds", "answer_business_seconds")
_NAMES = tuple(column.name for column in columns())
_UNKNOWN: Row = {"stands": "", "rep_id": None, "answer_seconds": None, "answer_business_seconds": None}


def complete(row: Row) -> Row:
    """A counted row with its rates and intervals, in the published order of the columns."""
    row = _UNKNOWN | row
    row["stands"] = row["stands"] or ""
    row |= rated(row, RATES)
    return {name: row[name] for name in [*(row.keys() - set(_NAMES)), *_NAMES]}


def finish(rows: list[Row], query: Query, beside: Beside) -> list[Row]:
    """Rows with what stands apart; of single reps only what the reader may see is told beside the counts."""
    told = [row | {"stands": words} for row, words in zip(rows, apart(rows, query), strict=True)]
    return cut_to_reader(told, query, _HIDDEN)


def _draw(answer: Answer) -> tuple[Chart, ...]:
    from detente.analytics.reports.handoffs_chart import draw

    return draw(answer)


REPORT = Report(
    slug="handoffs",
    name=marked("Handoffs"),
    asks=marked("What did sales accept, what came back, and why?"),
    sql=sql_of("handoffs"),
    tell_columns=columns,
    complete=complete,
    headline=headline,
    cautions=cautions,
    definitions=definitions,
    draw=_draw,
    of="handoffs",
    base="handovers",
    fields=(
        "receiver",
        "receiver_team",
        "kind",
        "route",
        "band",
        "reason",
        "in_month",
        "in_week",
        "playbook",
    ),
    dated=marked("Handed over"),
    default_by="source",
    finish=finish,
)
