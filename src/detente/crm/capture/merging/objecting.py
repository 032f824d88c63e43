"""What speaks against a merge, and against taking one back."""

from __future__ import annotations

from typing import Any

from detente.crm.capture.models import Lead, Merge
from detente.crm.objections import N_, Objection
from detente.crm.people.models import Account, Person
from detente.crm.people.survivors import living


def objections_to_merge(survivor: Any, other: Any) -> list[Objection]:
    """Two living records of one kind, with at most one open deal between their open leads."""
    if survivor.pk == other.pk:
        return [Objection("same_record", N_("These are one record already."))]
    for record in (survivor, other):
        if record.merged_into_id:
            text = N_("{name} was merged into another record already.")
            return [Objection("merged", text, values={"name": str(record)})]
        if record.is_archived or getattr(record, "erased_at", None):
            text = N_("{name} was set aside or erased, so it can't be merged.")
            return [Objection("set_aside", text, values={"name": str(record)})]
    return _objections_to_deals([survivor.pk, other.pk]) if isinstance(survivor, Person) else []


def _objections_to_deals(people: list[int]) -> list[Objection]:
    carrying = Lead.objects.filter(
        person__in=people, closed_at=None, is_archived=False, deal__isnull=False
    ).select_related("deal")
    deals = [lead.deal for lead in carrying if lead.deal]
    if len(deals) < 2:
        return []
    text = N_(
        "Both have an open lead with a deal: {first} and {second}. Win, lose or join one of them first."
    )
    return [Objection("two_deals", text, values={"first": deals[0].name, "second": deals[1].name})]


def objections_to_undo(merge: Merge) -> list[Objection]:
    """Merges are taken back in reverse order, and only while nobody else has the address or domain."""
    if merge.undone_at:
        return [Objection("undone", N_("This merge was taken back already."))]
    model: type[Any] = Person if merge.object == "person" else Account
    survivor, other = model.objects.get(pk=merge.survivor_id), model.objects.get(pk=merge.merged_id)
    if getattr(survivor, "erased_at", None) or getattr(other, "erased_at", None):
        return [Objection("erased", N_("This person was erased; what they were before is known no more."))]
    touching = Merge.objects.filter(object=merge.object, undone_at=None, pk__gt=merge.pk)
    later = (touching.filter(survivor_id=survivor.pk) | touching.filter(merged_id=survivor.pk)).order_by(
        "-pk"
    )
    if newest := later.first():
        name = merged_name(newest)
        text = N_("{name} was merged later. Take that merge back first.")
        return [Objection("later_merge", text, values={"name": name})]
    return []


def merged_name(merge: Merge) -> str:
    """What the merged record was called then; what it is called now, where these words were erased."""
    told = (merge.event.detail.words or {}).get("merged") if merge.event.digest else None
    model: type[Any] = Person if merge.object == "person" else Account
    return str(told or model.objects.get(pk=merge.merged_id))


def objection_to_key(record: Any, own: set[int]) -> Objection | None:
    """Somebody else, outside of `own`, has the address or domain that `record` needs."""
    name, key = ("email_key", getattr(record, "email_key", None))
    if isinstance(record, Account):
        name, key = "domain", record.domain
    taken = living(type(record), **{name: key}) if key else None
    if taken is None or taken.pk in own:
        return None
    text = N_("{key} belongs to {name} by now. Change it there first.")
    return Objection("key_taken", text, name, {"key": key, "name": str(taken)})
