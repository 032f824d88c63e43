"""What every report is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from detente.analytics.answer import Answer, Caution, Chart, Column, Definition, Kind, Row
from detente.analytics.language import marked, say
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


def _as_it_is(total: Row, query: Query, beside: Beside) -> Row:
    return total


@dataclass(frozen=True)
class Report:
    """A question, the SQL that counts, and the words and pictures around the counts.

    `sql` names a part `counted` with one row for each lead (or deal: `of`) and a flag for each
    count, so that every number opens. `complete` adds what is worked out from the counts of a row,
    `finish` what takes all rows or those `beside` (further statements under the same question),
    `finish_total` the same for all rows together.
    `tell_columns` makes the columns in the reader's language; `name` and `asks` are marked texts.
    `headline` gives one sentence or two: the finding, and what it rests on.
    Rows of the statement with a name in a column `beside` are such rows too, and no counts.
    `default_by` groups a question that names no group. `splits` name columns of text by which the
    rows are cut further. `fields` are those that it can be grouped and filtered by beside the fields
    of leads, `groups` the only ones to group by, where not all make sense. `base` is the part that
    speaks for `fields`. `dated` (a marked text) says what happened on the days of the period.
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
    of: Kind = "leads"
    base: str = "cohort"
    fields: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    dated: str = marked("Arrived")
    takes_horizon: bool = True
    default_by: str | None = None
    splits: tuple[str, ...] = ()
    beside: Mapping[str, str] = field(default_factory=dict)
    finish: Callable[[list[Row], Query, Beside], list[Row]] = _as_they_are
    finish_total: Callable[[Row, Query, Beside], Row] = _as_it_is

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
        return f"{self.of.removesuffix('s')}_id"
