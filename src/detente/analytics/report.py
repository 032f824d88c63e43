"""What every report is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from detente.analytics.answer import Answer, Caution, Chart, Column, Definition, Row
from detente.analytics.language import say
from detente.analytics.query import Query
from detente.analytics.span import Facts, Span

Beside = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Finding:
    """All that the words of a report are written from. `query` has its zone and as_of filled in.

    `beside` holds the rows of the report's further statements, `currency` that of all money.
    """

    query: Query
    rows: tuple[Row, ...]
    total: Row
    span: Span
    facts: Facts
    beside: Beside = field(default_factory=dict)
    currency: str | None = None


def _as_they_are(rows: list[Row], query: Query, beside: Beside) -> list[Row]:
    return rows


@dataclass(frozen=True)
class Report:
    """A question, the SQL that counts, and the words and pictures around the counts.

    `sql` names a part `counted` with one row for each lead (or deal: `of`) and a flag for each
    count, so that every number opens. `complete` adds what is worked out from the counts of a row,
    `finish` what takes all rows or those `beside` (further statements under the same question).
    `tell_columns` makes the columns in the reader's language; `name` and `asks` are marked texts.
    `headline` gives one sentence or two: the finding, and what it rests on.
    Rows of the statement with a name in a column `beside` are such rows too, and no counts.
    `default_by` groups a question that names no group. `splits` name columns of text by which the
    rows are cut further. `groups_of` are the fields that the page offers to group by.
    """

    slug: str
    name: str
    asks: str
    sql: str
    tell_columns: Callable[[], tuple[Column, ...]]
    complete: Callable[[Row], Row]
    headline: Callable[[Finding], tuple[str, ...]]
    cautions: Callable[[Finding], list[Caution]]
    definitions: Callable[[Finding], list[Definition]]
    draw: Callable[[Answer], tuple[Chart, ...]]
    of: Literal["leads", "deals"] = "leads"
    default_by: str | None = None
    splits: tuple[str, ...] = ()
    beside: Mapping[str, str] = field(default_factory=dict)
    finish: Callable[[list[Row], Query, Beside], list[Row]] = _as_they_are

    @property
    def title(self) -> str:
        """Its name in the reader's language."""
        return say(self.name)

    @property
    def question(self) -> str:
        """What it answers, in the reader's language."""
        return say(self.asks)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Its columns in the reader's language."""
        return self.tell_columns()

    @property
    def key(self) -> str:
        """The column of `counted` that names what a number opens into."""
        return "lead_id" if self.of == "leads" else "deal_id"
