"""Many records changed at once: what, a look at what would become of each, then doing it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from detente.crm.lists.bulk import MOST, Preview, go_on, preview, start
from detente.crm.lists.changes import change_of, may_change
from detente.crm.lists.fields import Field
from detente.crm.lists.models import BulkEdit
from detente.crm.lists.values import is_open_choice, offered
from detente.crm.models import Campaign
from detente.crm.objections import Refused
from detente.crm.people.permissions import openable
from detente.crm.playbook import actions as playbook
from detente.web.access import Request, needs
from detente.web.lists.parts import Asked, keys_in, leave, part
from detente.web.lists.show import asked_page
from detente.web.lists.wording import Wording
from detente.web.toasts import toast
from detente.web.words import in_words, said

AT_ONCE = 500
"""As many are changed before the page answers; more run in chunks on a page that shows how far they are."""


@needs("work_leads")
@require_POST
def list_edit(request: Request, subject: str) -> HttpResponse:
    """`/lists/<subject>/edit/`: `act` is empty to choose, `preview` to look, `go` to do it."""
    asked = Asked(request, subject)
    if not may_change(request.user, subject):
        raise PermissionDenied(_("Your role does not include changing these records."))
    ids, act = _chosen(asked), request.POST.get("act", "")
    what = request.POST.get("what", "") or _first(asked)
    shown: dict[str, Any] = {"ids": ids, "what": what, "whats": _whats(asked), "mistakes": {}}
    shown |= {"form": _form(asked, what), "given": request.POST, "asked": asked, "desk": asked.desk}
    title = ngettext("Change %(num)s record", "Change %(num)s records", len(ids)) % {"num": f"{len(ids):,}"}
    if act not in ("preview", "go"):
        return part(request, "edit", title, **shown)
    try:
        document = _document(request, what)
        change_of(subject, document, request.user)
        if act == "go":
            return _made(asked, start(subject, ids, document, by=request.user))
        seen = preview(subject, ids, document, by=request.user)
    except Refused as refused:
        if act == "go":
            toast(request, said(refused), tone="failed")
            return leave(request, asked.here)
        mistakes = {objection.field or "": in_words(objection) for objection in refused.objections}
        return part(request, "edit", title, status=422, **(shown | {"mistakes": mistakes}))
    shown |= {"rows": _rows(subject, document, seen, request), "seen": seen} | {
        "said": Wording(subject, document, request.user).change(), "document": document,
    }  # fmt: skip
    return part(request, "preview", title, **shown)


def _chosen(asked: Asked) -> list[int]:
    """The keys of the chosen rows; all that match, up to one more than can be changed at once."""
    form = asked.request.POST
    if form.get("ids"):
        return keys_in(form["ids"].split(","))[: MOST + 1]
    if not form.get("all"):
        return keys_in(form.getlist("row"))
    page = asked_page(asked.request_for_list(), asked.desk, asked.registry)
    return list(page.allowed.order_by("pk").values_list("pk", flat=True)[: MOST + 1])


def _first(asked: Asked) -> str:
    return _whats(asked)[0][0]


def _whats(asked: Asked) -> list[tuple[str, Any]]:
    """What can be changed, the owner first: that is what lists are mostly edited for."""
    fields = [field for field in asked.registry.fields.values() if field.is_editable and field.for_many]
    fields.sort(key=lambda field: field.key != "owner")
    found: list[tuple[str, Any]] = [(f"set:{field.key}", field.label) for field in fields]
    if asked.desk.subject == "leads":
        found.append(("end", _("End, with an exit")))
        found.append(("defect", _("Mark as bad data")))
    if asked.desk.subject in ("leads", "people"):
        found.append(("campaign", _("Add to a campaign")))
    return found


def _form(asked: Asked, what: str) -> dict[str, Any]:
    """What the form asks for this change."""
    if what == "end":
        exits = [stage for stage in playbook.current().exits if stage.code not in ("joined", "lost")]
        return {"kind": "end", "exits": exits}
    if what == "defect":
        return {"kind": "defect", "choices": sorted(playbook.current().names["defects"].items())}
    if what == "campaign":
        campaigns = openable(Campaign.objects.filter(is_archived=False), asked.request.user)
        return {
            "kind": "campaign",
            "choices": list(campaigns.order_by("-created_at").values_list("pk", "name")[:500]),
        }
    field = asked.registry.get(what.removeprefix("set:"))
    return {"kind": "set", "field": field, **editor_of(field)} if field else {"kind": "none"}


def editor_of(field: Field) -> dict[str, Any]:
    """The control that takes a field's value: its choices, or its input type."""
    choices = [] if field.key == "country" else offered(field)
    if field.key == "stage":
        agreement = playbook.current()
        choices = [
            (code, label) for code, label in choices if not agreement.stages[code].is_exit and code != "won"
        ]
    kinds = {"number": "number", "day": "date"}
    return {
        "choices": choices, "is_open": is_open_choice(field), "input_type": kinds.get(field.kind, "text"),
        "can_be_empty": field.nullable or field.kind == "text", "is_flag": field.kind == "flag",
    }  # fmt: skip


def _document(request: Request, what: str) -> dict[str, Any]:
    given = request.POST
    if what == "end":
        exit_ = given.get("exit", "")
        return {
            "do": "end",
            "exit": exit_,
            "reason": given.get(f"reason-{exit_}", ""),
            "day": given.get("day", ""),
        }
    if what == "defect":
        return {"do": "defect", "defect": given.get("defect", "")}
    if what == "campaign":
        return {"do": "campaign", "campaign": given.get("campaign", "")}
    from detente.crm.lists.registry import registry
    from detente.crm.lists.values import read
    from detente.crm.people.actions import organisation

    subject = request.resolver_match.kwargs["subject"] if request.resolver_match else ""
    field = registry(subject, request.user).get(what.removeprefix("set:"))
    value = given.get("value", "")
    if field is None or not field.for_many:
        return {"do": "none"}
    return {"do": "set", "field": field.key, "value": read(field, value, currency=organisation().currency)}


def _rows(subject: str, document: dict[str, Any], seen: Preview, request: Request) -> list[dict[str, Any]]:
    wording = Wording(subject, document, request.user)
    after, before = wording.new(), wording.values(one.before for one in seen.first)
    return [
        {"name": name_of(one.record), "before": said_before, "after": after}
        for one, said_before in zip(seen.first, before, strict=True)
    ]


def name_of(record: Any) -> str:
    """What a record is called in a list."""
    return str(record.person.label if record._meta.model_name == "lead" else record)


def _made(asked: Asked, edit: BulkEdit) -> HttpResponse:
    if go_on(edit, limit=AT_ONCE):
        return leave(asked.request, reverse("bulk_edit", args=[edit.uuid]))
    tell(asked.request, edit)
    return leave(asked.request, asked.here)


def tell(request: Request, edit: BulkEdit) -> None:
    """Say what an edit did, with its undo."""
    counts = {name: edit.rows.filter(outcome=name).count() for name in ("changed", "same", "refused")}
    text = ngettext("%(num)s record changed.", "%(num)s records changed.", counts["changed"])
    text = text % {"num": f"{counts['changed']:,}"}
    if counts["refused"]:
        text += " " + _("%(num)s could not be, see “Past edits”.") % {"num": f"{counts['refused']:,}"}
    undo = reverse("bulk_undo", args=[edit.uuid]) if counts["changed"] else None
    toast(request, text, tone="done" if counts["changed"] else "note", undo_url=undo)
