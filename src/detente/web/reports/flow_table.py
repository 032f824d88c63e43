"""The flow as a table: a row for each outcome, a column for each of the largest groups; every number opens."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from detente.analytics.answer import Answer
from detente.analytics.fields import NONE, group_name, value_of
from detente.analytics.reports.flow_places import OUTCOMES, REACHED, Place

MOST = 6


@dataclass(frozen=True)
class Number:
    """A count and where its leads are listed."""

    count: int
    href: str


@dataclass(frozen=True)
class Line:
    """A place of the flow: all its leads, their share, and those of each group shown."""

    place: Place
    whole: Number
    share: float
    groups: tuple[Number, ...]


@dataclass(frozen=True)
class FlowTable:
    """Outcomes and milestones reached, for the groups of `heads`; `more` groups are not shown."""

    heads: tuple[str, ...]
    more: int
    outcomes: tuple[Line, ...]
    reached: tuple[Line, ...]


def flow_table(answer: Answer, given: QueryDict) -> FlowTable:
    """The answer's rows, added up by outcome and by milestone."""
    by = str(answer.query.by)
    size: Counter[str] = Counter()
    for row in answer.rows:
        size[row[by] or NONE] += row["leads"]
    heads = [name for name, _ in size.most_common(MOST)]
    lines = [_lines(answer, given, heads, name, places) for name, places in
             (("outcome", OUTCOMES), ("reached", REACHED))]  # fmt: skip
    shown = tuple(group_name(value_of(name)) for name in heads)
    return FlowTable(shown, len(size) - len(heads), *lines)


def _lines(
    answer: Answer, given: QueryDict, heads: list[str], name: str, places: dict[str, Place]
) -> tuple[Line, ...]:
    by, every = str(answer.query.by), sum(row["leads"] for row in answer.rows)
    found: Counter[tuple[str, str | None]] = Counter()
    for row in answer.rows:
        found[row[name], None] += row["leads"]
        found[row[name], row[by] or NONE] += row["leads"]
    return tuple(
        Line(
            place,
            Number(found[code, None], _address(answer, given, {name: code})),
            found[code, None] / every,
            tuple(
                Number(found[code, head], _address(answer, given, {name: code, "group": head}))
                for head in heads
            ),
        )
        for code, place in places.items()
        if found[code, None]
    )


def _address(answer: Answer, given: QueryDict, held: dict[str, str]) -> str:
    kept = [(name, value) for name, values in given.lists() for value in values if name != "columns"]
    return f"{reverse('report_rows', args=[answer.report])}?{urlencode([*kept, ('column', 'leads'), *held.items()])}"
