"""Both teams' promises on one scale: what marketing promised to bring, and how sales promised to treat it."""

from __future__ import annotations

from detente.analytics.answer import Answer, Chart, Row
from detente.analytics.language import marked
from detente.analytics.query import Query
from detente.analytics.report import Beside, Report
from detente.analytics.reports import sql_of
from detente.analytics.reports.sla_columns import columns
from detente.analytics.reports.sla_kept import told
from detente.analytics.reports.sla_words import cautions, definitions, headline

_COUNTS = ("leads", "judged", "kept", "broken", "pending")
_NAMES = tuple(column.name for column in columns())


def complete(row: Row) -> Row:
    """A counted row in the published order of the columns; what was promised is worked out of all rows."""
    row = dict.fromkeys(_NAMES) | row
    return {name: row[name] for name in [*(row.keys() - set(_NAMES)), *_NAMES]}


def finish(rows: list[Row], query: Query, beside: Beside) -> list[Row]:
    """A row for each period and promise agreed then, in the order of time, marketing's first."""
    blank = complete(dict.fromkeys(_COUNTS, 0))
    return [complete(row) for row in told(rows, query, beside, blank)]


def _draw(answer: Answer) -> tuple[Chart, ...]:
    from detente.analytics.reports.sla_chart import draw

    return draw(answer)


REPORT = Report(
    slug="sla",
    name=marked("SLA both ways"),
    asks=marked("Does each team keep what it promised the other?"),
    sql=sql_of("sla"),
    tell_columns=columns,
    complete=complete,
    headline=headline,
    cautions=cautions,
    definitions=definitions,
    draw=_draw,
    base="promised",
    fields=("playbook",),
    groups=("in_month", "in_week"),
    dated=marked("Counted"),
    takes_horizon=False,
    default_by="in_month",
    splits=("promise",),
    beside={"targets": sql_of("beside/promises")},
    finish=finish,
)
