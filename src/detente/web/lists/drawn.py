"""The cells of a page of rows: what looks alike is drawn once; addresses of rows are filled in, not looked up."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from detente.crm.lists.fields import Field
from detente.web.lists.desks import Desk
from detente.web.query import filled_in

Row = dict[str, Any]
_COUNTS = {("campaigns", key): ("id",) for key in ("leads", "mql", "sql", "won")}
# What a cell shows beside its own value; lists/cells.html is the other half of this.
_BESIDE: dict[tuple[str, str], tuple[str, ...]] = {
    ("leads", "status"): ("bad",),
    ("deals", "expected"): ("status", "was_closed"),
    ("deals", "next_step"): ("status", "step_on"),
    ("deals", "since"): ("status", "stands_since", "stands_in"),
    ("people", "account"): ("account_id",),
    **_COUNTS,
}


@dataclass
class Column:
    """A column whose cells are drawn by `draw(desk, field, row)`, once for each look that a page has.

    `edited_at(row["id"])` is where its cell is edited; None when it is not.
    """

    desk: Desk
    field: Field
    draw: Callable[[Desk, Field, Row], Markup]
    attributes: Markup
    edited_at: Callable[[int], str] | None
    _drawn: dict[Any, Markup] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know which values of a row its cell shows."""
        beside = ("owner_team",) if self.field.key == "owner" else ()
        currency = (f"{self.field.key}:currency",) if self.field.currency else ()
        more = _BESIDE.get((self.desk.subject, self.field.key), ())
        self._shows = (self.field.key, *beside, *currency, *more)

    def cell(self, row: Row) -> Markup:
        """What stands in this column of a row."""
        look = tuple(_fixed(row.get(name)) for name in self._shows)
        if look not in self._drawn:
            self._drawn[look] = self.draw(self.desk, self.field, row)
        return self._drawn[look]


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True)
class Drawing:
    """How the rows of one page are drawn."""

    desk: Desk
    fields: tuple[Field, ...]
    may_change: bool

    def columns(
        self, draw: Callable[[Desk, Field, Row], Markup], attributes: Callable[[Desk, Field], Markup]
    ) -> list[Column]:
        """Every column but the first, which names the record; `draw` and `attributes` are macros."""
        return [
            Column(self.desk, one, draw, attributes(self.desk, one), self._edited_at(one))
            for one in self.fields[1:]
        ]

    @property
    def record_at(self) -> Callable[[int], str]:
        """The address of a row's record."""
        return filled_in(self.desk.record, 0)

    def _edited_at(self, one: Field) -> Callable[[int], str] | None:
        if not (self.may_change and one.is_editable):
            return None
        return filled_in("list_cell", self.desk.subject, 0, one.key)
