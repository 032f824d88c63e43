"""The page of one lead: what stands, what may be done, and why the rest may not."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from detente.crm.capture.models import Lead
from detente.crm.history.models import Event
from detente.crm.history.stages import is_open
from detente.crm.people.permissions import openable
from detente.crm.playbook import actions as playbook
from detente.crm.playbook.agreement import Agreement
from detente.web.access import Request
from detente.web.leads import forms
from detente.web.leads.briefing import brief_of
from detente.web.leads.deal_forms import DealForm, JoiningForm
from detente.web.leads.handing import handing_of
from detente.web.leads.handoff_forms import CallbackForm, PassForm, RejectForm
from detente.web.leads.points import points_of
from detente.web.leads.refusals import refusals
from detente.web.moments import day, duration
from detente.web.timeline import timeline_of
from detente.web.world import country_name

FORMS: dict[str, type[forms.OnLead]] = {
    "attempt": forms.AttemptForm,
    "note": forms.NoteForm,
    "move": forms.MoveForm,
    "backfill": forms.BackfillForm,
    "exit": forms.ExitForm,
    "reopening": forms.ReopeningForm,
    "owner": forms.OwnerForm,
    "defect": forms.DefectForm,
    "origin": forms.OriginForm,
    "deal": DealForm,
    "joining": JoiningForm,
    "reject": RejectForm,
    "passing": PassForm,
    "callback": CallbackForm,
}
BESIDE = ("person", "account__owner", "owner__team", "campaign", "vendor", "deal", "earlier")
TEAMS = ("marketing", "sales")
AT_ONCE = 100


def lead_page(request: Request, lead: Lead, *, sent: forms.OnLead | None = None) -> HttpResponse:
    """The whole page of a lead that was read with all that stands `BESIDE` it.

    `sent` is a form that was refused: it keeps what was written and opens with its errors.
    """
    if sent is not None:
        lead = Lead.objects.select_related(*BESIDE).get(pk=lead.pk)
    agreement = playbook.current()
    against = refusals(lead, agreement, request.user)
    shown = {
        "lead": lead,
        "country_name": country_name,
        "agreement": agreement,
        "steps": steps(lead, agreement),
        "refusals": against,
        "forms": {
            name: form_class(lead, agreement=agreement)
            for name, form_class in FORMS.items()
            if against[name] is None
        },
        "opened": "",
        "handing": handing_of(lead, agreement),
        "brief": brief_of(lead, agreement, request.user),
        "points": None if request.user.is_vendor else points_of(lead, agreement),
        **_history(request, lead, agreement),
        **_beside(request, lead),
    }
    if sent is not None:
        shown["opened"] = next(name for name, form_class in FORMS.items() if type(sent) is form_class)
        shown["forms"][shown["opened"]] = sent
    return render(request, "leads/lead.html", shown, status=422 if sent is not None else 200)


def steps(lead: Lead, agreement: Agreement) -> list[dict[str, Any]]:
    """The path to won with what is done, where it stands (or stood when it ended), and since when."""
    entered = dict(lead.intervals.order_by("no").values_list("stage", "entered_at"))
    stood = lead.stage if lead.stage in {s.code for s in agreement.path} else lead.exit_from
    here = next((stage.rank for stage in agreement.path if stage.code == stood), 0)
    return [_step(lead, stage, here, entered.get(stage.code)) for stage in agreement.path]


def _step(lead: Lead, stage: Any, here: int, entered_at: Any) -> dict[str, Any]:
    state = "done" if stage.rank < here else "now" if stage.rank == here else "next"
    if state == "now" and lead.stage == "won":
        state = "done"
    note = day(entered_at) if entered_at and state != "next" else ""
    if state == "now" and is_open(lead.stage):
        note = _("for %(time)s") % {"time": duration(timezone.now() - lead.stage_since)}
    return {"label": _(stage.name), "team": stage.team, "state": state, "note": note}


def _history(request: Request, lead: Lead, agreement: Agreement) -> dict[str, Any]:
    team = request.GET.get("team", "")
    team = team if team in TEAMS else ""
    events = Event.objects.filter(lead=lead.pk)
    at_most = AT_ONCE if request.GET.get("history") != "all" else None
    may_reverse = request.user.may("work_leads")
    return {
        "team": team,
        "days": timeline_of(
            events, agreement, team=team, may_reverse=may_reverse, at_most=at_most, reader=request.user
        ),
        "earlier": max(0, lead.last_seq - AT_ONCE) if at_most else 0,
    }


def _beside(request: Request, lead: Lead) -> dict[str, Any]:
    others = Lead.objects.filter(person=lead.person_id, is_archived=False).exclude(pk=lead.pk)
    seen = openable(others, request.user)
    return {
        "deals": [
            row
            for row in lead.deal_leads.select_related("deal").order_by("-deal__opened_at")
            if not row.deal.is_archived
        ],
        "others": list(seen.select_related("owner").order_by("-arrived_at")[:20]),
        "others_hidden": 0 if request.user.is_vendor or seen is others else others.count() - seen.count(),
    }
