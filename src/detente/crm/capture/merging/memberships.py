"""Campaigns and deals that two persons are both in: one row goes on, with the best of both."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps

from detente.crm.capture.merging.moving import Moved
from detente.crm.capture.models import CampaignMember

_COLUMNS = ("status", "added_at", "responded_at")


def unite(survivor: int, other: int) -> Moved:
    """Memberships and parts in deals go over; where both have one, the earliest response is kept."""
    return _unite_members(survivor, other) | _unite_contacts(survivor, other)


def _unite_members(survivor: int, other: int) -> Moved:
    own = {member.campaign_id: member for member in CampaignMember.objects.filter(person=survivor)}
    moved, united = [], []
    for member in CampaignMember.objects.filter(person=other).order_by("pk"):
        twin = own.get(member.campaign_id)
        if twin is None:
            member.person_id = survivor
            member.save(update_fields=["person_id"])
            moved.append(member.pk)
        else:
            united.append({"id": twin.pk, "before": _image(twin), "after": _best(twin, member)})
    return {"members": moved, "united_members": united}


def _image(member: CampaignMember) -> dict[str, Any]:
    found = {name: getattr(member, name) for name in _COLUMNS}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in found.items()
    }


def _best(kept: CampaignMember, other: CampaignMember) -> dict[str, Any]:
    """The first response of both; the status of whoever responded, where only one did."""
    if other.responded_at and (kept.responded_at is None or kept.status == "sent"):
        kept.status = other.status
    responses = [at for at in (kept.responded_at, other.responded_at) if at]
    kept.responded_at = min(responses, default=None)
    kept.added_at = min(kept.added_at, other.added_at)
    kept.save(update_fields=list(_COLUMNS))
    return _image(kept)


def _unite_contacts(survivor: int, other: int) -> Moved:
    contacts = apps.get_model("crm.DealContact")._default_manager
    taken = set(contacts.filter(person_id=survivor).values_list("deal_id", flat=True))
    moved, dropped = [], []
    for contact in contacts.filter(person_id=other).order_by("pk"):
        if contact.deal_id in taken:
            dropped.append({"deal_id": contact.deal_id, "role": contact.role})
            contact.delete()
        else:
            contact.person_id = survivor
            contact.save(update_fields=["person_id"])
            moved.append(contact.pk)
    return {"contacts": moved, "dropped_contacts": dropped}


def part(moved: Moved, survivor: int, other: int) -> list[int]:
    """Back to two persons; returns the campaigns in which something new is known of the survivor since."""
    CampaignMember.objects.filter(pk__in=moved.get("members", []), person=survivor).update(person=other)
    contacts = apps.get_model("crm.DealContact")._default_manager
    contacts.filter(pk__in=moved.get("contacts", []), person_id=survivor).update(person_id=other)
    for row in moved.get("dropped_contacts", []):
        contacts.get_or_create(deal_id=row["deal_id"], person_id=other, defaults={"role": row["role"]})
    left = []
    for row in moved.get("united_members", []):
        member = CampaignMember.objects.get(pk=row["id"])
        if _image(member) != row["after"]:
            left.append(member.campaign_id)
            continue
        for name, value in row["before"].items():
            setattr(member, name, datetime.fromisoformat(value) if value and name != "status" else value)
        member.save(update_fields=list(_COLUMNS))
    return left
