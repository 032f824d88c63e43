"""Amounts that had no rate when they were frozen: a rate that becomes known later fills them, and nothing else.

What was frozen at a rate stays as it is, whatever is learnt about that day afterwards.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from detente.crm.capture.models import CampaignCost
from detente.crm.deals.locking import locked_deal
from detente.crm.deals.models import Deal
from detente.crm.history.facts import BaseFilled
from detente.crm.history.models import Event
from detente.crm.history.reactions import on
from detente.crm.history.record import locked, record_deal, record_loose
from detente.crm.people.days import day_of, starts_at
from detente.crm.people.rates import to_base


@on("rates_set")
def fill_bases(event: Event, _lead: Any) -> None:
    """Fill what the new rates make known, in the order in which locks are taken everywhere."""
    facts = event.facts or {}
    if facts.get("removed"):
        return
    unknown = {"base_minor": None, "amount_minor__isnull": False, "currency__in": facts["currencies"]}
    since = date.fromisoformat(facts["from"])
    deals = Deal.objects.filter(**unknown, is_archived=False, closed_at__gte=starts_at(since))
    for deal in list(deals.order_by("lead_id", "pk")):
        _fill_deal(deal, event)
    costs = CampaignCost.objects.filter(**unknown, is_archived=False, day__gte=since)
    for cost in list(costs.order_by("pk")):
        _fill_cost(cost, event)


def _fill_deal(deal: Deal, event: Event) -> None:
    deal = locked_deal(deal)
    closed_on = day_of(deal.closed_at) if deal.closed_at else None
    base = to_base(deal.amount_minor, deal.currency, closed_on) if closed_on else None
    if base is None or deal.base_minor is not None:
        return
    record_deal(deal, BaseFilled(code="deal", base_minor=base, facts={"rates": event.pk}), by=event.actor)


def _fill_cost(cost: CampaignCost, event: Event) -> None:
    cost = locked(cost)
    base = to_base(cost.amount_minor, cost.currency, cost.day)
    if base is None or cost.base_minor is not None:
        return
    cost.base_minor = base
    cost.save(update_fields=["base_minor"])
    subject = {"campaign_id": cost.campaign_id, "vendor_id": cost.vendor_id}
    fact = BaseFilled(code="cost", base_minor=base, facts={"cost_id": cost.pk, "rates": event.pk})
    record_loose(fact, by=event.actor, subject=subject)
