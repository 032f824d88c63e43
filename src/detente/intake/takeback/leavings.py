"""Persons, accounts and campaigns that nothing living needs any more, once their leads and deals are archived."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from detente.crm.capture.models import Campaign, CampaignCost, Lead
from detente.crm.deals.models import Deal
from detente.crm.history import rows
from detente.crm.history.facts import Archived, CostReversed
from detente.crm.history.models import Event
from detente.crm.people.models import Account, Person
from detente.intake.takeback.lines import Takeback


def set_aside(takeback: Takeback) -> None:
    """Archive what only this batch brought and nobody uses; call it when the leads are written."""
    people = _untouched(takeback, "person_id", takeback.people)
    people -= _used(people, "person_id", Lead, Deal)
    _archive(takeback, Person, "person", people)
    accounts = _untouched(takeback, "account_id", takeback.accounts - {0})
    accounts -= _used(accounts, "account_id", Lead, Deal, Person)
    _archive(takeback, Account, "account", accounts)
    campaigns = _untouched(takeback, "campaign_id", takeback.campaigns)
    campaigns -= _used(campaigns, "campaign_id", Lead)
    _archive(takeback, Campaign, "campaign", campaigns)
    _reverse_costs(takeback, campaigns)


def _untouched(takeback: Takeback, column: str, keys: set[int]) -> set[int]:
    """Those whose whole history this batch wrote."""
    others = Q(batch_id__isnull=True) | ~Q(batch_id=takeback.batch_id)
    touched = Event.objects.filter(others, **{f"{column}__in": keys}).values_list(column, flat=True)
    return keys - set(touched)


def _used(keys: set[int], column: str, *models: Any) -> set[int]:
    """Those that a record which is not archived refers to."""
    return {
        key
        for model in models
        for key in model.objects.filter(is_archived=False, **{f"{column}__in": keys}).values_list(
            column, flat=True
        )
    }


def _archive(takeback: Takeback, model: Any, code: str, keys: set[int]) -> None:
    living = sorted(model.objects.filter(pk__in=keys, is_archived=False).values_list("id", flat=True))
    rows.update(model, ("is_archived",), [(True, key) for key in living])
    for key in living:
        takeback.writer.record_loose(Archived(code=code), at=takeback.at, subject={f"{code}_id": key})


def _reverse_costs(takeback: Takeback, campaigns: set[int]) -> None:
    """What an archived campaign had cost."""
    costs = CampaignCost.objects.filter(campaign_id__in=campaigns, is_archived=False)
    for key, campaign, vendor in list(costs.values_list("id", "campaign_id", "vendor_id")):
        subject = {"campaign_id": campaign, "vendor_id": vendor}
        takeback.writer.record_loose(CostReversed(facts={"cost_id": key}), at=takeback.at, subject=subject)
        rows.update(CampaignCost, ("is_archived",), [(True, key)])
