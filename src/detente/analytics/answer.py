"""What a report says: one object that feeds the page, the mail, the command line and the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal

from detente.analytics.language import say
from detente.analytics.query import Query

Row = dict[str, Any]
Chart = dict[str, Any]
Unit = Literal["text", "count", "rate", "days", "seconds", "number", "money", "ratio"]
Kind = Literal["leads", "deals", "handoffs"]


@dataclass(frozen=True)
class Column:
    """A column of an answer.

    `unit`: text, count, rate (0 to 1), days (with fractions), seconds, number, money (minor units of the answer's
    currency) or ratio (1 is as expected). `opens` names the flag whose leads (or deals, or handoffs)
    stand behind the number; a count opens into exactly as many of them as it says.
    `is_brief` columns are enough for a narrow table. `is_of_words`: its texts are marked ones of
    ours, with ", " between them, which the rows hold in English.
    """

    name: str
    label: str
    unit: Unit
    meaning: str
    opens: str | None = None
    is_brief: bool = False
    is_of_words: bool = False

    @property
    def drillable(self) -> bool:
        """Whether the number opens into its leads."""
        return self.opens is not None


@dataclass(frozen=True)
class Caution:
    """Something a reader must know before believing a number; `opens` as in `Column`."""

    text: str
    opens: str | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Definition:
    """How a word of the report is meant. `term` is English, and the key for programs; `name` is for readers."""

    term: str
    meaning: str

    @property
    def name(self) -> str:
        """The term in the reader's language."""
        return say(self.term)

    def __str__(self) -> str:
        return f"{self.name}: {self.meaning}"


@dataclass(frozen=True)
class Period:
    """The days that an answer covers, inclusive; None is open."""

    from_on: date | None
    to_on: date | None
    zone: str

    def __str__(self) -> str:
        if self.from_on and self.to_on:
            return say("%(first)s to %(last)s", first=self.from_on, last=self.to_on)
        if self.from_on:
            return say("from %(day)s on", day=self.from_on)
        return say("until %(day)s", day=self.to_on) if self.to_on else say("all time")


@dataclass(frozen=True)
class Answer:
    """One answer. `rows` are dicts by column name; the group's column, when there is one, comes first.

    `finding` is the headline sentence by sentence: what was found, then what it rests on.
    `total` is all rows together, rates and all. `of` says what is counted and opens: leads, deals or handoffs.
    `dated` says what happened on the days of the period: arrived, closed ... `more` is what programs
    read beside the table.
    """

    report: str
    title: str
    question: str
    finding: tuple[str, ...]
    period: Period
    as_of: datetime
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    cautions: tuple[Caution, ...]
    definitions: tuple[Definition, ...]
    engine: str
    query: Query
    draw: Callable[[Answer], tuple[Chart, ...]] = field(repr=False, compare=False)
    total: Row = field(default_factory=dict)
    currency: str | None = None
    of: Kind = "leads"
    splits: tuple[str, ...] = ()
    has_groups_only: bool = False
    dated: str = ""
    takes_horizon: bool = True
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def headline(self) -> str:
        """The finding."""
        return " ".join(self.finding)

    @cached_property
    def charts(self) -> tuple[Chart, ...]:
        """Vega-Lite specifications, the main picture first; drawn when first asked for."""
        return self.draw(self) if self.rows else ()

    @property
    def chart(self) -> Chart | None:
        """The main picture."""
        return self.charts[0] if self.charts else None
