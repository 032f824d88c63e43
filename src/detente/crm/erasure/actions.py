"""Erase a person: their data and all words about them are blanked, everywhere; what happened stays countable."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from detente.crm.blind_audit.models import Judgement
from detente.crm.capture.models import DuplicatePair, Lead
from detente.crm.deals.models import Deal
from detente.crm.erasure import log, rules, words
from detente.crm.files.models import File
from detente.crm.history import outbox
from detente.crm.history.facts import Ended, PersonErased
from detente.crm.history.record import locked, of, record, record_loose
from detente.crm.imports.models import ImportLine
from detente.crm.lists.models import BulkEditRow
from detente.crm.objections import check
from detente.crm.people.actions import survivor
from detente.crm.people.models import ExternalId, Person, User
from detente.crm.people.security import note
from detente.crm.people.survivors import ids_within

ERASED = "Erased person"


@transaction.atomic
def erase_person(
    person: Person, *, by: User | None, typed: str | None = None, at: datetime | None = None
) -> Person:
    """Blank what is known of a person and of those merged into them. It can't be undone, not even by a restore.

    Their leads, touches, attempts and deals stay, without names and words, so every number stays as it was.
    """
    person = locked(survivor(person))
    check(
        rules.objections_to_erasing(is_erased=person.erased_at is not None, typed=typed, label=person.label)
    )
    at = at or timezone.now()
    everybody = list(Person.objects.filter(pk__in=ids_within(person)).order_by("pk"))
    for one in everybody:
        log.append(log.Erasure(one.uuid, at))
    addresses = {
        value for one in everybody for value in (one.email, one.email_key, one.phone, one.phone_key) if value
    }
    keys = [one.pk for one in everybody]
    leads = list(Lead.objects.filter(person__in=keys).values_list("pk", flat=True))
    names = {one.label for one in everybody}
    _end_open_leads(leads, by=by, at=at)
    _blank(everybody, at)
    deals = Deal.objects.filter(Q(person__in=keys) | Q(lead__in=leads))
    words.blank(people=keys, leads=leads, deals=deals)
    _rename(deals, names)
    _forget(keys, leads, addresses)
    event = record_loose(PersonErased(), by=by, at=at, subject={"person_id": person.pk})
    note("person_erased", by=by, person=str(person.uuid))
    outbox.put("person_erased", event)
    person.refresh_from_db()
    return person


def _end_open_leads(leads: list[int], *, by: User | None, at: datetime) -> None:
    """Nobody can be reached any more: the lead ends without a reason. A deal goes on with the account's others."""
    for lead in Lead.objects.filter(pk__in=leads, closed_at=None, deal=None, is_archived=False).order_by(
        "pk"
    ):
        with of(lead) as found:
            fact = Ended(from_stage=found.stage, to_stage="disqualified")
            record(found, fact, by=by, at=max(at, found.stage_since))


def _rename(deals: QuerySet[Deal], names: set[str]) -> None:
    """A deal that was called after the person is called so no more."""
    for deal in deals:
        if any(name in deal.name for name in names):
            deal.name = ERASED
            deal.save(update_fields=["name"])


def _blank(everybody: list[Person], at: datetime) -> None:
    for one in everybody:
        one.name, one.label, one.title, one.custom = "", ERASED, None, {}
        one.email = one.email_key = one.phone = one.phone_key = None
        one.erased_at = at
        one.version += 1
        one.save()


def _forget(people: list[int], leads: list[int], addresses: set[str]) -> None:
    """Whatever else names them: keys of other systems, files' names, lines that an import refused, undo's memory."""
    Lead.objects.filter(pk__in=leads).update(custom={}, utm={})
    Judgement.objects.filter(lead__in=leads).update(words="")
    ExternalId.objects.filter(object="person", record_id__in=people).delete()
    DuplicatePair.objects.filter(object="person", state="open", first_id__in=people).delete()
    DuplicatePair.objects.filter(object="person", state="open", second_id__in=people).delete()
    for kind, keys in (("person", people), ("lead", leads)):
        File.objects.filter(object=kind, record_id__in=keys).update(name="erased", is_archived=True)
        ImportLine.objects.filter(object=kind, record_id__in=keys, cells__isnull=False).update(cells=None)
    for subject, keys in (("people", people), ("leads", leads)):
        BulkEditRow.objects.filter(edit__subject=subject, record_id__in=keys).update(before={}, refusal="")
    for address in addresses:
        ImportLine.objects.filter(outcome="rejected", cells__icontains=address).update(
            cells=[], reason="erased"
        )


def replay(file: Path | None = None) -> int:
    """Erase again whom the log names and this database still knows; returns how many. For after a restore."""
    done = 0
    for erasure in log.read(file):
        person = Person.objects.filter(uuid=erasure.person, erased_at=None).first()
        if person is not None:
            erase_person(person, by=None, at=erasure.at)
            done += 1
    return done
