"""Where leads are and ended: from their source, over how far they came, to what became of them."""

from __future__ import annotations

from detente.analytics.answer import Answer, Chart, Column, Row
from detente.analytics.language import marked, say
from detente.analytics.query import Query
from detente.analytics.report import Beside, Report
from detente.analytics.reports import sql_of
from detente.analytics.reports.flow_places import OUTCOMES, REACHED
from detente.analytics.reports.flow_words import cautions, definitions, headline


def columns() -> tuple[Column, ...]:
    """The columns, in their published order."""
    return (
        Column(
            "reached", say("Reached"), "text", say("the furthest milestone that it reached"), is_brief=True
        ),
        Column("outcome", say("Outcome"), "text", say("how it ended, or how it is doing"), is_brief=True),
        Column(
            "leads",
            say("Leads"),
            "count",
            say("leads of the period that went this way; one that came back counts once"),
            "leads",
            is_brief=True,
        ),
        Column("share", say("Share"), "rate", say("of all leads of the period"), "leads", is_brief=True),
    )


def complete(row: Row) -> Row:
    """A counted row in the published order; its share of all is known when all are."""
    rest = {
        name: value for name, value in row.items() if name not in ("reached", "outcome", "leads", "share")
    }
    return rest | {"reached": row["reached"], "outcome": row["outcome"], "leads": row["leads"], "share": None}


def finish(rows: list[Row], query: Query, beside: Beside) -> list[Row]:
    """The largest group first, in it the order of the picture; shares of all leads."""
    by, every = str(query.by), sum(row["leads"] for row in rows)
    size: dict[str | None, int] = {}
    for row in rows:
        size[row[by]] = size.get(row[by], 0) + row["leads"]
    reached, outcomes = list(REACHED), list(OUTCOMES)
    rows = [row | {"share": row["leads"] / every} for row in rows if row["leads"]]
    rows.sort(key=lambda row: (
        -size[row[by]], row[by] is None, row[by] or "", reached.index(row["reached"]), outcomes.index(row["outcome"])
    ))  # fmt: skip
    return rows


def _draw(answer: Answer) -> tuple[Chart, ...]:
    from detente.analytics.reports.flow_chart import draw

    return draw(answer)


REPORT = Report(
    slug="flow",
    name=marked("Flow"),
    asks=marked("Where are the leads, and where did they end?"),
    sql=sql_of("flow"),
    tell_columns=columns,
    complete=complete,
    headline=headline,
    cautions=cautions,
    definitions=definitions,
    draw=_draw,
    default_by="source",
    splits=("reached", "outcome"),
    finish=finish,
)
