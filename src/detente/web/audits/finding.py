"""One finding: why it matters, its tables, and the list in which it is mended."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from detente.crm.audits.actions import newest
from detente.crm.audits.models import Audit
from detente.crm.history.models import Event
from detente.crm.lists.conditions import written
from detente.crm.people.models import User
from detente.web.access import Request, needs
from detente.web.audits.first_rows import first_rows
from detente.web.audits.kept import readable
from detente.web.audits.words import wording_for_pages

_SPELT = {"alike_sources": ("leads", "source", "rows"), "unjoined_products": ("deals", "product", "deals")}
"""Findings that are mended by a rule: the list, its field, and the column of the finding's table that counts."""
_CHANGED = {"leads": "lead_id", "deals": "deal_id", "accounts": "account_id", "people": "person_id"}


@needs("audit")
@require_GET
def audit_finding(request: Request, uuid: Any, check: str) -> HttpResponse:
    """A finding of an audit; with its list while it is the newest of the own records."""
    found = get_object_or_404(Audit, uuid=uuid, state="done")
    document = readable(found)
    item = next((one for one in document.findings if one.slug == check), None) if document else None
    if item is None:
        raise Http404(_("This audit has no such finding."))
    is_open = found == newest()
    shown = {"audit": found, "item": item, "is_newest": is_open, "document": document}
    return render(
        request,
        "audits/finding.html",
        shown | (work_on(found, item, request.user) if is_open else {}) | wording_for_pages(),
    )


def work_on(found: Audit, item: Any, user: User) -> dict[str, Any]:
    """The lists that hold the finding's records, how many were changed since, and the edits that mend it."""
    lists = []
    for object_ in found.records.filter(check_name=item.slug).values_list("object", flat=True).distinct():
        keys = found.records.filter(check_name=item.slug, object=object_)
        # Deals are listed while they are open, unless all are asked for.
        asked = urlencode({"found": item.slug} | ({"state": "all"} if object_ == "deals" else {}))
        lists.append({
            "object": object_, "count": keys.count(), "asked": asked, "address": f"{reverse(object_)}?{asked}",
            "changed": _changed_since(found, object_, keys.values("record_id")), "edits": _edits(item, object_),
            "rows": first_rows(object_, keys.values("record_id"), user),
        })  # fmt: skip
    return {"lists": lists, "pairs": _pairs(item), "is_merge": item.fix == "merge"}


def _changed_since(found: Audit, object_: str, keys: Any) -> int:
    """How many of these records have an event since the audit began."""
    name = _CHANGED[object_]
    since = Event.objects.filter(Q(**{f"{name}__in": keys}), recorded_at__gt=found.started_at)
    return since.values(name).distinct().count()


def _edits(item: Any, object_: str) -> list[tuple[str, str]]:
    """What of an edit of many records fits the finding: (what is changed, its name)."""
    offered = {
        "owner": [("set:owner", _("Give them an owner"))],
        "close_date": [("set:expected", _("Set a new close date"))] if object_ == "deals" else [],
        "bad_data": [("defect", _("Mark as bad data"))] if object_ == "leads" else [],
        "reopen": [],
        "answer": [],
        "normalise": _renamings(item, object_),
    }
    return offered.get(item.fix or "", [])


def _renamings(item: Any, object_: str) -> list[tuple[str, str]]:
    named = {"alike_sources": _("Set the source"), "unjoined_products": _("Set the product")}
    if item.slug not in _SPELT or _SPELT[item.slug][0] != object_:
        return []
    return [(f"set:{_SPELT[item.slug][1]}", named[item.slug])]


def _pairs(item: Any) -> list[dict[str, Any]]:
    """Second spellings and what they likely mean, each with the list of records that say so."""
    if item.slug not in _SPELT:
        return []
    object_, field, counted = _SPELT[item.slug]
    found = []
    for table in item.breakdowns:
        places = [table.place(name) for name in ("said", "like", counted)]
        if None in places:
            continue
        for said, like, rows in ((row[place] for place in places) for row in table.rows):
            asked = {"where": written({"all": [{"field": field, "is": "is", "value": said}]})}
            asked |= {"state": "all"} if object_ == "deals" else {}
            found.append({"said": said, "like": like, "rows": rows, "object": object_, "field": field,
                          "asked": urlencode(asked)})  # fmt: skip
    return found
