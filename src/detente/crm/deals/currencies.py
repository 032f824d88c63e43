"""Which currencies a company meets, what is known of their worth, and what still waits for a rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Min

from detente.crm.capture.models import CampaignCost
from detente.crm.deals.models import Deal
from detente.crm.people.actions import organisation
from detente.crm.people.models import FxRate


@dataclass
class CurrencyMet:
    """A currency other than ours: where it occurs, its newest rate, and amounts frozen without one."""

    code: str
    deals: int = 0
    costs: int = 0
    rates: int = 0
    first: date | None = None
    newest: date | None = None
    rate: Decimal | None = None
    unpriced: int = 0

    @property
    def is_in_use(self) -> bool:
        """Whether any living deal or cost has it."""
        return bool(self.deals or self.costs)


def currencies_met() -> list[CurrencyMet]:
    """Every currency of a deal, a cost or a rate but the organisation's; those in use first."""
    found: dict[str, CurrencyMet] = {}
    deals = Deal.objects.filter(is_archived=False, amount_minor__isnull=False, currency__isnull=False)
    counted = (
        deals.order_by().values_list("currency", "status").annotate(n=Count("pk"), known=Count("base_minor"))
    )
    for code, status, count, known in counted:
        met = found.setdefault(str(code), CurrencyMet(str(code)))
        met.deals += count
        met.unpriced += 0 if status == "open" else count - known
    costs = CampaignCost.objects.filter(is_archived=False).order_by().values_list("currency")
    for code, count, known in costs.annotate(n=Count("pk"), known=Count("base_minor")):
        met = found.setdefault(code, CurrencyMet(code))
        met.costs += count
        met.unpriced += count - known
    _add_rates(found)
    found.pop(organisation().currency, None)
    return sorted(found.values(), key=lambda each: (not each.is_in_use, each.code))


def _add_rates(found: dict[str, CurrencyMet]) -> None:
    spans = (
        FxRate.objects.order_by()
        .values("currency")
        .annotate(n=Count("pk"), first=Min("day"), last=Max("day"))
    )
    newest = {}
    for row in spans:
        each = found.setdefault(row["currency"], CurrencyMet(row["currency"]))
        each.rates, each.first, each.newest = row["n"], row["first"], row["last"]
        newest[row["currency"]] = row["last"]
    for rate in FxRate.objects.filter(currency__in=newest, day__in=set(newest.values())):
        if newest[rate.currency] == rate.day:
            found[rate.currency].rate = rate.rate
