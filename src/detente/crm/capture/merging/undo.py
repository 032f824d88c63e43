"""A merge is taken back: both records as they were, but for what people have changed since."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from detente.crm.capture.merging import memberships, moving, pairs
from detente.crm.capture.merging.fields import columns_of, put, value_of
from detente.crm.capture.merging.merge import lock, subject_of
from detente.crm.capture.merging.objecting import objection_to_key, objections_to_undo
from detente.crm.capture.merging.open_leads import reopen_the_lesser
from detente.crm.capture.models import Lead, Merge
from detente.crm.history.facts import MergeUndone
from detente.crm.history.record import locked, record_loose
from detente.crm.history.ways import by_way_of
from detente.crm.objections import N_, Objection, Refused, check
from detente.crm.people.models import Account, ExternalId, Person, User


@dataclass(frozen=True)
class Left:
    """Something that stays as it is because it was touched since the merge: `kind` is field, lead or campaign."""

    kind: str
    name: str
    key: int | None = None


@dataclass(frozen=True)
class Undone:
    """The two records apart again, and what was left as it is."""

    survivor: Any
    other: Any
    left: list[Left] = field(default_factory=list)


@transaction.atomic
def undo_merge(merge: Merge, *, by: User | None) -> Undone:
    """Make two records of one again: what went over comes back, what was changed since stays and is listed.

    Leads, deals and people that came since the merge stay with the survivor.
    """
    model: type[Any] = Person if merge.object == "person" else Account
    survivor, other = model.objects.get(pk=merge.survivor_id), model.objects.get(pk=merge.merged_id)
    survivor, other, leads, deals = lock(merge.object, survivor, other)
    merge = locked(merge)
    check(objections_to_undo(merge))
    words = merge.event.detail.words
    if words is None:
        text = N_("What these records were before the merge was erased, so it can't be taken back.")
        raise Refused(Objection("erased", text))
    left, went_back, values = _restore(survivor, other, merge, words)
    told = {"before": {column: words["after"].get(column) for column in values}, "after": values}
    _tell(merge, survivor, other, went_back, told, by)
    with by_way_of("merge"):
        left += _return(merge, leads, deals, by)
    pairs.unsettle(merge)
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    return Undone(survivor, other, left)


def _restore(
    survivor: Any, other: Any, merge: Merge, words: dict[str, Any]
) -> tuple[list[Left], list[str], dict[str, Any]]:
    """The survivor's fields that still say what the merge put there, and all of the other's."""
    left, back = [], []
    values: dict[str, Any] = {}
    for name in merge.event.facts["fields"]:  # type: ignore[index]
        columns = columns_of(survivor, name)
        if all(value_of(survivor, column) == words["after"].get(column) for column in columns):
            values |= {column: words["before"].get(column) for column in columns}
            back.append(name)
        else:
            left.append(Left("field", name))
    put(survivor, values)
    survivor.version += 1
    put(other, words["other_before"])
    other.merged_into_id = None
    other.version += 1
    _refuse_taken_keys(survivor, other)
    survivor.save()
    other.save()
    return left, back, values


def _refuse_taken_keys(survivor: Any, other: Any) -> None:
    own = {survivor.pk, other.pk}
    found = [objection_to_key(record, own) for record in (survivor, other)]
    check([objection for objection in found if objection])
    name = "email_key" if isinstance(survivor, Person) else "domain"
    if (key := getattr(survivor, name)) and key == getattr(other, name):
        text = N_("{key} was given to {name} since the merge. Change it there first.")
        raise Refused(Objection("key_taken", text, name, {"key": key, "name": str(survivor)}))


def _tell(
    merge: Merge, survivor: Any, other: Any, fields: list[str], told: dict[str, Any], by: User | None
) -> None:
    fact = MergeUndone(facts={"other": other.pk, "fields": sorted(fields)}, reverses_id=merge.event_id)
    words = {"other": str(other), **told}
    record_loose(fact, by=by, subject=subject_of(merge.object, survivor), words=words)
    fact = MergeUndone(facts={"other": survivor.pk, "fields": []})
    record_loose(fact, by=by, subject=subject_of(merge.object, other), words={"other": str(survivor)})


def _return(merge: Merge, leads: list[Lead], deals: list[Any], by: User | None) -> list[Left]:
    """All that went over and is still there; then the lead that ended as a duplicate is open again."""
    moved, other, column = merge.moved, merge.merged_id, moving.column_of(merge.object)
    there = {merge.survivor_id}
    wanted = [lead for lead in leads if lead.pk in set(moved["leads"]) and getattr(lead, column) in there]
    back = moving.rehome_leads(wanted, merge.object, other, by=by)
    wanted_deals = [d for d in deals if d.pk in set(moved["deals"]) and getattr(d, column) in there]
    moving.rehome_deals(wanted_deals, merge.object, other, by=by)
    for model, name in ((ExternalId, "external_ids"), (moving.files_of(merge.object, 0).model, "files")):
        model.objects.filter(pk__in=moved[name], record_id=merge.survivor_id).update(record_id=other)
    left = [Left("lead", str(key), key) for key in set(moved["leads"]) - set(back)]
    if merge.object == "account":
        people = Person.objects.select_for_update(no_key=True).filter(
            pk__in=moved["people"], account=merge.survivor_id
        )
        moving.rehome_people(people.order_by("pk"), other, by=by)
        return left
    left += [Left("campaign", "", key) for key in memberships.part(moved, merge.survivor_id, other)]
    return left + _reopen(moved, by)


def _reopen(moved: moving.Moved, by: User | None) -> list[Left]:
    if not (key := moved.get("ended_lead")):
        return []
    lead = locked(Lead.objects.get(pk=key))
    return (
        [] if reopen_the_lesser(lead, moved["ended_event"], by=by) else [Left("lead", str(lead.pk), lead.pk)]
    )
