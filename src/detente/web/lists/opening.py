"""A list opened by a saved view: its question stands in the address, and what was changed since is known."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from detente.crm.lists.conditions import written
from detente.crm.lists.models import PinnedView, SavedView
from detente.crm.lists.registry import Registry
from detente.crm.lists.views import Opened, objections_to_changing, opened, seen_by
from detente.web.words import why

_PLACE = ("after", "before")
_BESIDE = ("view", "changed", *_PLACE)


@dataclass(frozen=True)
class Viewed:
    """The saved view that an address names: what it asks, and whether the address asks something else by now."""

    view: SavedView | None
    lost: tuple[str, ...] = ()
    is_changed: bool = False
    is_missing: bool = False
    refusal: str | None = None


def open_view(request: HttpRequest, known: Registry) -> Viewed:
    """Put the question of the view that the address names, or that the list opens with, into `request.GET`."""
    named = request.GET.get("view", "")
    view = _view(named, request.user, known.subject) if named else None
    if not request.GET:
        view = default_view(request.user, known.subject)
    if view is None:
        return Viewed(None, is_missing=bool(named))
    asked = opened(view, known)
    if not set(request.GET) - {"view", *_PLACE}:
        given = as_address(asked)
        for name in _PLACE:
            given[name] = request.GET.get(name, "")
        given["view"] = str(view.uuid)
        request.GET = _query({name: value for name, value in given.items() if value})  # type: ignore[assignment]
    # A page sets what it shows without a question itself (deals: the open ones), so that is no change.
    now = {name: value for name, value in request.GET.dict().items() if name not in _BESIDE and value}
    is_changed = now != {name: value for name, value in as_address(asked).items() if value}
    return Viewed(view, asked.lost, is_changed, refusal=why(objections_to_changing(view, request.user)))  # type: ignore[arg-type]


def default_view(user: Any, subject: str) -> SavedView | None:
    """The view that the list opens with for this user."""
    found = PinnedView.objects.filter(user=user, view__subject=subject, is_default=True).first()
    return seen_by(user, subject).filter(pk=found.view_id).first() if found else None


def _view(named: str, user: Any, subject: str) -> SavedView | None:
    try:
        key = uuid.UUID(named)
    except ValueError:
        return None
    return seen_by(user, subject).filter(uuid=key).first()


def as_address(asked: Opened) -> dict[str, str]:
    """A view's question as parameters."""
    return {
        **asked.params, "where": written(asked.where), "columns": ",".join(asked.columns), "sort": asked.sort,
    }  # fmt: skip


def as_question(given: QueryDict) -> dict[str, Any]:
    """What a view keeps of an address: its question, columns and sort."""
    from detente.crm.lists.conditions import read

    said = {name: value for name, value in given.dict().items() if value and name not in _BESIDE}
    columns = [key for key in str(said.pop("columns", "")).split(",") if key]
    sort, where = str(said.pop("sort", "")), read(str(said.pop("where", "")))
    return {"question": {"params": said, "where": where}, "columns": columns, "sort": sort}


def _query(values: dict[str, str]) -> QueryDict:
    found = QueryDict(mutable=True)
    found.update(values)
    return found


def tabs(pinned: Iterable[SavedView], viewed: Viewed, subject: str) -> list[dict[str, Any]]:
    """The pinned views as tabs; a list and its address are called alike."""
    current = viewed.view.pk if viewed.view else None
    return [
        {"label": view.name, "href": f"{reverse(subject)}?view={view.uuid}", "current": view.pk == current}
        for view in pinned
    ]
