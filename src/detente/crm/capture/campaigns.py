"""Campaigns: set up, paid for on dated days, and responded to by members."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from detente.crm.capture import rules
from detente.crm.capture.models import Campaign, CampaignCost, CampaignMember, Vendor
from detente.crm.history.facts import CampaignAdded, CampaignChanged, CostAdded, MemberAdded, MemberRemoved
from detente.crm.history.record import kept_once, locked, record_loose
from detente.crm.objections import N_, Objection, Refused, check, check_version
from detente.crm.people.models import Person, User
from detente.crm.people.naming import tidy
from detente.crm.people.rates import to_base

FIELDS = ("name", "type", "source", "medium", "vendor_id", "starts_on", "ends_on", "note")


def find_vendor(name: str) -> Vendor:
    """The vendor with this name, made when new."""
    return Vendor.objects.get_or_create(name=tidy(name)[:120])[0]


@transaction.atomic
def add_campaign(name: str, *, by: User | None, at: datetime | None = None, **fields: Any) -> Campaign:
    """A new campaign; names are unique, so that costs and leads find the same one."""
    with kept_once(lambda: _refuse_bad_campaign(name, fields, None)):
        campaign = Campaign.objects.create(name=tidy(name)[:200], created_at=at or timezone.now(), **fields)
    subject = {"campaign_id": campaign.pk, "vendor_id": campaign.vendor_id}
    record_loose(CampaignAdded(source=campaign.source, medium=campaign.medium), by=by, at=at, subject=subject)
    return campaign


def _refuse_bad_campaign(name: str, fields: dict[str, Any], own: int | None) -> None:
    found = []
    if not tidy(name):
        found.append(Objection("name_missing", N_("Give the campaign a name."), "name"))
    if Campaign.objects.filter(name=tidy(name)[:200]).exclude(pk=own or 0).exists():
        text = N_("A campaign called {name} exists already.")
        found.append(Objection("name_taken", text, "name", {"name": tidy(name)}))
    starts, ends = fields.get("starts_on"), fields.get("ends_on")
    if starts and ends and ends < starts:
        found.append(Objection("ends_before_start", N_("The campaign ends before it starts."), "ends_on"))
    if found:
        raise Refused(*found)


@transaction.atomic
def change_campaign(campaign: Campaign, *, by: User, version: int | None = None, **fields: Any) -> Campaign:
    """Change a campaign's own fields; leads keep the origin they arrived with."""
    campaign = locked(campaign)
    check_version(campaign.version, expected=version)
    whole = {name: getattr(campaign, name) for name in FIELDS} | fields
    before = {
        name: getattr(campaign, name) for name, value in fields.items() if getattr(campaign, name) != value
    }
    with kept_once(lambda: _refuse_bad_campaign(whole["name"], whole, campaign.pk)):
        if before:
            for name in before:
                setattr(campaign, name, fields[name])
            campaign.version += 1
            campaign.save()
            fact = CampaignChanged(facts={"fields": sorted(before)})
            record_loose(fact, by=by, subject={"campaign_id": campaign.pk}, words={"before": before})
    return campaign


@transaction.atomic
def add_cost(
    *, day: date, amount_minor: int, currency: str, by: User | None, campaign: Campaign | None = None,
    vendor: Vendor | None = None, source: str | None = None, note: str = "",
) -> CampaignCost:  # fmt: skip
    """Money was spent on a day, on a campaign, a vendor or a source; a refund is negative."""
    source = tidy(source)[:120] or None
    check(
        rules.objections_to_cost(amount_minor, currency, is_of_something=bool(campaign or vendor or source))
    )
    cost = CampaignCost.objects.create(
        campaign=campaign, vendor=vendor or (campaign.vendor if campaign else None), source=source, day=day,
        amount_minor=amount_minor, currency=currency, base_minor=to_base(amount_minor, currency, day), note=note[:200],
    )  # fmt: skip
    fact = CostAdded(
        amount_minor=amount_minor, currency=currency, base_minor=cost.base_minor, day=day, source=cost.source
    )
    subject = {"campaign_id": cost.campaign_id, "vendor_id": cost.vendor_id}
    record_loose(fact, by=by, subject=subject)
    return cost


@transaction.atomic
def join_campaign(
    campaign: Campaign, person: Person, *, at: datetime, by: User | None, responded: bool = False,
    status: str | None = None,
) -> CampaignMember:  # fmt: skip
    """Make a person a member of a campaign; a first response is dated once and never moved later."""
    usual = "responded" if responded else "sent"
    member, is_new = CampaignMember.objects.get_or_create(
        campaign=campaign, person=person,
        defaults={"status": status or usual, "added_at": at, "responded_at": at if responded else None},
    )  # fmt: skip
    if not is_new and not _update_member(member := locked(member), at=at, responded=responded, status=status):
        return member
    subject = {"campaign_id": campaign.pk, "person_id": person.pk}
    record_loose(MemberAdded(code=member.status), by=by, at=at, subject=subject)
    return member


def _update_member(member: CampaignMember, *, at: datetime, responded: bool, status: str | None) -> bool:
    """Whether anything is new: an earlier response, or another status. A status is lowered only by name."""
    is_first = responded and member.responded_at is None
    is_earlier = responded and (member.responded_at is None or at < member.responded_at)
    status = status or ("responded" if is_first else member.status)
    if not is_earlier and status == member.status:
        return False
    member.status = status
    member.responded_at = at if is_earlier else member.responded_at
    member.save()
    return True


@transaction.atomic
def leave_campaign(campaign: Campaign, person: Person, *, by: User | None) -> bool:
    """A person was made a member by mistake; whether they were one. A response stays: it was no mistake."""
    member = CampaignMember.objects.filter(campaign=campaign, person=person).first()
    if member is None:
        return False
    if member.responded_at:
        text = N_("{label} has responded to this campaign since, so they stay a member.")
        raise Refused(Objection("has_responded", text, None, {"label": person.label}))
    locked(member).delete()
    subject = {"campaign_id": campaign.pk, "person_id": person.pk}
    record_loose(MemberRemoved(code=member.status), by=by, subject=subject)
    return True
