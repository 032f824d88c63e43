"""What a merge would bring together, for people to see before they decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps

from detente.crm.capture.merging import moving
from detente.crm.capture.merging.open_leads import goes_on
from detente.crm.capture.models import CampaignMember, Lead
from detente.crm.history.models import Event
from detente.crm.people.models import Person
from detente.crm.playbook import actions as playbook


@dataclass(frozen=True)
class Belongings:
    """How much belongs to a record, by kind."""

    leads: int
    deals: int
    touches: int
    notes: int
    files: int
    external_ids: int
    campaigns: int
    parts: int
    people: int


def belongings_of(record: Any) -> Belongings:
    """Counts of all that goes over when this record is merged into another."""
    object_ = "person" if isinstance(record, Person) else "account"
    events = Event.objects.filter(lead__in=moving.leads_of(object_, [record.pk]).values("pk"))
    is_person = object_ == "person"
    contacts = apps.get_model("crm.DealContact")._default_manager
    return Belongings(
        leads=moving.leads_of(object_, [record.pk]).filter(is_archived=False).count(),
        deals=moving.deals_of(object_, [record.pk]).filter(is_archived=False).count(),
        touches=events.filter(kind__in=("captured", "touched", "attempted")).count(),
        notes=events.filter(kind="noted").count(),
        files=moving.files_of(object_, record.pk).filter(is_archived=False).count(),
        external_ids=moving.external_ids_of(object_, record.pk).count(),
        campaigns=CampaignMember.objects.filter(person=record.pk).count() if is_person else 0,
        parts=contacts.filter(person_id=record.pk).count() if is_person else 0,
        people=0 if is_person else Person.objects.filter(account=record.pk, merged_into=None).count(),
    )


def open_leads_of(survivor: Person, other: Person) -> tuple[Lead, Lead] | None:
    """The two open leads that would meet: first the one that goes on, then the one that ends; else None."""
    found = Lead.objects.filter(person__in=[survivor.pk, other.pk], closed_at=None, is_archived=False)
    leads = list(found.order_by("pk"))
    if len(leads) < 2:
        return None
    kept = goes_on(leads, playbook.current())
    return kept, next(lead for lead in leads if lead.pk != kept.pk)
