"""How long leads stand in each stage, and where they go from there or end."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analytics.answer import Answer, Chart, Row
from detente.analytics.fields import field
from detente.analytics.language import marked
from detente.analytics.query import Query
from detente.analytics.report import Beside, Report
from detente.analytics.reports import sql_of
from detente.analytics.reports.people_seen import cut_to_reader
from detente.analytics.reports.stages_columns import columns
from detente.analytics.reports.stages_compare import apart
from detente.analytics.reports.stages_rows import RATES, TIMES, complete, times_of, together
from detente.analytics.reports.stages_words import cautions, definitions, headline

_HIDDEN = (*(f"{name}_{end}" for name in RATES for end in ("rate", "low", "high")), *TIMES)


def finish(rows: list[Row], query: Query, beside: Beside) -> list[Row]:
    """Groups in their order, in each the stages along the path, with their times and what stands apart."""
    held = [row for row in rows if row["leads"]]
    by = query.by
    timed = [row | times_of(beside, row["stage"], (row[by],) if by else None) for row in held]
    told = [row | {"stands": words} for row, words in zip(timed, apart(timed, query), strict=True)]
    return cut_to_reader(_in_order(told, query), query, _HIDDEN)


def _in_order(rows: Sequence[Row], query: Query) -> list[Row]:
    order = {row["stage"]: nth for nth, row in enumerate(together(rows))}
    held = sorted(rows, key=lambda row: order[row["stage"]])
    if query.by is None:
        return held
    by, size = query.by, dict.fromkeys((row[query.by] for row in rows), 0)
    for row in rows:
        size[row[by]] += row["stood_last"] + row["joined"]
    first = 0 if field(by).is_ordered else -1
    return sorted(held, key=lambda row: (first * size[row[by]], row[by] is None, row[by] or ""))


def finish_total(total: Row, query: Query, beside: Beside) -> Row:
    """All together; the times of each stage over all groups go along for headline and picture."""
    return total | {"name": "", "phase": ""}


def _draw(answer: Answer) -> tuple[Chart, ...]:
    from detente.analytics.reports.stages_chart import draw

    return draw(answer)


REPORT = Report(
    slug="stages",
    name=marked("Stages"),
    asks=marked("How long do leads stand in each stage, and where do they end?"),
    sql=sql_of("stages"),
    tell_columns=columns,
    complete=complete,
    headline=headline,
    cautions=cautions,
    definitions=definitions,
    draw=_draw,
    splits=("stage",),
    finish=finish,
    finish_total=finish_total,
)
