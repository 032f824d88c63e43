"""`detente report`: one answer, from the CRM's copy or from a folder of tables."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.mistakes import Mistake
from detente.cli.options import day
from detente.cli.printing import print_json

if TYPE_CHECKING:
    from detente.analytics.answer import Answer
    from detente.analytics.engines import Engine
    from detente.analytics.query import Query

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="Which report; `detente reports` lists them.")]
From = Annotated[str | None, typer.Option("--from", metavar="D", help="First day of arrival, 2026-01-31.")]
To = Annotated[str | None, typer.Option("--to", metavar="D", help="Last day of arrival.")]
By = Annotated[str | None, typer.Option("--by", metavar="FIELD", help="A row for each value of this field.")]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", metavar="FIELD=VALUE", help="Only these; again for more. FIELD= means unknown."),
]
Horizon = Annotated[
    int | None, typer.Option("--horizon", metavar="DAYS", help="Look this long after arrival.")
]
Against = Annotated[
    str | None,
    typer.Option("--against", metavar="BENCHMARK", help="Only of verdict: what to hold the period against."),
]
Format = Annotated[
    str, typer.Option("--format", metavar="FORMAT", help="table, json or csv; mail for verdict.")
]
Tables = Annotated[
    Path | None,
    typer.Option("--tables", metavar="DIR", help="Read a folder of CSV or Parquet files instead of the CRM."),
]


def report(
    slug: Slug, from_on: From = None, to_on: To = None, by: By = None, where: Where = None,
    horizon: Horizon = None, against: Against = None, format_: Format = "table", tables: Tables = None,
) -> None:  # fmt: skip
    """Answer one question.

    The finding first, then its rows, cautions and definitions.
    """
    show = printer(format_, slug)
    from detente.analytics.errors import AnalyticsError
    from detente.analytics.query import Query

    pairs = tuple(pair(text) for text in where or ())
    try:
        query = Query(day(from_on, "--from"), day(to_on, "--to"), by, pairs, horizon)
        with folder_of_tables(tables) if tables else copy_of_the_crm() as engine:
            show(_answered(slug, engine, query, against))
    except AnalyticsError as wrong:
        raise Mistake(str(wrong)) from None


def _answered(slug: str, engine: Engine, query: Query, against: str | None) -> Answer:
    from detente.analytics.run import answer, of_the_tables
    from detente.analytics.verdict import asking, report

    if against is None:
        return answer(slug, engine, query)
    if slug != report.SLUG:
        raise Mistake(f"--against is for {report.SLUG}; {slug} holds nothing against a benchmark.")
    return report.answer(engine, of_the_tables(query, engine), asking.against(against))


def pair(text: str) -> tuple[str, str]:
    """`source=web` as a field and the value it must have."""
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise Mistake(f"--where {text!r} is not FIELD=VALUE, as in --where source=web.")
    return name, value


def folder_of_tables(folder: Path) -> Engine:
    """Foreign tables; no CRM is needed for them."""
    from detente.analytics.engines import open_tables

    return open_tables(folder)


def copy_of_the_crm() -> Engine:
    """The company's copy, brought up to date first: after an import people ask at once."""
    from detente.cli.company import open_company

    open_company()
    from detente import copy

    copy.refresh()
    return copy.engine()


def printer(format_: str, slug: str) -> Callable[[Answer], None]:
    """How to say an answer of this report in this format."""
    printers = {"table": print_text, "json": print_answer, "csv": print_csv}
    if slug == "verdict":
        printers["mail"] = print_mail
    if format_ not in printers:
        raise Mistake(f"There is no format {format_!r}. Formats: {', '.join(printers)}.")
    return printers[format_]


def print_text(answer: Answer) -> None:
    from detente.analytics.render import to_text

    print(to_text(answer), end="")


def print_answer(answer: Answer) -> None:
    from detente.analytics.render import to_json

    print_json(to_json(answer))


def print_csv(answer: Answer) -> None:
    from detente.analytics.render import to_csv

    sys.stdout.write(to_csv(answer))


def print_mail(answer: Answer) -> None:
    """As a mail; links stand in it where it is known at which address the company is."""
    import os

    from detente.analytics.verdict.mail import to_mail

    print(to_mail(answer, os.environ.get("DETENTE_BASE_URL")), end="")
