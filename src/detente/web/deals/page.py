"""What the page of one deal shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from detente.crm.capture.models import Lead, StageInterval
from detente.crm.deals import rules
from detente.crm.deals.models import Deal, DealLead
from detente.crm.history.fold import DealState, deal_state
from detente.crm.history.models import Event
from detente.crm.objections import N_, Objection
from detente.crm.people.actions import organisation
from detente.crm.people.days import today
from detente.crm.people.permissions import openable
from detente.crm.playbook.actions import current
from detente.crm.playbook.agreement import Agreement, Stage
from detente.web.access import Request
from detente.web.deals.forms import (
    TYPES,
    ChangeForm,
    JoiningForm,
    NoteForm,
    ReasonForm,
    WinForm,
    plain_amount,
)
from detente.web.deals.plan_forms import CloseDayForm, NextStepForm, PartForm
from detente.web.deals.reaching import attempt_form, contact_of
from detente.web.deals.surroundings import later_days, other_deals, parts_in, weighted
from detente.web.timeline import timeline_of
from detente.web.words import why

READS_ONLY = Objection("reads_only", N_("Your role reads deals; it doesn't change them."))


def deal_page(request: Request, deal: Deal, *, sent: tuple[str, Form] | None = None) -> HttpResponse:
    """The page; `sent` is a form by its name that came back refused, shown open with what was written."""
    agreement, state, user = current(), deal_state(deal), request.user
    forms = forms_of(deal, agreement, user)
    if sent:
        forms[sent[0]] = sent[1]
    context = {
        "deal": deal,
        "agreement": agreement,
        "forms": forms,
        "types": dict(TYPES),
        "opened": sent[0] if sent else "",
        "steps": _steps(deal, agreement),
        "targets": _targets(agreement, state, user),
        "reasons": _reasons_against(agreement, state, user, deal),
        "is_overdue": deal.status == "open" and deal.expected_on is not None and deal.expected_on < today(),
        "is_stale": _is_stale(deal, agreement.stages.get(deal.stage)),
        "members": _members(deal, user),
        "parts": parts_in(deal, user),
        "contact": contact_of(deal, user),
        "attempt": attempt_form(deal, agreement, user),
        "others": other_deals(deal, user),
        "weighted": weighted(deal, agreement),
        "today": today(),
        "later_days": later_days(),
        "days": timeline_of(events_of(deal, user), agreement, reader=user),
        "hidden_events": hidden_events(deal, user),
    }
    return render(request, "deals/deal.html", context, status=422 if sent else 200)


def events_of(deal: Deal, user: Any) -> QuerySet[Event]:
    """The deal's own history and that of its leads, both teams' work in one line, as far as they may be opened."""
    leads = openable(Lead.objects.filter(deal_leads__deal=deal), user).values("pk")
    return Event.objects.filter(Q(deal=deal.pk) | Q(lead__in=leads))


def hidden_events(deal: Deal, user: Any) -> int:
    """How many entries stand on leads of the deal that this reader may not open; a vendor gets no hint of any."""
    if user.is_vendor:
        return 0
    everything = Q(deal=deal.pk) | Q(lead__in=DealLead.objects.filter(deal=deal).values("lead"))
    return Event.objects.filter(everything).count() - events_of(deal, user).count()


def forms_of(deal: Deal, agreement: Agreement, user: Any, sent: Any = None) -> dict[str, Form]:
    """Every form of the page by its name, filled with the deal as it is."""
    currency = deal.currency or organisation().currency
    amount = plain_amount(deal.amount_minor, deal.currency)
    terms = {
        "name": deal.name, "amount": amount, "expected_on": deal.expected_on, "owner": deal.owner_id,
        "type": deal.type, "product": deal.product, "version": deal.version,
    }  # fmt: skip
    versioned = {"version": deal.version}
    return {
        "change": ChangeForm(sent, currency=currency, initial=terms, auto_id="change_%s"),
        "win": WinForm(
            sent, currency=currency, reasons=agreement.won_reasons, initial={"amount": amount, **versioned},
            auto_id="win_%s",
        ),
        "loss": ReasonForm(sent, reasons=agreement.stage("lost").reasons, initial=versioned, auto_id="loss_%s"),
        "reopening": ReasonForm(sent, reasons=agreement.reopen_reasons, initial=versioned, auto_id="reopening_%s"),
        "joining": JoiningForm(joinable(deal, user), sent, auto_id="joining_%s"),
        "note": NoteForm(sent, auto_id="note_%s"),
        "next_step": NextStepForm(
            sent, initial={"step": deal.next_step, "on": deal.next_on, **versioned}, auto_id="next_step_%s"
        ),
        "close_day": CloseDayForm(
            sent, initial={"expected_on": deal.expected_on, **versioned}, auto_id="close_day_%s"
        ),
        "part": PartForm(deal, user, sent, auto_id="part_%s"),
    }  # fmt: skip


def joinable(deal: Deal, user: Any) -> QuerySet[Lead]:
    """The open leads of the deal's account that carry no deal."""
    leads = Lead.objects.filter(account=deal.account_id, closed_at=None, deal=None, is_archived=False)
    found = openable(leads, user) if deal.account_id else leads.none()
    return found.select_related("person").order_by("-arrived_at")


def _reasons_against(agreement: Agreement, state: DealState, user: Any, deal: Deal) -> dict[str, str | None]:
    """Why each act can't be done now, for its grey button; None where it can."""
    if not user.may("work_deals"):
        return dict.fromkeys(
            ("change", "win", "loss", "reopening", "joining", "note", "plan", "part"), why([READS_ONLY])
        )
    win = rules.objections_to_close(agreement, state, won=True, reason=None)
    closed = [Objection("closed", N_("This deal is closed."))] if state.status != "open" else []
    nobody = [Objection("no_lead", N_("The account has no other open lead without a deal."))]
    return {
        "change": None,
        "win": why(win),
        "loss": why(win),
        "reopening": why([] if closed else [Objection("open", N_("This deal is open."))]),
        "joining": why(closed or ([] if joinable(deal, user) else nobody)),
        "note": None,
        "plan": why(closed),
        "part": None,
    }


def _targets(agreement: Agreement, state: DealState, user: Any) -> list[tuple[Stage, str | None]]:
    may = [] if user.may("work_deals") else [READS_ONLY]
    return [
        (stage, why(may or rules.objections_to_move(agreement, state, stage.code)))
        for stage in agreement.deal_stages
        if stage.milestone != "won"
    ]


def _is_stale(deal: Deal, stage: Stage | None) -> bool:
    expected = stage.expected_days if stage else None
    is_late = expected is not None and timezone.now() - deal.stage_since > timedelta(days=expected)
    return deal.status == "open" and is_late


def _members(deal: Deal, user: Any) -> dict[str, Any]:
    """Its leads, the primary one first; those that this reader may not open are counted."""
    everybody = Lead.objects.filter(deal_leads__deal=deal)
    rows = openable(everybody, user).values(
        "pk",
        "person__label",
        "stage",
        "source",
        "campaign__name",
        "arrived_at",
        "owner__name",
        "owner__team__kind",
    )
    shown = sorted(rows, key=lambda row: (row["pk"] != deal.lead_id, row["arrived_at"]))
    return {"rows": shown, "hidden": 0 if user.is_vendor else everybody.count() - len(shown)}


def _steps(deal: Deal, agreement: Agreement) -> list[dict[str, Any]]:
    """The path as the stepper draws it; a deal without a lead begins with its own stages."""
    path = agreement.path if deal.lead_id else agreement.deal_stages
    here = next((rank for rank, stage in enumerate(path) if stage.code == _standing(deal)), -1)
    days = _days_in(deal.lead_id)
    return [
        {
            "label": _(stage.name),
            "team": stage.team,
            "state": "now" if rank == here and deal.status != "lost" else "done" if rank <= here else "next",
            "note": _("%(days)s d") % {"days": days[stage.code]} if stage.code in days else "",
        }
        for rank, stage in enumerate(path)
    ]


def _standing(deal: Deal) -> str:
    """The stage of the path; a lost deal stands where it was lost from."""
    if deal.status != "lost":
        return deal.stage
    lost = Event.objects.filter(deal=deal.pk, kind="deal_lost").order_by("-id").first()
    return (lost.from_stage if lost else None) or deal.stage


def _days_in(lead_id: int | None) -> dict[str, int]:
    """Whole days that the primary lead stood in each stage."""
    found: dict[str, timedelta] = {}
    stays: Iterable[Any] = StageInterval.objects.filter(lead=lead_id).values_list(
        "stage", "entered_at", "left_at"
    )
    for stage, entered_at, left_at in stays if lead_id else ():
        found[stage] = found.get(stage, timedelta()) + ((left_at or timezone.now()) - entered_at)
    return {stage: length.days for stage, length in found.items() if stage != "won"}
