"""The security log: for everybody who administers users; newest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from detente.crm.people.access_models import SecurityEntry
from detente.crm.people.models import User
from detente.crm.people.security import KINDS
from detente.web.access import Request, needs
from detente.web.lists.files import csv_file
from detente.web.query import whole, with_query
from detente.web.settings.security_words import worded
from detente.web.settings.tabs import settings_tabs

PAGE = 50
CHUNK = 500
COLUMNS = ["at", "kind", "what", "user", "by", "address", "browser", "facts"]


@require_safe
@needs("users")
def log_page(request: Request) -> HttpResponse:
    """Newest first, fifty at a time; entries are never changed, so that their ids keep the place."""
    found = _asked_for(request)
    before = whole(request.GET.get("before", ""))
    here = found if before is None else found.filter(id__lt=before)
    rows = list(here.order_by("-id")[: PAGE + 1])
    shown = {
        "rows": worded(rows[:PAGE]), "kinds": _kinds(), "users": _users(), "kind": request.GET.get("kind", ""),
        "user": request.GET.get("user", ""), "tabs_here": settings_tabs(request),
        "older": with_query(request, before=rows[PAGE - 1].pk) if len(rows) > PAGE else None,
        "newest": with_query(request, before=None) if before else None,
    }  # fmt: skip
    return render(request, "settings/security_log.html", shown)


@require_safe
@needs("users")
def log_export(request: Request) -> StreamingHttpResponse:
    """The log with its filters as a CSV file."""
    return csv_file("security-log", COLUMNS, _all(_asked_for(request)))


def _asked_for(request: Request) -> QuerySet[SecurityEntry]:
    found = SecurityEntry.objects.select_related("user", "by")
    if (kind := request.GET.get("kind", "")) in KINDS:
        found = found.filter(kind=kind)
    if (user := whole(request.GET.get("user", ""))) is not None:
        found = found.filter(Q(user=user) | Q(by=user))
    return found


def _all(found: QuerySet[SecurityEntry]) -> Iterator[dict[str, Any]]:
    """By pieces, so that a long log is never in memory at once."""
    last = None
    while piece := list((found.filter(id__lt=last) if last else found).order_by("-id")[:CHUNK]):
        yield from worded(piece)
        last = piece[-1].pk


def _kinds() -> list[tuple[str, str]]:
    return [("", _("Everything")), *((kind, str(name)) for kind, name in KINDS.items())]


def _users() -> list[tuple[str, str]]:
    return [
        ("", _("Everybody")),
        *((str(pk), name) for pk, name in User.objects.order_by("name").values_list("pk", "name")),
    ]
