"""Fields of a list: the only names that an address, a saved view or a program may sort, filter or show by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.crm.lists.asked import ways
from detente.crm.people.days import ends_at, starts_at

Kind = Literal["text", "choice", "number", "money", "instant", "day", "flag", "reference"]
Options = Iterable[tuple[Any, Any]]

NOBODY = "none"
"""The filter value for "has none"."""
ME = "me"
"""The filter value for the reader, so that a view that many see asks each for their own."""


@dataclass(frozen=True)
class Field:
    """One field: `key` stands in the address, `column` is the path in the database that it means.

    `asks` is the path that is filtered where that is another one (the owner's key beside the owner's name).
    A choice or reference filters by one of `options` (None in the database answers to "none"); an instant or day
    by `key_from` and `key_to`. `shown` False leaves the column out until somebody chooses it; `is_column` False is a
    filter only, `is_filter` False a column only. `means` says what a choice asks for where that is no equal value.
    `currency` is the path of a money's currency; empty is the organisation's. `edits` is the name that the act which
    changes it knows it by; `for_many` whether many records may get the same. `inner` is not a vendor's to know.
    `values` are expressions by name where no path leads there (an added field, `custom`). `names_user` says that
    its options are users, `me` which of them the reader is. `groups` are all values of `path` in their order, where
    a sort goes group by group; `is_joined` says that the column stands in another table.
    """

    key: str
    label: str | Promise
    column: str
    kind: Kind = "text"
    is_sortable: bool = True
    nullable: bool = False
    shown: bool = True
    options: Callable[[], Options] | None = None
    means: Callable[[str], Q] | None = None
    asks: str = ""
    aliases: tuple[str, ...] = ()
    currency: str = ""
    edits: str = ""
    for_many: bool = True
    inner: bool = False
    is_column: bool = True
    is_filter: bool = True
    is_list: bool = False
    values: Mapping[str, Any] | None = None
    custom: Any = None
    names_user: bool = False
    me: int | None = None
    groups: Callable[[], list[Any]] | None = None
    is_joined: bool = False

    @property
    def is_editable(self) -> bool:
        """Whether some act changes it."""
        return bool(self.edits)

    @property
    def is_numeric(self) -> bool:
        """Whether its column stands right-aligned."""
        return self.kind in ("number", "money")

    @property
    def path(self) -> str:
        """The path that a filter asks."""
        return self.asks or self.column

    @property
    def operators(self) -> tuple[str, ...]:
        """What a condition may ask of it."""
        return ways(self.kind, nullable=self.nullable, means=bool(self.means))

    def known(self) -> dict[str, Any]:
        """The options' values by what stands for them in an address."""
        found = {str(value): value for value, _label in (self.options() if self.options else ())}
        return found | ({ME: self.me} if self.me is not None else {})

    def choices(self) -> list[tuple[str, Any]]:
        """The options as the address writes them, "me" first and "none" last where these can be asked."""
        found = [(str(value), label) for value, label in (self.options() if self.options else ())]
        mine = [(ME, _("Me"))] if self.me is not None else []
        return [*mine, *found, *([(NOBODY, _("none"))] if self.nullable else [])]

    def condition(self, given: Mapping[str, str]) -> Q:
        """What the address asks of this field; an unknown value asks for nothing that exists, not for everything."""
        if self.kind in ("instant", "day"):
            return self._between(given.get(f"{self.key}_from", ""), given.get(f"{self.key}_to", ""))
        wanted = self.chosen(given)
        return self.equal(wanted) if wanted and self.options else Q()

    def equal(self, wanted: str) -> Q:
        """Having this option."""
        if wanted == NOBODY and self.nullable:
            return Q(**{f"{self.path}__isnull": True})
        known = self.known()
        if wanted not in known:
            return Q(pk__in=[])
        return self.means(wanted) if self.means else Q(**{self.path: known[wanted]})

    def chosen(self, given: Mapping[str, str]) -> str:
        """What an address says for it, under its key or one that it had before."""
        return next((given[name] for name in (self.key, *self.aliases) if given.get(name)), "")

    @property
    def names(self) -> tuple[str, ...]:
        """Every name by which an address may filter it."""
        if self.kind in ("instant", "day"):
            return (f"{self.key}_from", f"{self.key}_to")
        return (self.key, *self.aliases)

    def _between(self, first: str, last: str) -> Q:
        condition = Q()
        if start := parse_day(first):
            condition &= self.from_day(start)
        if end := parse_day(last):
            condition &= self.until_day(end)
        return condition

    def from_day(self, day: date) -> Q:
        """On this day of the organisation or later."""
        return Q(**{f"{self.path}__gte": starts_at(day) if self.kind == "instant" else self.kept(day)})

    def until_day(self, day: date) -> Q:
        """On this day of the organisation or earlier."""
        if self.kind == "instant":
            return Q(**{f"{self.path}__lt": ends_at(day)})
        return Q(**{f"{self.path}__lte": self.kept(day)})

    def kept(self, day: date) -> date | str:
        """A day as the column keeps it: an added field's is a text in the order of days."""
        return day.isoformat() if self.custom else day


def parse_day(text: str) -> date | None:
    """A day as a date field sends it, or None."""
    try:
        return date.fromisoformat(text)
    except (ValueError, TypeError):
        return None
