"""The lead on the desk: all that is needed to work it without opening its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from detente.crm.capture.models import Lead
from detente.crm.playbook.agreement import Agreement
from detente.web.leads.briefing import Brief, Line, brief_of, tries_of
from detente.web.leads.forms import OnLead
from detente.web.leads.handing import against
from detente.web.leads.points import Shown, points_of
from detente.web.today.queue import Row
from detente.web.today.strokes import ANSWERS, LOG, ONWARD, Stroke


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
    points: Shown | None = None
    answers: list[Key] = field(default_factory=list)
    log: list[Key] = field(default_factory=list)
    onward: list[Key] = field(default_factory=list)
    opened: str = ""
    tries: list[Line] = field(default_factory=list)

    @property
    def keys(self) -> Iterable[Key]:
        """Every key that there is."""
        return (*self.answers, *self.log, *self.onward)

    def shows(self, form: OnLead) -> bool:
        """Whether a form that was refused stands on it."""
        return any(key.form is form for key in self.keys)


def desk_of(
    row: Row, user: Any, agreement: Agreement, *, sent: OnLead | None = None, opened: str = ""
) -> Desk:
    """The desk for a row of the queue; `sent` is the form of the key `opened` that was refused."""
    lead = Lead.objects.select_related("person", "account__owner", "owner__team", "campaign").get(pk=row.pk)
    found = against(lead, user)
    refused = {"a": found["accept"], "r": found["reject"], "p": found["passing"]}

    def keys(strokes: Iterable[Stroke]) -> list[Key]:
        return [
            _key(stroke, lead, agreement, refused.get(stroke.key), sent if stroke.key == opened else None)
            for stroke in strokes
            if stroke.is_known(agreement)
        ]

    brief = brief_of(lead, agreement, user)
    answers = keys(ANSWERS) if row.handoff else []
    return Desk(
        lead, row, brief, points_of(lead, agreement), answers, keys(LOG), keys(ONWARD), opened,
        tries_of(lead, agreement),
    )  # fmt: skip


def _key(stroke: Stroke, lead: Lead, agreement: Agreement, refusal: str | None, sent: OnLead | None) -> Key:
    if refusal or stroke.pad is None:
        return Key(stroke, refusal=refusal)
    form = sent or stroke.pad(lead, agreement=agreement)
    form.auto_id = f"pad-{stroke.key}_%s"
    return Key(stroke, form)


def silence(row: Row | None) -> str:
    """What the page says to those who do not see it, when another lead is on the desk."""
    if row is None:
        return _("Your queue is empty.")
    parts = (_("Next: %(name)s") % {"name": row.name}, row.company, row.why)
    return ", ".join(part for part in parts if part)
