"""Words of events: blanked in place. The event itself stays, with the digest that nobody can resolve any more."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from detente.crm.deals.models import Deal
from detente.crm.history.models import Event, EventDetail


def blank(*, people: list[int], leads: list[int], deals: QuerySet[Deal]) -> int:
    """Take words and salt from everything written about these persons, leads and deals; returns how many."""
    about = Q(person__in=people) | Q(lead__in=leads) | Q(deal__in=deals.values("pk"))
    events = Event.objects.filter(about).values("pk")
    deals.update(next_step="", custom={})
    return EventDetail.objects.filter(event__in=events, words__isnull=False).update(words=None, salt=None)
