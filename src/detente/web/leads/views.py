"""The list of leads, its export, one lead, and a new one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from detente.crm.capture import actions as capture
from detente.crm.capture.models import Lead
from detente.crm.lists.of_leads import STATES
from detente.crm.lists.options import lead_sources
from detente.crm.objections import Refused
from detente.web.access import Request, needs, open_record
from detente.web.leads.arrival import ArrivalForm
from detente.web.leads.page import BESIDE, lead_page
from detente.web.lists.exports import list_file
from detente.web.lists.show import opened, shown
from detente.web.query import with_query
from detente.web.records.custom_forms import keep_custom
from detente.web.toasts import toast
from detente.web.words import put_on

# On one's own list the owner says nothing: what was tried and what is planned stands there instead.
OWN_COLUMNS = "name,stage,score,source,status,attempts,tried,planned,arrived"
LIVING = Lead.objects.filter(is_archived=False)


@needs("read")
@require_safe
def leads(request: Request) -> HttpResponse:
    """`/leads/`: search, filters, sort and pages, all in the address."""
    page, viewed = opened(request, "leads")
    return render(request, "leads/list.html", shown(request, page, viewed, _tabs(request)))


def _tabs(request: Request) -> list[dict[str, Any]]:
    state = request.GET.get("state", "")
    mine = request.GET.get("owner", request.GET.get("owner_id", "")) in (str(request.user.pk), "me")
    tabs = [
        {
            "label": _("All"),
            "href": _with(request, state=None, owner=None),
            "current": not state and not mine,
        }
    ]
    chosen = request.GET.get("columns")
    own = _with(request, owner="me", state="open", columns=chosen or OWN_COLUMNS)
    if request.user.may("work_leads"):
        tabs.append({"label": _("Mine, open"), "href": own, "current": mine and state == "open"})
    for key, (label, _condition) in STATES.items():
        href = _with(request, state=key, owner=None)
        tabs.append({"label": label, "href": href, "current": state == key and not mine})
    return tabs


def _with(request: Request, **changes: Any) -> str:
    """A tab's address: its own question, whichever view the page was opened with; columns one chose go along."""
    if request.GET.get("columns") == OWN_COLUMNS:
        changes = {"columns": None, **changes}
    return with_query(request, **{"owner_id": None, "view": None, "where": None, "changed": "1", **changes})


@needs("export")
@require_safe
def leads_export(request: Request) -> HttpResponse:
    """`/leads/export.csv`: the same question as the list, every openable row."""
    return list_file(request, "leads", "csv")


@needs("read")
@require_safe
def lead(request: Request, pk: int) -> HttpResponse:
    """`/leads/<id>/`: one timeline of both teams' work, and what may be done now."""
    return lead_page(request, open_record(LIVING.select_related(*BESIDE), request.user, pk))


@needs("work_leads")
@require_http_methods(["GET", "HEAD", "POST"])
def lead_new(request: Request) -> HttpResponse:
    """`/leads/new/`: somebody responded; a person with an open lead gets a touch on it instead of a second one."""
    form = ArrivalForm(request.POST or None, initial=ArrivalForm.defaults(request))
    if form.is_valid():
        try:
            return _captured(request, _capture(form, request.user))
        except Refused as refusal:
            put_on(form, refusal)
    shown_new = {"form": form, "sources": [value for value, _label in lead_sources()]}
    return render(request, "leads/new.html", shown_new, status=422 if form.errors else 200)


@transaction.atomic
def _capture(form: ArrivalForm, by: Any) -> capture.Arrival:
    """The lead with what its added fields say; on a lead that was there already only what it lacks."""
    arrival = capture.capture(by=by, **form.capture())
    keep_custom(arrival.lead, form.custom_values(), by=by, only_blanks=not arrival.is_new)
    return arrival


def _captured(request: Request, arrival: capture.Arrival) -> HttpResponse:
    if arrival.is_new:
        toast(request, _("Added."))
    else:
        toast(request, _("They had an open lead already: this became a touch on it."), tone="note")
    response = redirect("lead", pk=arrival.lead.pk)
    response.status_code = 303
    return response
