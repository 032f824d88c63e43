"""How far the leads of a period came, and where the rest ended."""

from __future__ import annotations

from detente.analytics.answer import Answer, Chart
from detente.analytics.language import marked
from detente.analytics.report import Report
from detente.analytics.reports import sql_of
from detente.analytics.reports.funnel_columns import columns, complete
from detente.analytics.reports.funnel_words import cautions, definitions, headline


def _draw(answer: Answer) -> tuple[Chart, ...]:
    from detente.analytics.reports.funnel_chart import draw

    return draw(answer)


REPORT = Report(
    slug="funnel",
    name=marked("Funnel"),
    asks=marked("Of the leads that arrived, how many reached each milestone, and where did the rest end?"),
    sql=sql_of("funnel"),
    tell_columns=columns,
    complete=complete,
    headline=headline,
    cautions=cautions,
    definitions=definitions,
    draw=_draw,
)
