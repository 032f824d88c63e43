"""What a judge sees of a lead: who the company is, what was asked and answered, and nothing that tells the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from django.db.models import Max, Q

from detente.crm.blind_audit.blanking import blanked, parts
from detente.crm.capture.models import Campaign, Lead, Vendor
from detente.crm.deals.models import Deal
from detente.crm.history.models import Event
from detente.crm.people.custom import custom_fields, shown_value
from detente.crm.people.models import User
from detente.crm.playbook import actions as playbook
from detente.crm.playbook.agreement import Agreement

_T = TypeVar("_T")
SAID, NOTED = ("captured", "touched"), ("attempted", "noted", "handed_over")
ENDING = ("ended", "deal_lost")


@dataclass(frozen=True)
class Seen:
    """A lead without its name, its dates, its source, its reps and its end."""

    title: str
    company: str
    industry: str
    employees: int | None
    country: str
    answers: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    notes: tuple[str, ...]


def seen(lead: Lead) -> Seen:
    """The lead as a judge sees it, from `select_related("person", "account")`."""
    person, account = lead.person, lead.account
    hidden = hidden_words(lead)

    def shown(text: str | None) -> str:
        return blanked(text, hidden) if text else ""

    said, notes = _told(lead)
    return Seen(
        title=shown(person.title),
        company=account.name if account else "",
        industry=(account.industry if account else None) or "",
        employees=account.employees if account else None,
        country=(account.country if account else None) or person.country or "",
        answers=tuple(_answers(lead, hidden)),
        said=tuple(map(shown, said)),
        notes=tuple(map(shown, notes)),
    )


def hidden_words(lead: Lead) -> set[str]:
    """Every word that would tell a judge where the lead came from, who had it, or what became of it."""
    agreement = playbook.current()
    events = list(
        Event.objects.filter(lead=lead).values("kind", "source", "medium", "campaign", "vendor", "reason")
    )
    campaigns = [lead.campaign_id, *(one["campaign"] for one in events)]
    vendors = [lead.vendor_id, *(one["vendor"] for one in events)]
    found = parts(chain((lead.source, lead.medium), *((one["source"], one["medium"]) for one in events)))
    found |= parts(Vendor.objects.filter(pk__in=_known(vendors)).values_list("name", flat=True))
    found |= set(Campaign.objects.filter(pk__in=_known(campaigns)).values_list("name", flat=True))
    found |= parts(User.objects.values_list("name", flat=True)) | {lead.person.label}
    reasons = {lead.exit_reason, *(one["reason"] for one in events if one["kind"] in (*ENDING, "attempted"))}
    reasons |= set(Deal.objects.filter(lead=lead).values_list("reason", flat=True))
    return found | set(_outcomes(agreement, _known(reasons)))


def _known(values: Iterable[_T | None]) -> set[_T]:
    return {value for value in values if value is not None}


def _outcomes(agreement: Agreement, reasons: Iterable[str]) -> Iterable[str]:
    """Names and codes of the exits and of the reasons that were stated."""
    for exit_ in agreement.exits:
        yield from (exit_.code, exit_.name)
    for reason in reasons:
        yield from (reason, agreement.names["reasons"].get(reason, reason))


def _answers(lead: Lead, hidden: set[str]) -> Iterable[tuple[str, str]]:
    """Added fields of person, company and lead; one whose name speaks of the source is left out."""
    records: tuple[tuple[str, Any], ...] = (
        ("person", lead.person),
        ("account", lead.account),
        ("lead", lead),
    )
    for kind, record in records:
        for field in custom_fields(kind) if record else ():
            value = shown_value(field, record.custom.get(field.code)) if field.kind != "person" else ""
            if value and blanked(field.name, hidden) == field.name:
                yield field.name, blanked(value, hidden)


def _told(lead: Lead) -> tuple[list[str], list[str]]:
    """What the person said, and what colleagues noted, before it ended; what was taken back is left out."""
    gone = Event.objects.filter(lead=lead, kind="reversed").values("reverses_id")
    found = Event.objects.filter(~Q(pk__in=gone), lead=lead, detail__words__isnull=False)
    end = Event.objects.filter(lead=lead, kind__in=ENDING).aggregate(last=Max("seq"))["last"]
    found = found.filter(seq__lt=end) if end else found
    said: list[str] = []
    notes: list[str] = []
    for event in found.filter(kind__in=(*SAID, *NOTED)).select_related("detail").order_by("at", "seq"):
        words = str((event.detail.words or {}).get("note", "")).strip()
        if words:
            (said if event.kind in SAID else notes).append(words)
    return said, notes
