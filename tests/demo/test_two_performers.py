"""The demo is filled in sets; what it contains is exactly what people's own acts would have made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from detente.crm.history.models import Event
from detente.crm.models import (
    Account,
    Campaign,
    CampaignMember,
    Deal,
    DealLead,
    Handoff,
    Lead,
    LeadScore,
    Person,
    StageInterval,
    User,
    Vendor,
)
from detente.demo import acts, by_actions, by_sets, setting
from detente.demo.lives import Plan

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
# Keys and moments of writing differ between two runs; everything else must not.
ASIDE = {"id", "uuid", "recorded_at", "hash", "previous", "digest", "head", "event_id"}


class Undo(Exception):
    """Rolls one performance back so that the other starts from the same empty stage."""


def _named(row: dict[str, Any], names: dict[str, dict[int, str]]) -> tuple[Any, ...]:
    shown = {key: value for key, value in row.items() if key not in ASIDE}
    if "response_campaign_id" in (shown.get("facts") or {}):
        shown["facts"] = shown["facts"] | {
            "response_campaign_id": names["campaign_id"][shown["facts"]["response_campaign_id"]]
        }
    if "handoff" in (shown.get("facts") or {}):
        shown["facts"] = {key: value for key, value in shown["facts"].items() if key != "handoff"}
    if (shown.get("route_facts") or {}).get("from"):
        shown["route_facts"] = shown["route_facts"] | {
            "from": names["owner_id"][shown["route_facts"]["from"]]
        }
    for column, by_id in names.items():
        if shown.get(column) is not None:
            shown[column] = by_id[shown[column]]
    return tuple(sorted((key, repr(value)) for key, value in shown.items()))


def _picture() -> dict[str, Any]:
    people = dict(Person.objects.values_list("pk", "email"))
    accounts = dict(Account.objects.values_list("pk", "domain"))
    users = dict(User.objects.values_list("pk", "email"))
    campaigns, vendors = (dict(model.objects.values_list("pk", "name")) for model in (Campaign, Vendor))
    leads = {
        key: f"{people[person]} {at}"
        for key, person, at in Lead.objects.values_list("pk", "person", "arrived_at")
    }
    deals = {key: leads[lead] for key, lead in Deal.objects.values_list("pk", "lead")}
    names = {"person_id": people, "account_id": accounts, "lead_id": leads, "earlier_id": leads, "first_id": leads,
             "deal_id": deals, "campaign_id": campaigns, "vendor_id": vendors, "owner_id": users, "actor_id": users,
             "by_id": users, "to_id": users, "answered_by_id": users}  # fmt: skip
    tables = {
        "people": Person, "accounts": Account, "leads": Lead, "deals": Deal, "deal_leads": DealLead,
        "members": CampaignMember, "intervals": StageInterval,
        "handoffs": Handoff, "scores": LeadScore,
    }  # fmt: skip
    picture = {
        name: sorted(_named(row, names) for row in model.objects.values()) for name, model in tables.items()
    }
    chained = Event.objects.exclude(lead=None).order_by("lead_id", "seq")
    picture["histories"] = sorted(_named(row, names) for row in chained.values())
    loose = Event.objects.filter(lead=None).filter(kind__in=("account_added", "member_added"))
    picture["loose"] = sorted(_named(row, names) for row in loose.values())
    words = chained.exclude(detail=None).values_list("lead", "seq", "detail__words")
    picture["words"] = sorted((leads[lead], seq, repr(text)) for lead, seq, text in words)
    return picture


@pytest.fixture(autouse=True)
def _as_it_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    """People did what they did when it happened: for an act, now is its own moment."""
    perform = vars(by_actions.Performer)["perform"]

    def at_its_time(self: by_actions.Performer, act: acts.Act) -> None:
        monkeypatch.setattr(timezone, "now", lambda: act.at)
        perform.__get__(self, type(self))(act)

    monkeypatch.setattr(by_actions.Performer, "perform", at_its_time)


def _performed_by(performer: Any, lives: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    try:
        with transaction.atomic():
            performer.perform(lives, setting.set_up(NOW))
            found = _picture()
            raise Undo
    except Undo:
        return found


@pytest.mark.django_db
def test_sets_and_actions_lead_to_the_same_company() -> None:
    lives = Plan(seed=4, leads=150, now=NOW).lives()
    one_by_one, in_sets = _performed_by(by_actions, lives), _performed_by(by_sets, lives)
    for table, rows in one_by_one.items():
        assert rows == in_sets[table], table
    assert len(one_by_one["leads"]) > 140
    assert one_by_one["words"], "the plan should contain notes"
    assert len(one_by_one["handoffs"]) > 60, "the plan should hand leads over"
