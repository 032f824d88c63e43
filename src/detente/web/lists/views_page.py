"""Saved views: kept, shared, pinned, changed, taken away."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from detente.crm.lists.models import PinnedView, SavedView
from detente.crm.lists.views import (
    archive_view,
    change_view,
    make_default,
    objections_to_changing,
    pin,
    save_view,
    seen_by,
)
from detente.crm.objections import Refused
from detente.web.access import Request, needs
from detente.web.lists.opening import as_question
from detente.web.lists.parts import Asked, desk_of, leave, part
from detente.web.onward import onward
from detente.web.toasts import toast
from detente.web.words import in_words, said, why

AUDIENCES = {
    "private": gettext_lazy("Only me"), "team": gettext_lazy("My team"), "everyone": gettext_lazy("Everyone"),
}  # fmt: skip


def _address(view: SavedView) -> str:
    return f"{reverse(view.subject)}?view={view.uuid}"


def _view(request: Request, uuid: uuids.UUID) -> SavedView:
    found = seen_by(request.user).filter(uuid=uuid).first()
    if found is None:
        raise Http404(_("There is no such view, or it is not shared with you."))
    return found


def _audiences(request: Request) -> list[tuple[str, Any]]:
    """Who may see a view of this user's."""
    offered = ["private", "team", "everyone"] if request.user.team_id else ["private", "everyone"]
    return [(code, AUDIENCES[code]) for code in (["private"] if request.user.is_vendor else offered)]


@needs("read")
@require_safe
def list_views(request: Request, subject: str) -> HttpResponse:
    """`/lists/<subject>/views/`: every view of a list that this user sees."""
    pins = {one.view_id: one for one in PinnedView.objects.filter(user=request.user)}
    rows = [
        {"view": view, "audience": AUDIENCES[view.audience], "pin": pins.get(view.pk), "address": _address(view),
         "refusal": why(objections_to_changing(view, request.user))}
        for view in seen_by(request.user, subject)
    ]  # fmt: skip
    return render(request, "lists/views.html", {"desk": desk_of(subject), "rows": rows})


@needs("read")
@require_http_methods(["GET", "HEAD", "POST"])
def list_view_new(request: Request, subject: str) -> HttpResponse:
    """`/lists/<subject>/views/new/`: the list's question under a name."""
    asked = Asked(request, subject)
    mistakes: dict[str, str] = {}
    if request.method == "POST":
        try:
            kept = as_question(asked.query)
            view = save_view(
                subject,
                request.POST.get("name", ""),
                by=request.user,
                audience=request.POST.get("audience", ""),
                **kept,
            )
        except Refused as refused:
            mistakes = {objection.field or "": in_words(objection) for objection in refused.objections}
        else:
            pin(view, by=request.user, is_pinned=bool(request.POST.get("pinned")))
            toast(request, _("The view %(name)s is saved.") % {"name": view.name})
            return leave(request, _address(view))
    shown = {"name": request.POST.get("name", ""), "audience": request.POST.get("audience", "private")}
    return part(
        request, "view", _("Save as a view"), status=422 if mistakes else 200, asked=asked, desk=asked.desk,
        mistakes=mistakes, audiences=_audiences(request), action=reverse("list_view_new", args=[subject]), view=None,
        **shown,
    )  # fmt: skip


@needs("read")
@require_http_methods(["GET", "HEAD", "POST"])
def list_view(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """`/lists/views/<uuid>/`: its name and who sees it."""
    view = _view(request, uuid)
    mistakes: dict[str, str] = {}
    if request.method == "POST":
        try:
            change_view(
                view, by=request.user, version=_number(request.POST.get("version", "")),
                name=request.POST.get("name", ""), audience=request.POST.get("audience", ""),
            )  # fmt: skip
        except Refused as refused:
            mistakes = {objection.field or "": in_words(objection) for objection in refused.objections}
            view.refresh_from_db()
        else:
            toast(request, _("Saved."))
            return leave(request, reverse("list_views", args=[view.subject]))
    name, audience = request.POST.get("name", view.name), request.POST.get("audience", view.audience)
    return part(
        request, "view", view.name, status=422 if mistakes else 200, desk=desk_of(view.subject), mistakes=mistakes,
        audiences=_audiences(request), action=reverse("list_view", args=[view.uuid]), view=view, name=name,
        audience=audience, asked=None, refusal=why(objections_to_changing(view, request.user)),
    )  # fmt: skip


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


@needs("read")
@require_POST
def list_view_saving(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """`/lists/views/<uuid>/saving/`: the view asks from now on what the list was asked."""
    view = _view(request, uuid)
    text = request.POST.get("list", "")[:30_000]
    try:
        kept = as_question(QueryDict(text))
        change_view(view, by=request.user, version=_number(request.POST.get("version", "")), **kept)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
        return leave(request, f"{reverse(view.subject)}?{text}")
    toast(request, _("The view %(name)s is saved.") % {"name": view.name})
    return leave(request, _address(view))


@needs("read")
@require_POST
def list_view_removal(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """`/lists/views/<uuid>/removal/`: the view is put away; `back=1` brings it back."""
    back = bool(request.GET.get("back"))
    view = SavedView.objects.filter(uuid=uuid, owner=request.user).first() or (
        None if back else _view(request, uuid)
    )
    if view is None:
        raise Http404
    try:
        archive_view(view, by=request.user, is_archived=not back)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
    else:
        address = reverse("list_view_removal", args=[view.uuid])
        if back:
            toast(request, _("The view %(name)s is back.") % {"name": view.name})
        else:
            is_own = view.owner_id == request.user.pk
            text = _("The view %(name)s is removed.") % {"name": view.name}
            toast(request, text, undo_url=f"{address}?back=1" if is_own else None)
    return onward(request, reverse("list_views", args=[view.subject]))


@needs("read")
@require_POST
def list_view_pin(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """`/lists/views/<uuid>/pin/`: a tab above the list (`pinned`), the view it opens with (`default`), or neither."""
    view, wanted = _view(request, uuid), request.POST.get("wanted", "")
    if wanted in ("default", "no_default"):
        make_default(view, by=request.user, is_default=wanted == "default")
    else:
        pin(view, by=request.user, is_pinned=wanted == "pinned")
    return onward(request, reverse("list_views", args=[view.subject]))
