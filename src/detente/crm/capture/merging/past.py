"""What happened to a record, when parts of it were another record's for a while."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from detente.crm.capture.models import Merge
from detente.crm.history.models import Event
from detente.crm.people.models import Person
from detente.crm.people.survivors import ids_within


def events_of(record: Any) -> QuerySet[Event]:
    """Events of a person or account and of all that were merged into it.

    Events keep the key they were written with: what its leads and deals went through while they were
    merged into another record, and not the survivor of a merge that was taken back, is its own.
    """
    object_ = "person" if isinstance(record, Person) else "account"
    own = Q(**{f"{object_}__in": ids_within(record)})
    for merge in Merge.objects.filter(object=object_, undone_at__isnull=False, survivor_id=record.pk):
        own &= ~_about(merge)
    for merge in Merge.objects.filter(object=object_, undone_at__isnull=False, merged_id=record.pk):
        own |= _about(merge)
    return Event.objects.filter(own)


def _about(merge: Merge) -> Q:
    leads, deals = merge.moved.get("leads", []), merge.moved.get("deals", [])
    return Q(lead__isnull=False, lead__in=leads) | Q(deal__isnull=False, deal__in=deals)
