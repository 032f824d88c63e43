"""Lists: filters, sort and pages, by the very registry that the pages' lists use.

A page starts after the last row of the one before (keyset), so a deep page costs what the first one costs
and rows that change meanwhile neither double nor skip others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db.models import QuerySet
from ninja import Schema
from ninja.utils import contribute_operation_callback

from detente.api.errors import Problem
from detente.api.gate import Asked
from detente.api.questions import Question
from detente.api.showing import Shape
from detente.crm.lists import keyset, of_accounts, of_campaigns, of_deals, of_leads, of_people
from detente.crm.lists.fields import Field
from detente.crm.lists.keyset import Order, Place
from detente.crm.lists.registry import registry
from detente.crm.people.permissions import openable

Item = TypeVar("Item")
Act = TypeVar("Act", bound=Callable[..., Any])
USUAL, MOST, COUNT_UP_TO = 50, 500, 10_000
PAGE = ("limit", "after", "count")
AREAS: dict[str, Any] = {
    "leads": of_leads, "deals": of_deals, "accounts": of_accounts, "people": of_people, "campaigns": of_campaigns,
}  # fmt: skip
ADDED = Field("added", "", "pk", kind="number")
OLDEST, NEWEST = Order(ADDED, is_descending=False), Order(ADDED, is_descending=True)


class Listed(Schema, Generic[Item]):
    """One page. `next` is the address of the next one, null at the end.

    With `count=true`: `total` counts up to 10,000 (then `total_is_more`), `hidden` are rows that you may not open.
    """

    items: list[Item]
    next: str | None
    total: int | None = None
    total_is_more: bool | None = None
    hidden: int | None = None


def page_of(
    request: Asked, what: str | QuerySet[Any], shape: Shape, *, order: Order = OLDEST
) -> dict[str, Any]:
    """The page that the address asks for: of a registered list by its name, or of rows in the order of their keys."""
    if isinstance(what, str):
        question = Question(registry(what, request.user), request.GET.dict(), besides=PAGE)
        everything, order = question.rows, question.order
        rows, all_rows = openable(everything, request.user), question.all_rows
    else:
        everything, rows, all_rows = what, what, what
    limit = _limit(request.GET.get("limit"))
    found = keyset.read(
        rows, {"pk": "pk", **order.columns, **shape.columns}, order, place=_place(request, order), limit=limit + 1,
        everything=None if rows is all_rows else all_rows,
    )  # fmt: skip
    next_ = _next(request, order, found[limit - 1]) if len(found) > limit else None
    items = shape.read(rows.model, found[:limit])
    return {"items": items, "next": next_} | _counted(request, everything, rows)


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= MOST):
        raise Problem(422, f"limit: give a number from 1 to {MOST}.", code="invalid")
    return int(text)


def _place(request: Asked, order: Order) -> Place | None:
    text = request.GET.get("after")
    place = keyset.parse_place(text, order.field) if text else None
    if text and place is None:
        raise Problem(422, "after: take it from `next`, unchanged and with the same sort.", code="invalid")
    return place


def _next(request: Asked, order: Order, last: dict[str, Any]) -> str:
    given = request.GET.copy()
    given["after"] = order.place(last | {"id": last["pk"]}).text()
    return f"{settings.BASE_URL}{request.path_info}?{given.urlencode()}"


def _counted(request: Asked, everything: QuerySet[Any], rows: QuerySet[Any]) -> dict[str, Any]:
    if request.GET.get("count") not in ("true", "1"):
        return {}
    total = rows.order_by().values("pk")[: COUNT_UP_TO + 1].count()
    hidden = 0
    if rows is not everything and not request.user.is_vendor:
        others = everything.exclude(pk__in=rows.values("pk")).order_by()
        hidden = others.values("pk")[: COUNT_UP_TO + 1].count()
    return {"total": min(total, COUNT_UP_TO), "total_is_more": total > COUNT_UP_TO, "hidden": hidden}


def listed(subject: str) -> Callable[[Act], Act]:
    """Say in the document what a registered list can be asked."""

    def mark(act: Act) -> Act:
        contribute_operation_callback(act, lambda made: _describe(made, [*_asked_of(subject), *_pages()]))
        return act

    return mark


def keyed(act: Act) -> Act:
    """Say in the document that a list is read page by page."""
    contribute_operation_callback(act, lambda made: _describe(made, _pages()))
    return act


def _describe(made: Any, parameters: list[dict[str, Any]]) -> None:
    made.openapi_extra = (made.openapi_extra or {}) | {"parameters": parameters}


def _asked_of(subject: str) -> list[dict[str, Any]]:
    filters = [
        one
        for one in AREAS[subject].FIELDS
        if one.is_filter and (one.options or one.kind in ("instant", "day"))
    ]
    names = [(name, str(one.label)) for one in filters for name in one.names if name not in one.aliases]
    return [
        _parameter("q", "Words to search for"),
        _parameter("sort", f"A field of /api/lists/{subject}; with - before it, descending"),
        _parameter("where", 'A question as JSON: {"all": [{"field": ..., "is": ..., "value": ...}]}'),
        *(_parameter(name, label) for name, label in names),
    ]


def _pages() -> list[dict[str, Any]]:
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
    return [
        _parameter("limit", "Rows on a page") | {"schema": limit},
        _parameter("after", "Where the page before ended; `next` has it"),
        _parameter("count", "Count total and hidden rows too") | {"schema": {"type": "boolean"}},
    ]


def _parameter(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": {"type": "string"},
    }
