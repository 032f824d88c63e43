"""What belongs to a person or account goes over to another one, row by row, and comes back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from detente.crm.capture.models import Lead
from detente.crm.history.facts import PersonChanged, Rehomed
from detente.crm.history.record import record, record_deal, record_loose
from detente.crm.people.models import ExternalId, Person, User

Moved = dict[str, Any]


def column_of(object_: str) -> str:
    """The column by which leads, deals and persons name a person or account."""
    return f"{object_}_id"


def leads_of(object_: str, keys: Iterable[int]) -> models.QuerySet[Lead]:
    """Leads of these persons or accounts, in the order in which they are locked."""
    return Lead.objects.filter(**{f"{column_of(object_)}__in": list(keys)}).order_by("pk")


def deals_of(object_: str, keys: Iterable[int]) -> models.QuerySet[Any]:
    """Deals of these persons or accounts, in the order in which they are locked."""
    deals = apps.get_model("crm.Deal")._default_manager
    return deals.filter(**{f"{column_of(object_)}__in": list(keys)}).order_by("pk")


def files_of(object_: str, key: int) -> models.QuerySet[Any]:
    """Files attached to a record."""
    files = apps.get_model("crm.File")._default_manager
    return files.filter(object=object_, record_id=key).order_by("pk")


def external_ids_of(object_: str, key: int) -> models.QuerySet[ExternalId]:
    """A record's keys in other systems."""
    return ExternalId.objects.filter(object=object_, record_id=key).order_by("pk")


def rehome_leads(leads: Iterable[Lead], object_: str, to: int, *, by: User | None) -> list[int]:
    """These leads, which are locked, belong to another person or account."""
    column, moved = column_of(object_), []
    for lead in leads:
        before = getattr(lead, column)
        setattr(lead, column, to)
        lead.save(update_fields=[column])
        record(lead, Rehomed(facts={column: before}), by=by)
        moved.append(lead.pk)
    return moved


def rehome_deals(deals: Iterable[Any], object_: str, to: int, *, by: User | None) -> list[int]:
    """These deals, which are locked, belong to another person or account."""
    column, moved = column_of(object_), []
    for deal in deals:
        before = getattr(deal, column)
        setattr(deal, column, to)
        deal.save(update_fields=[column])
        record_deal(deal, Rehomed(facts={column: before}), by=by)
        moved.append(deal.pk)
    return moved


def rehome_people(people: Iterable[Person], to: int, *, by: User | None) -> list[int]:
    """These persons belong to another account."""
    moved = []
    for person in people:
        before, person.account_id = person.account_id, to
        person.version += 1
        person.save(update_fields=["account_id", "version"])
        fact = PersonChanged(facts={"fields": ["account"]})
        subject = {"person_id": person.pk, "account_id": to}
        record_loose(fact, by=by, subject=subject, words={"before": {"account": before}})
        moved.append(person.pk)
    return moved


def rehome_rows(rows: models.QuerySet[Any], to: int) -> list[int]:
    """Rows that name their record by `record_id`; nothing is recorded of each."""
    moved = list(rows.values_list("pk", flat=True))
    rows.model._default_manager.filter(pk__in=moved).update(record_id=to)
    return moved
