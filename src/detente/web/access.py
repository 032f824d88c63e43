"""Who may open a page: every view says which ability it needs, and rows pass one filter."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from detente.crm.people.models import User
from detente.crm.people.permissions import openable

View = Callable[..., HttpResponseBase]
Record = TypeVar("Record", bound=Model)


class Request(HttpRequest):
    """A request that `needs` let through: somebody is signed in. For annotations only."""

    user: User


def needs(ability: str, *, write: str | None = None) -> Callable[[View], View]:
    """Open a view to signed-in users whose role has `ability` (and `write` for anything but reading)."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(_way_back(request))
            wanted = ability if request.method in ("GET", "HEAD") else (write or ability)
            if not request.user.may(wanted):
                raise PermissionDenied(
                    _("Your role does not include this. An administrator can change your role.")
                )
            return view(request, *args, **kwargs)

        guarded.ability, guarded.write_ability = ability, write or ability  # type: ignore[attr-defined]
        return guarded

    return wrap


def _way_back(request: HttpRequest) -> str:
    """Where signing in leads on to: the page that was asked for, and for a form the page that it stood on.

    A form's own address may take nothing but forms: opening it would end on an empty page.
    """
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    stood = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(stood, {request.get_host()}, require_https=request.is_secure()):
        return reverse("today")
    found = urlsplit(stood)
    return urlunsplit(("", "", found.path, found.query, ""))


def open_record(queryset: QuerySet[Record], user: Any, pk: int) -> Record:
    """The record with this key: 404 when there is none, 403 when this user may not open it."""
    asked = queryset.filter(pk=pk)
    found = asked.first()
    if found is None:
        raise Http404(_("There is no such record, or it was merged into another."))
    allowed = openable(asked, user)
    if allowed is not asked and not allowed.exists():
        raise PermissionDenied(
            _("This record belongs to somebody else, and your record permission does not include it.")
        )
    return found
