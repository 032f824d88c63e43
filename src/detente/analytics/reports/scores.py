"""Whether the points are worth having: what became of the leads of each band, frozen when they were handed over."""

from __future__ import annotations

from detente.analytics.answer import Answer, Chart, Row
from detente.analytics.language import marked
from detente.analytics.query import Query
from detente.analytics.report import Beside, Report
from detente.analytics.reports import sql_of
from detente.analytics.reports.people_seen import cut_to_reader
from detente.analytics.reports.scores_columns import columns
from detente.analytics.reports.scores_words import cautions, definitions, headline
from detente.analytics.stats.intervals import rated

RATES = {"acceptance": ("accepted", "answered"), "won": ("judged_won", "judged")}
"""Each rate and its interval: part and whole."""
_HIDDEN = (*(f"{name}_{end}" for name in RATES for end in ("rate", "low", "high")), "mean_score")
_NAMES = tuple(column.name for column in columns())
_OF_BANDS = ("of_band", "of_version")
_UNKNOWN: Row = {"rep_id": None, "mean_score": None}


def complete(row: Row) -> Row:
    """A counted row with its rates and intervals, in the published order of the columns."""
    row = _UNKNOWN | {name: value for name, value in row.items() if name not in _OF_BANDS}
    row |= rated(row, RATES)
    return {name: row[name] for name in [*(row.keys() - set(_NAMES)), *_NAMES]}


def finish(rows: list[Row], query: Query, beside: Beside) -> list[Row]:
    """Bands from the most points to the least; of single reps only the counts, but to themselves."""
    if query.by == "band":
        rows = sorted(rows, key=lambda row: (row["band"] is None, -(row["mean_score"] or 0), row["band"]))
    return cut_to_reader(rows, query, _HIDDEN)


def _draw(answer: Answer) -> tuple[Chart, ...]:
    from detente.analytics.reports.scores_chart import draw

    return draw(answer)


REPORT = Report(
    slug="scores",
    name=marked("Scores"),
    asks=marked("Do leads with more points do better?"),
    sql=sql_of("scores"),
    tell_columns=columns,
    complete=complete,
    headline=headline,
    cautions=cautions,
    definitions=definitions,
    draw=_draw,
    of="handoffs",
    base="handovers",
    fields=("band", "receiver", "receiver_team", "in_month", "in_week", "playbook"),
    dated=marked("Handed over"),
    default_by="band",
    finish=finish,
)
