"""Two records become one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from detente.crm.capture.merging import memberships, moving, pairs
from detente.crm.capture.merging.fields import Change, change_of, put
from detente.crm.capture.merging.objecting import objections_to_merge
from detente.crm.capture.merging.open_leads import end_the_lesser
from detente.crm.capture.models import Lead, Merge
from detente.crm.history.facts import Absorbed, MergedInto
from detente.crm.history.models import Event
from detente.crm.history.record import alone_with, record_loose
from detente.crm.history.ways import by_way_of
from detente.crm.objections import Stale, check, check_version
from detente.crm.people.models import Account, Person, User


def merge_people(
    survivor: Person, other: Person, *, by: User | None, chosen: Mapping[str, str] | None = None,
    version: int | None = None, other_version: int | None = None,
) -> Merge:  # fmt: skip
    """`other` lives on in `survivor`. `chosen` says field by field whose value stays ("survivor" or "other").

    Of two open leads the one that got further goes on, the other ends as a duplicate.
    """
    return _merge("person", survivor, other, chosen or {}, (version, other_version), by)


def merge_accounts(
    survivor: Account, other: Account, *, by: User | None, chosen: Mapping[str, str] | None = None,
    version: int | None = None, other_version: int | None = None,
) -> Merge:  # fmt: skip
    """`other` lives on in `survivor`, with its people, leads and deals. `chosen` as for persons."""
    return _merge("account", survivor, other, chosen or {}, (version, other_version), by)


@transaction.atomic
def _merge(
    object_: str,
    survivor: Any,
    other: Any,
    chosen: Mapping[str, str],
    versions: tuple[int | None, int | None],
    by: User | None,
) -> Merge:
    survivor, other, leads, deals = lock(object_, survivor, other)
    check_version(survivor.version, expected=versions[0])
    check_version(other.version, expected=versions[1])
    check(objections_to_merge(survivor, other))
    change = change_of(survivor, other, chosen)
    with by_way_of("merge"):
        ended = end_the_lesser(leads, by=by) if object_ == "person" else None
    ending = Event.objects.filter(lead=ended.pk, kind="ended").order_by("-seq").first() if ended else None
    merged_name = str(other)
    _keep(survivor, other, change)
    event = _tell(object_, survivor, other, change, merged_name, by)
    with by_way_of("merge"):
        moved = _move(object_, survivor, other, leads, deals, by)
    if ended and ending:
        moved |= {"ended_lead": ended.pk, "ended_event": ending.pk}
    merge = Merge.objects.create(
        object=object_, survivor_id=survivor.pk, merged_id=other.pk, moved=moved, event=event, by=by,
        merged_at=event.at,
    )  # fmt: skip
    merge.moved = moved | pairs.settle(merge, by=by, at=event.at)
    merge.save(update_fields=["moved"])
    return merge


def lock(object_: str, survivor: Any, other: Any) -> tuple[Any, Any, list[Lead], list[Any]]:
    """Both records with their leads and deals, read anew under their locks, each kind by rising key."""
    keys = sorted({survivor.pk, other.pk})
    alone_with("merge", object_)  # several merges of overlapping records would wait for each other
    deals = moving.deals_of(object_, keys)
    ids = set(moving.leads_of(object_, keys).values_list("pk", flat=True))
    ids |= {key for key in deals.values_list("lead_id", flat=True) if key}
    held = Lead.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    leads = [lead for lead in held if getattr(lead, moving.column_of(object_)) in keys]
    held_deals = list(deals.select_for_update(no_key=True, of=("self",)))
    model = type(survivor)
    records = {
        row.pk: row for row in model.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    }
    if set(moving.leads_of(object_, keys).values_list("pk", flat=True)) != {lead.pk for lead in leads}:
        raise Stale  # a lead arrived in this very moment
    return records[survivor.pk], records[other.pk], leads, held_deals


def _keep(survivor: Any, other: Any, change: Change) -> None:
    """The other steps aside first: its address or domain may be the survivor's from now on."""
    other.merged_into_id = survivor.pk
    other.version += 1
    put(other, change.other_after)
    other.save()
    put(survivor, change.after)
    survivor.version += 1
    survivor.save()


def _tell(
    object_: str, survivor: Any, other: Any, change: Change, merged_name: str, by: User | None
) -> Event:
    """One event of each record, so that both histories say it."""
    words = {
        "before": change.before, "after": change.after, "other_before": change.other_before,
        "other_after": change.other_after, "merged": merged_name,
    }  # fmt: skip
    now, key = timezone.now(), moving.column_of(object_)
    fact = Absorbed(facts={"merged": other.pk, "fields": sorted(change.fields)})
    event = record_loose(fact, by=by, at=now, subject=subject_of(object_, survivor), words=words)
    record_loose(
        MergedInto(facts={"into": survivor.pk}), by=by, at=now, subject={key: other.pk},
        words={"into": str(survivor)},
    )  # fmt: skip
    return event


def subject_of(object_: str, record: Any) -> dict[str, Any]:
    """Whom an event about a record concerns."""
    if object_ == "person":
        return {"person_id": record.pk, "account_id": record.account_id}
    return {"account_id": record.pk}


def _move(
    object_: str, survivor: Any, other: Any, leads: list[Lead], deals: list[Any], by: User | None
) -> moving.Moved:
    column = moving.column_of(object_)
    theirs = [lead for lead in leads if getattr(lead, column) == other.pk]
    moved: moving.Moved = {
        "leads": moving.rehome_leads(theirs, object_, survivor.pk, by=by),
        "deals": moving.rehome_deals(
            [deal for deal in deals if getattr(deal, column) == other.pk], object_, survivor.pk, by=by
        ),
        "external_ids": moving.rehome_rows(moving.external_ids_of(object_, other.pk), survivor.pk),
        "files": moving.rehome_rows(moving.files_of(object_, other.pk), survivor.pk),
    }
    if object_ == "person":
        return moved | memberships.unite(survivor.pk, other.pk)
    people = Person.objects.select_for_update(no_key=True).filter(account=other.pk).order_by("pk")
    return moved | {"people": moving.rehome_people(people, survivor.pk, by=by)}
