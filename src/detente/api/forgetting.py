"""Whoever is erased is forgotten by kept answers too, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from detente.api.models import KeptAnswer
from detente.crm.history.reactions import on
from detente.crm.people.models import Person
from detente.crm.people.survivors import ids_within

if TYPE_CHECKING:
    from detente.crm.capture.models import Lead
    from detente.crm.history.models import Event


@on("person_erased")
def drop_their_answers(event: Event, lead: Lead | None) -> None:
    """An answer that shows a person holds their key; a request that is repeated afterwards is judged anew."""
    if event.person_id is None:
        return
    person, shown = Person.objects.get(pk=event.person_id), Q()
    for key in Person.objects.filter(pk__in=ids_within(person)).values_list("uuid", flat=True):
        shown |= Q(body__contains=str(key))
    KeptAnswer.objects.filter(shown).delete()
