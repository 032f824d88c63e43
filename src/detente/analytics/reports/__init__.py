"""The reports: `<slug>.sql` counts, `<slug>.py` tells; a file of each makes a report."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analytics.errors import UnknownReport
from detente.analytics.language import marked, say
from detente.analytics.report import Report

if TYPE_CHECKING:
    from detente.analytics.answer import Answer
    from detente.analytics.engines import Engine
    from detente.analytics.query import Query


def slugs() -> tuple[str, ...]:
    """The slugs of all reports, in order."""
    return tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.sql")))


@cache
def report(slug: str) -> Report:
    """The report of this slug. Raises `UnknownReport`, listing those that exist."""
    if slug not in slugs():
        raise UnknownReport(
            f"There is no report {slug!r}. Reports: {', '.join(sorted((*slugs(), *RECKONED)))}."
        )
    found = import_module(f"{__name__}.{slug}").REPORT
    assert isinstance(found, Report)
    return found


VERDICT = marked("Are the leads too low-quality, or is sales not selling them?")
RECKONED = {"verdict": ("detente.analytics.verdict.report", VERDICT)}
"""Reports that no single statement counts, by slug: the module whose `answer` works them out, and the question."""


def reckoned(slug: str) -> Callable[[Engine, Query], Answer] | None:
    """How a report that is reckoned is answered; None for one that a statement counts."""
    if slug not in RECKONED:
        return None
    found: Callable[[Engine, Query], Answer] = import_module(RECKONED[slug][0]).answer
    return found


def sql_of(slug: str) -> str:
    """The SQL of a report, as written."""
    return (Path(__file__).parent / f"{slug}.sql").read_text(encoding="utf-8")


def list_reports() -> tuple[tuple[str, str], ...]:
    """Each report's slug and question."""
    counted = [(slug, report(slug).question) for slug in slugs()]
    return tuple(sorted([*counted, *((slug, say(asks)) for slug, (_, asks) in RECKONED.items())]))
