"""The page of a list: its view, its question, its rows, and what may be done with them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from detente.crm.lists.fields import Field, parse_day
from detente.crm.lists.registry import Registry, registry
from detente.crm.lists.views import pinned_by, seen_by
from detente.crm.people.actions import organisation
from detente.crm.people.days import today
from detente.crm.playbook import actions as playbook
from detente.web.access import Request
from detente.web.lists.desks import DESKS, Desk
from detente.web.lists.drawn import Drawing
from detente.web.lists.opening import Viewed, open_view, tabs
from detente.web.lists.page import Page
from detente.web.lists.question import SHAPE


def asked_page(request: Request, desk: Desk, known: Registry) -> Page:
    """The page of a list that the address asks for."""
    return Page(known, request, known.rows(), defaults=desk.defaults, figures=desk.figures)


def opened(request: Request, subject: str, *, unasked: dict[str, str] | None = None) -> tuple[Page, Viewed]:
    """The page and the saved view behind it. `unasked` is what the list asks when nobody asks anything."""
    desk, known = DESKS[subject], registry(subject, request.user)
    viewed = open_view(request, known)
    if unasked and viewed.view is None and not set(request.GET) - set(SHAPE):
        request.GET = _with(request.GET, unasked)  # type: ignore[assignment]
    return asked_page(request, desk, known), viewed


def _with(query: QueryDict, values: dict[str, str]) -> QueryDict:
    found = query.copy()
    for name, value in values.items():
        found[name] = value
    return found


def shown(request: Request, page: Page, viewed: Viewed, own_tabs: list[dict[str, Any]]) -> dict[str, Any]:
    """What every list's template is given. A view stands in the address, so that no tab of its own is current then."""
    desk = DESKS[page.registry.subject]
    if any(field in desk.figures for field in page.fields):
        desk.compute(page.rows, request.user)
    if viewed.view:
        own_tabs = [tab | {"current": False} for tab in own_tabs]
    views = list(seen_by(request.user, desk.subject))
    pinned, may_change = pinned_by(request.user, desk.subject, views), request.user.may(desk.ability)
    return {
        "page": page, "desk": desk, "viewed": viewed, "views": views,
        "tabs": own_tabs + tabs(pinned, viewed, desk.subject), "asked": request.GET.urlencode(),
        "agreement": playbook.current(), "today": today(), "may_change": may_change,
        "drawing": Drawing(desk, page.fields, may_change),
        "our_currency": organisation().currency, "labels_of": Labels(), "as_day": as_day, "kept": kept(request, page),
        "seldom_set": any(page.chosen(name) for key in desk.seldom for name in page.registry.fields[key].names),
        "shows": lambda key: page.registry.fields[key] in page.registry.filters, "unsaid": (),
        "plain": reverse(desk.subject) + ("?changed=1" if any(view.is_default for view in pinned) else ""),
    }  # fmt: skip


class Labels:
    """The labels of a choice's values, looked up once for a page."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Any]] = {}

    def __call__(self, field: Field) -> dict[str, Any]:
        if field.key not in self._known:
            self._known[field.key] = dict(field.choices()) if field.options else {}
        return self._known[field.key]


def as_day(value: date | str) -> date | None:
    """A day of a column: an added field's is a text."""
    return parse_day(value) if isinstance(value, str) else value


def kept(request: Request, page: Page) -> list[tuple[str, str]]:
    """Parameters that stand beside the filters of the bar and outlive a change of them."""
    desk = DESKS[page.registry.subject]
    in_bar = {name for key in (*desk.quick, *desk.seldom) for name in page.registry.fields[key].names}
    in_bar |= {"q", "after", "before", "changed"}
    marks = [("changed", "1")] if request.GET.get("view") else []
    return [(name, value) for name, value in request.GET.dict().items() if name not in in_bar] + marks


def list_page(
    request: Request, subject: str, template: str, own_tabs: list[dict[str, Any]] | None = None, **more: Any
) -> HttpResponse:
    """A list whose page needs nothing but the rows."""
    page, viewed = opened(request, subject)
    return render(request, template, shown(request, page, viewed, own_tabs or []) | more)
