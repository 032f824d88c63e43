"""The part of a question that decides the SQL: all of it but the values."""

from __future__ import annotations

from dataclasses import dataclass

from detente.analytics.query import Query


@dataclass(frozen=True)
class Shape:
    """Questions of one shape share one compiled statement; only their parameters differ.

    `filters` holds, for each filtered field, whether each of its values is the unknown one.
    """

    by: str | None
    filters: tuple[tuple[str, tuple[bool, ...]], ...]
    is_scoped: bool
    has_from: bool
    has_to: bool
    has_horizon: bool


def shape_of(query: Query) -> Shape:
    """The shape of a question."""
    return Shape(
        by=query.by,
        filters=tuple((name, tuple(one is None for one in values)) for name, values in query.filters.items()),
        is_scoped=query.vendor is not None,
        has_from=query.from_on is not None,
        has_to=query.to_on is not None,
        has_horizon=query.horizon_days is not None,
    )
