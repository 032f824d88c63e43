"""The events of a record read as changes, those of merged records too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from detente.crm.history import changes
from detente.crm.history.models import Event
from detente.crm.models import Account, Campaign, Deal, Lead, Person
from detente.crm.people.survivors import ids_within

Told = tuple[changes.Change, str]
"""A change, and the name of the merged record it was made on; "" for the record itself."""


@dataclass(frozen=True)
class Subject:
    """A kind of record whose changes are shown: which events are about it, and how they are read."""

    code: str
    model: Any
    order: str
    about: Callable[[int], Q]
    read: Callable[[list[changes.Row], Any], list[changes.Change]]

    def changes(self, record: Any) -> list[Told]:
        """Everything that changed, the newest first."""
        events = Event.objects.filter(self.about(record.pk)).order_by(self.order).values(*changes.READ)
        return [(change, "") for change in self.read(list(events), _present(record))]


def _present(record: Any) -> dict[str, Any]:
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


SUBJECTS = {
    subject.code: subject
    for subject in (
        Subject("lead", Lead, "seq", lambda pk: Q(lead=pk), changes.changes_of_lead),
        Subject("deal", Deal, "pk", lambda pk: Q(deal=pk), changes.changes_of_deal),
        Subject("person", Person, "pk", lambda pk: Q(person=pk, lead=None, deal=None), changes.changes_of_record),
        Subject(
            "account", Account, "pk", lambda pk: Q(account=pk, lead=None, deal=None, person=None),
            changes.changes_of_record,
        ),
        Subject("campaign", Campaign, "pk", lambda pk: Q(campaign=pk, lead=None), changes.changes_of_record),
    )
}  # fmt: skip


def changes_of(code: str, record: Any) -> list[Told]:
    """Changes of a record and of those that were merged into it, the newest first."""
    subject = SUBJECTS[code]
    found = subject.changes(record)
    if code in ("person", "account"):
        for merged in subject.model.objects.filter(pk__in=ids_within(record)[1:]):
            found += [(change, str(merged)) for change, _name in subject.changes(merged)]
    return sorted(found, key=lambda told: told[0].event_id, reverse=True)
