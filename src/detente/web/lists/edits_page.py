"""Past edits of many records: what each did to every record, how far it is, and taking it back."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from detente.crm.lists.bulk import go_back, go_on, objections_to_undo, undo
from detente.crm.lists.changes import records
from detente.crm.lists.models import BulkEdit
from detente.crm.objections import Refused
from detente.web.access import Request, needs
from detente.web.lists.bulk_page import AT_ONCE, name_of
from detente.web.lists.desks import DESKS
from detente.web.lists.wording import Wording
from detente.web.onward import onward
from detente.web.toasts import toast
from detente.web.words import said, why

_CHUNK = 200
_SHOWN = 200
_STEERING = ("operations", "admin")


def _seen(request: Request) -> QuerySet[BulkEdit]:
    """Edits that this user may look at: their own; everybody's for operations and administrators."""
    edits = BulkEdit.objects.select_related("by").order_by("-pk")
    return edits if request.user.role in _STEERING else edits.filter(by=request.user)


def _edit(request: Request, uuid: uuids.UUID) -> BulkEdit:
    found = _seen(request).filter(uuid=uuid).first()
    if found is None:
        raise Http404(_("There is no such edit, or somebody else made it."))
    return found


@needs("work_leads")
@require_safe
def bulk_edits(request: Request) -> HttpResponse:
    """`/lists/edits/`: the last edits of many records."""
    edits = [edit for edit in _seen(request)[:400] if "inline" not in edit.changes][:100]
    rows = [
        {
            "edit": edit,
            "said": _said(edit, request),
            "list": DESKS[edit.subject].title,
            "counts": _counts(edit),
        }
        for edit in edits
    ]
    return render(request, "lists/edits.html", {"rows": rows})


def _said(edit: BulkEdit, request: Request) -> str:
    return Wording(edit.subject, edit.changes["change"], request.user).change()


def _counts(edit: BulkEdit) -> dict[str, int]:
    found = {name: edit.rows.filter(outcome=name).count() for name in ("changed", "same", "refused")}
    backs = {name: edit.rows.filter(undone=name).count() for name in ("undone", "left")}
    return found | backs | {"total": len(edit.changes["ids"])}


@needs("work_leads")
@require_safe
def bulk_edit(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """`/lists/edits/<uuid>/`: what it did, record by record."""
    return render(request, "lists/edit.html", _shown(request, _edit(request, uuid)))


def _shown(request: Request, edit: BulkEdit) -> dict[str, Any]:
    counts = _counts(edit)
    is_undoing = edit.undone_at is not None and edit.state != "undone"
    done = (
        counts["undone"] + counts["left"]
        if is_undoing
        else sum(counts[n] for n in ("changed", "same", "refused"))
    )
    return {
        "edit": edit, "counts": counts, "desk": DESKS[edit.subject], "said": _said(edit, request),
        "rows": _rows(request, edit), "refusal": why(objections_to_undo(edit, request.user)),
        "is_at_work": edit.state == "running" or is_undoing, "is_undoing": is_undoing, "done": done,
        "of": counts["changed"] if is_undoing else counts["total"],
    }  # fmt: skip


def _rows(request: Request, edit: BulkEdit) -> list[dict[str, Any]]:
    """What needs looking at first: refused and left records, then those that changed."""
    order = {"refused": 0, "changed": 1, "same": 2}
    kept = list(edit.rows.exclude(outcome="changed")[:_SHOWN]) + list(
        edit.rows.filter(outcome="changed")[:_SHOWN]
    )
    kept.sort(key=lambda row: (row.undone != "left", order[row.outcome]))
    kept = kept[:_SHOWN]
    known = records(edit.subject, request.user).in_bulk([row.record_id for row in kept])
    wording = Wording(edit.subject, edit.changes["change"], request.user)
    before = wording.values(row.before.get("value") for row in kept)
    return [
        {
            "row": row, "record": known.get(row.record_id), "address": DESKS[edit.subject].record,
            "name": name_of(known[row.record_id]) if row.record_id in known else f"#{row.record_id}",
            "before": said_before if row.before else "",
        }
        for row, said_before in zip(kept, before, strict=True)
    ]  # fmt: skip


@needs("work_leads")
@require_POST
def bulk_progress(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """`/lists/edits/<uuid>/progress/`: do the next of it; the page asks again until all is done."""
    edit = _edit(request, uuid)
    try:
        if edit.state == "running" and edit.by_id == request.user.pk:
            go_on(edit, limit=_CHUNK)
        elif edit.undone_at and edit.state != "undone":
            go_back(edit, limit=_CHUNK, by=request.user)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
    address = reverse("bulk_edit", args=[edit.uuid])
    if not request.headers.get("HX-Request"):
        return redirect(address)
    shown = _shown(request, edit)
    if not shown["is_at_work"]:
        return HttpResponse(headers={"HX-Redirect": address})
    return render(request, "lists/parts/progress.html", shown)


@needs("work_leads")
@require_POST
def bulk_undo(request: Request, uuid: uuids.UUID) -> HttpResponse:
    """`/lists/edits/<uuid>/undo/`: put back what nobody touched since."""
    edit = _edit(request, uuid)
    page = reverse("bulk_edit", args=[edit.uuid])
    try:
        edit = undo(edit, by=request.user)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
        return onward(request, page)
    if go_back(edit, limit=AT_ONCE, by=request.user):
        return redirect(page)
    counts = _counts(edit)
    text = ngettext("%(num)s record is as it was.", "%(num)s records are as they were.", counts["undone"])
    text = text % {"num": f"{counts['undone']:,}"}
    if not counts["left"]:
        toast(request, text)
        return onward(request, page)
    left = ngettext(
        "%(num)s was touched since and left.", "%(num)s were touched since and left.", counts["left"]
    )
    toast(request, f"{text} {left % {'num': counts['left']}}", tone="note")
    return redirect(page)
