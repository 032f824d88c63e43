"""What every report is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from detente.analytics.answer import Answer, Caution, Chart, Column, Definition, Row
from detente.analytics.query import Query
from detente.analytics.span import Facts, Span


@dataclass(frozen=True)
class Finding:
    """All that the words of a report are written from. `query` has its zone and as_of filled in."""

    query: Query
    rows: tuple[Row, ...]
    total: Row
    span: Span
    facts: Facts


@dataclass(frozen=True)
class Report:
    """A question, the SQL that counts, and the words and pictures around the counts.

    `sql` names a part `counted` with one row for each lead and a flag for each count, so that
    every number opens into its leads. `complete` adds what is worked out from the counts.
    """

    slug: str
    question: str
    sql: str
    columns: tuple[Column, ...]
    complete: Callable[[Row], Row]
    headline: Callable[[Finding], str]
    cautions: Callable[[Finding], list[Caution]]
    definitions: Callable[[Finding], list[Definition]]
    draw: Callable[[Answer], tuple[Chart, ...]]
