"""What people do with a lead: try to reach, note, move, end, reopen, assign, take back."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from detente.crm.capture import actions as capture
from detente.crm.capture.models import Lead
from detente.crm.followup import actions as followup
from detente.crm.history.models import Event
from detente.crm.playbook import actions as playbook
from detente.web.access import Request
from detente.web.leads import forms
from detente.web.leads.act import Done, act, plain_act


def undo(name: str, lead: Lead, **values: Any) -> str:
    """The address that does the opposite, with what it needs."""
    return reverse(name, args=[lead.pk]) + (f"?{urlencode(values)}" if values else "")


def _take_back(event: Event) -> str:
    return reverse("entry_reversal", args=[event.lead_id, event.pk])


def _stage_name(code: str) -> str:
    return _(playbook.current().names["stages"].get(code, code))


@act(forms.AttemptForm)
def attempts(request: Request, lead: Lead, kept: dict[str, Any]) -> Done:
    """A human tried to reach the person."""
    before = lead.stage
    event = followup.log_attempt(
        lead, by=request.user, channel=kept["channel"], disposition=kept["disposition"],
        outcome=kept["outcome"] or None, at=kept["at"], words=kept["words"],
    )  # fmt: skip
    lead.refresh_from_db()
    text = _("Logged.")
    if lead.stage != before:
        text = _("Logged, and accepted: it stands in %(stage)s now.") % {"stage": _stage_name(lead.stage)}
    return Done(text, _take_back(event))


@act(forms.NoteForm)
def notes(request: Request, lead: Lead, kept: dict[str, Any]) -> Done:
    """Words that both teams read."""
    return Done(_("Noted."), _take_back(followup.add_note(lead, kept["words"], by=request.user)))


@act(forms.MoveForm)
def moves(request: Request, lead: Lead, kept: dict[str, Any]) -> Done:
    """To another stage, forwards or backwards."""
    before = lead.stage
    lead = followup.move(
        lead,
        to=kept["to"],
        by=request.user,
        at=kept["at"],
        reason=kept["reason"] or None,
        version=kept["version"],
    )
    back = undo("lead_moves", lead, to=before, reason="moved_by_mistake", version=lead.last_seq)
    return Done(_("Moved to %(stage)s.") % {"stage": _stage_name(lead.stage)}, back)


@act(forms.BackfillForm)
def backfills(request: Request, lead: Lead, kept: dict[str, Any]) -> Done:
    """A stage that was passed earlier gets its date."""
    followup.backfill(lead, to=kept["to"], at=kept["at"], by=request.user)
    return Done(_("%(stage)s is dated now.") % {"stage": _stage_name(kept["to"])})


@act(forms.ExitForm)
def exit_(request: Request, lead: Lead, kept: dict[str, Any]) -> Done:
    """The lead ends, with its reason."""
    lead = followup.end(
        lead, exit_=kept["exit"], by=request.user, reason=kept["reason"] or None, day=kept["day"],
        words=kept["words"], version=kept["version"],
    )  # fmt: skip
    back = undo("lead_reopening", lead, reason="closed_by_mistake", version=lead.last_seq)
    return Done(_("Ended: %(stage)s.") % {"stage": _stage_name(lead.stage)}, back)


@act(forms.ReopeningForm)
def reopening(request: Request, lead: Lead, kept: dict[str, Any]) -> Done:
    """An ended lead is worked again."""
    lead = followup.reopen(lead, by=request.user, reason=kept["reason"], version=kept["version"])
    return Done(_("Reopened in %(stage)s.") % {"stage": _stage_name(lead.stage)})


@act(forms.OwnerForm, write="assign")
def owner(request: Request, lead: Lead, kept: dict[str, Any]) -> Done:
    """Somebody else works it, or nobody for now."""
    before = lead.owner_id
    lead = followup.assign(lead, to=kept["to"], by=request.user, version=kept["version"])
    back = undo("lead_owner", lead, to=before or "", version=lead.last_seq)
    if lead.owner is None:
        return Done(_("Nobody owns it now."), back)
    return Done(_("Given to %(name)s.") % {"name": lead.owner.name}, back)


@plain_act()
def reversal(request: Request, lead: Lead, *, event_id: int) -> Done:
    """An attempt, note or touch that never was; it stays in the history, struck through."""
    event = Event.objects.filter(pk=event_id, lead=lead.pk).first()
    if event is None:
        raise Http404(_("This entry belongs to no lead here."))
    capture.take_back(event, by=request.user)
    return Done(_("Taken back."))
