"""The lead on the desk: all that is needed to work it without opening its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from detente.crm.capture.models import Lead
from detente.crm.handoff import actions as handoff
from detente.crm.handoff.models import Handoff
from detente.crm.playbook.agreement import Agreement
from detente.web.leads.briefing import Brief, brief_of
from detente.web.leads.forms import OnLead
from detente.web.today.queue import Row
from detente.web.today.strokes import ANSWERS, LOG, ONWARD, Stroke
from detente.web.words import why


@dataclass(frozen=True)
class Key:
    """A stroke as a button: what is asked beside it, or why it cannot be pressed now."""

    stroke: Stroke
    form: OnLead | None = None
    refusal: str | None = None


@dataclass(frozen=True)
class Desk:
    """The lead with its brief and keys; `opened` is the key whose pad is open with errors."""

    lead: Lead
    row: Row
    brief: Brief
    answers: list[Key] = field(default_factory=list)
    log: list[Key] = field(default_factory=list)
    onward: list[Key] = field(default_factory=list)
    opened: str = ""

    @property
    def keys(self) -> Iterable[Key]:
        """Every key that there is."""
        return (*self.answers, *self.log, *self.onward)


def desk_of(
    row: Row, user: Any, agreement: Agreement, *, sent: OnLead | None = None, opened: str = ""
) -> Desk:
    """The desk for a row of the queue; `sent` is the form of the key `opened` that was refused."""
    lead = Lead.objects.select_related("person", "account__owner", "owner__team", "campaign").get(pk=row.pk)
    waiting = handoff.open_handoff(lead)
    against = {"p": _against_passing(lead, waiting, user)}
    if waiting:
        against["a"] = why(handoff.objections_to_answer(waiting, by=user))
        against["r"] = _against_rejecting(waiting, user)

    def keys(strokes: Iterable[Stroke]) -> list[Key]:
        return [
            _key(stroke, lead, agreement, against.get(stroke.key), sent if stroke.key == opened else None)
            for stroke in strokes
            if stroke.is_known(agreement)
        ]

    return Desk(
        lead, row, brief_of(lead, agreement, user), keys(ANSWERS) if waiting else [], keys(LOG), keys(ONWARD), opened
    )  # fmt: skip


def _key(stroke: Stroke, lead: Lead, agreement: Agreement, refusal: str | None, sent: OnLead | None) -> Key:
    if refusal or stroke.pad is None:
        return Key(stroke, refusal=refusal)
    form = sent or stroke.pad(lead, agreement=agreement)
    form.auto_id = f"pad-{stroke.key}_%s"
    return Key(stroke, form)


def _against_passing(lead: Lead, waiting: Handoff | None, user: Any) -> str | None:
    """Passing on a lead that waits for my own answer accepts it first."""
    if waiting and waiting.kind == "handed_over" and not handoff.objections_to_answer(waiting, by=user):
        return None
    return why(handoff.objections_to_pass(lead))


def _against_rejecting(waiting: Handoff, user: Any) -> str | None:
    found = handoff.objections_to_reject(waiting, by=user, reason=None)
    return why([one for one in found if one.code != "reason_missing"])


def silence(row: Row | None) -> str:
    """What the page says to those who do not see it, when another lead is on the desk."""
    if row is None:
        return _("Your queue is empty.")
    parts = (_("Next: %(name)s") % {"name": row.name}, row.company, row.why)
    return ", ".join(part for part in parts if part)
