"""Fields of a list: the only names that an address may sort or filter by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Q
from django.utils.functional import Promise

from detente.crm.people.days import ends_at, starts_at

Kind = Literal["text", "choice", "number", "instant", "day", "flag"]
Options = Iterable[tuple[Any, Any]]

NOBODY = "none"
"""The filter value for "has none"."""


@dataclass(frozen=True)
class Field:
    """One field: `key` stands in the address, `column` is the path in the database that it means.

    A choice filters by one of `options` (None in the database answers to "none"); an instant or day
    filters by `key_from` and `key_to`. `shown` False keeps a filter without a column in the table.
    `means` says what a choice asks for where that is not an equal value.
    """

    key: str
    label: str | Promise
    column: str
    kind: Kind = "text"
    sortable: bool = True
    nullable: bool = False
    shown: bool = True
    options: Callable[[], Options] | None = None
    means: Callable[[str], Q] | None = None

    @property
    def is_numeric(self) -> bool:
        """Whether its column stands right-aligned."""
        return self.kind in ("number",)

    def condition(self, given: dict[str, str]) -> Q:
        """What the address asks of this field; an unknown value asks for nothing that exists, not for everything."""
        if self.kind in ("instant", "day"):
            return self._between(given.get(f"{self.key}_from", ""), given.get(f"{self.key}_to", ""))
        wanted = given.get(self.key, "")
        if not wanted or self.options is None:
            return Q()
        if wanted == NOBODY and self.nullable:
            return Q(**{f"{self.column}__isnull": True})
        known = {str(value): value for value, _label in self.options()}
        if wanted not in known:
            return Q(pk__in=[])
        return self.means(wanted) if self.means else Q(**{self.column: known[wanted]})

    def _between(self, first: str, last: str) -> Q:
        condition = Q()
        if start := parse_day(first):
            condition &= Q(**{f"{self.column}__gte": starts_at(start) if self.kind == "instant" else start})
        if end := parse_day(last):
            upper = (
                {f"{self.column}__lt": ends_at(end)}
                if self.kind == "instant"
                else {f"{self.column}__lte": end}
            )
            condition &= Q(**upper)
        return condition


def parse_day(text: str) -> date | None:
    """A day as a date field sends it, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
