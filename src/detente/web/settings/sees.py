"""What a user can see: by the very rules that every list passes, for them as they are or as they would be."""

from __future__ import annotations

import copy
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from detente.crm.models import Account, Campaign, Deal, Lead, Person, User
from detente.crm.people.permissions import openable, scope_of
from detente.crm.people.roles import ABILITIES, ROLES, SCOPES, may
from detente.web.access import Request, needs
from detente.web.navigation import sections
from detente.web.settings.abilities import ABILITY_NAMES
from detente.web.settings.user_forms import UserForm

COUNTED = 100_000
EXAMPLES = 10


@require_http_methods(["GET", "HEAD", "POST"])
@needs("users")
def user_sees(request: Request, pk: int) -> HttpResponse:
    """GET: as they are. POST takes the user form's values, saves nothing, and shows what they would see."""
    user = get_object_or_404(User.objects.select_related("team", "vendor"), pk=pk)
    form = UserForm(request.POST or None, by=request.user, user=user)
    is_tried = request.method == "POST"
    would_be = _as_if(user, form.cleaned_data) if is_tried and form.is_valid() else user
    shown = {
        "user": user, "form": form, "would_be": would_be, "is_tried": is_tried and not form.errors,
        "role": ROLES[would_be.role], "scope": SCOPES[scope_of(would_be)],
        "parts": [_part(*one, would_be) for one in _subjects()],
        "abilities": [(name, may(would_be.role, key)) for key, name in ABILITY_NAMES.items() if key in ABILITIES],
        "pages": [place for section in sections(would_be) for place in section.places],
    }  # fmt: skip
    return render(request, "settings/user_sees.html", shown, status=422 if is_tried and form.errors else 200)


def _as_if(user: User, wanted: dict[str, Any]) -> User:
    """A stand-in that is never saved."""
    other = copy.copy(user)
    for name in ("role", "team", "vendor", "scope"):
        setattr(other, name, wanted[name])
    return other


def _subjects() -> list[tuple[str, str, QuerySet[Any], str]]:
    """Name, page, all rows, and the column that names one."""
    kept = {"is_archived": False}
    return [
        (_("Leads"), "lead", Lead.objects.filter(**kept), "person__label"),
        (_("Deals"), "deal", Deal.objects.filter(**kept), "name"),
        (_("People"), "person", Person.objects.filter(**kept, merged_into=None), "label"),
        (_("Accounts"), "account", Account.objects.filter(**kept, merged_into=None), "name"),
        (_("Campaigns"), "campaign", Campaign.objects.all(), "name"),
    ]


def _part(label: str, page: str, rows: QuerySet[Any], name: str, user: User) -> dict[str, Any]:
    """How many of these the user may open and how many not, with ten of each."""
    may_open = openable(rows, user)
    total, opened = _counted(rows), _counted(may_open)
    hidden = rows.exclude(pk__in=may_open.values("pk")) if opened < total else rows.none()
    return {
        "label": label, "page": page, "opened": opened, "hidden": total - opened, "is_more": total >= COUNTED,
        "examples": _named(may_open, name), "kept_back": _named(hidden, name),
    }  # fmt: skip


def _counted(rows: QuerySet[Any]) -> int:
    """Up to a hundred thousand: beyond that the preview would keep its reader waiting."""
    return rows.order_by()[:COUNTED].count()


def _named(rows: QuerySet[Any], name: str) -> list[tuple[int, str]]:
    return list(rows.order_by("-pk").values_list("pk", name)[:EXAMPLES])
