"""The address of the rows behind a number, as the page of a report knows it: the question, and which number."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from detente.analytics.fields import NONE
from detente.analytics.query import Query


def question_of(query: Query) -> list[tuple[str, str]]:
    """A question as pairs of an address: what `web` and `cli` would have asked."""
    held = {"from": query.from_on, "to": query.to_on, "by": query.by, "horizon": query.horizon_days}
    pairs = [(name, str(value)) for name, value in held.items() if value is not None]
    return pairs + [
        (name, NONE if one is None else one) for name, values in query.filters.items() for one in values
    ]


def rows_address(query: Query, column: str, splits: Mapping[str, str], *, group: str | None = None) -> str:
    """Relative to the page of the report; without a `group` the rows of all groups together."""
    pairs = [*question_of(query), ("column", column), *splits.items()]
    if group is not None:
        pairs.append(("group", group))
    return f"rows/?{urlencode(pairs)}"
