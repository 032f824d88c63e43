"""One field of one record edited where it stands in the list."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from detente.crm.lists import keyset
from detente.crm.lists.bulk import go_on, start
from detente.crm.lists.changes import may_change, records, version_of
from detente.crm.lists.fields import Field
from detente.crm.lists.registry import Registry, registry
from detente.crm.lists.setting import setter
from detente.crm.lists.values import read, typed
from detente.crm.objections import Refused, Stale
from detente.crm.people.actions import organisation
from detente.crm.people.days import today
from detente.crm.playbook import actions as playbook
from detente.web.access import Request, needs
from detente.web.lists.bulk_page import editor_of, name_of
from detente.web.lists.columns import paths_of
from detente.web.lists.parts import desk_of, leave
from detente.web.lists.show import Labels, as_day
from detente.web.lists.wording import named
from detente.web.query import whole
from detente.web.toasts import toast
from detente.web.words import said


@needs("work_leads")
@require_http_methods(["GET", "HEAD", "POST"])
def list_cell(request: Request, subject: str, pk: int, key: str) -> HttpResponse:
    """`/lists/<subject>/<id>/<field>/`: GET the editor; POST keeps the value, and the cell stands again."""
    desk, known = desk_of(subject), registry(subject, request.user)
    field = known.get(key)
    record = records(subject, request.user).filter(pk=pk).first()
    if record is None or field is None or not field.is_editable:
        raise Http404(_("There is no such record, or it was merged into another."))
    if not may_change(request.user, subject):
        raise PermissionDenied(_("Your role does not include changing these records."))
    if request.method != "POST":
        return _editor(request, desk, field, record)
    try:
        edit = _keep(request, subject, field, pk)
    except Stale:
        record.refresh_from_db()
        return _editor(request, desk, field, record, given=request.POST.get("value", ""), is_stale=True)
    except Refused as refused:
        return _editor(
            request, desk, field, record, given=request.POST.get("value", ""), mistake=said(refused)
        )
    if edit is not None:
        text = _("%(field)s of %(name)s is changed.") % {"field": field.label, "name": name_of(record)}
        toast(request, text, undo_url=reverse("bulk_undo", args=[edit.uuid]))
    if not request.headers.get("HX-Request"):
        return leave(request, reverse(desk.record, args=[pk]))
    return _stands(request, known, field, pk)


def _keep(request: Request, subject: str, field: Field, pk: int) -> Any:
    """The edit that kept the value; None when it is what stood already."""
    value = read(field, request.POST.get("value", ""), currency=organisation().currency)
    version = whole(request.POST.get("version", ""))
    document = {"do": "set", "field": field.key, "value": value}
    edit = start(subject, [pk], document, by=request.user, is_inline=True)
    try:
        go_on(edit, limit=1, version=-1 if version is None else version)
    except Refused:
        edit.delete()
        raise
    return edit if edit.rows.filter(outcome="changed").exists() else None


def _editor(
    request: Request, desk: Any, field: Field, record: Any, *, given: str | None = None, mistake: str = "",
    is_stale: bool = False,
) -> HttpResponse:  # fmt: skip
    stands = setter(desk.subject, field.key).now(record)
    shown = {
        "desk": desk, "field": field, "record": record, "version": version_of(record), "mistake": mistake,
        "value": typed(field, stands) if given is None else given, "name": name_of(record),
        "theirs": named(field, stands, request.user) if is_stale else None, "theirs_typed": typed(field, stands),
        "title": f"{field.label}: {name_of(record)}", "part": "lists/parts/cell.html", **editor_of(field),
    }  # fmt: skip
    template = "lists/parts/cell.html" if request.headers.get("HX-Request") else "lists/alone.html"
    return render(request, template, shown, status=422 if mistake or is_stale else 200)


def _stands(request: Request, known: Registry, field: Field, pk: int) -> HttpResponse:
    order = known.order(known.default_sort)
    rows = known.rows().filter(pk=pk)
    found = keyset.read(rows, paths_of(known, (field,)), order, limit=1)
    shown = {
        "desk": desk_of(known.subject), "field": field, "row": found[0] if found else None, "today": today(),
        "agreement": playbook.current(), "labels_of": Labels(), "as_day": as_day,
        "our_currency": organisation().currency,
    }  # fmt: skip
    return render(request, "lists/parts/cell_done.html", shown)
