"""The registry of the campaigns list: all that an address may search, filter and sort it by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from detente.crm.models import Campaign, CampaignCost, Lead, Vendor
from detente.web.lists import Field, Listing
from detente.web.search.words import every_word, words_of

CAMPAIGNS = Campaign.objects.filter(is_archived=False)


def of_reader(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Leads or costs that count for this reader: all of them; for a vendor's user only their vendor's."""
    return rows.filter(vendor=user.vendor_id) if user.is_vendor else rows


def with_totals(user: Any) -> QuerySet[Campaign]:
    """Campaigns with `leads_n` and `cost_minor`, so that a list can be sorted by them. No cost is null, not 0."""
    leads = of_reader(Lead.objects.filter(campaign=OuterRef("pk"), is_archived=False), user).order_by()
    costs = of_reader(
        CampaignCost.objects.filter(campaign=OuterRef("pk"), is_archived=False), user
    ).order_by()
    counted = leads.values("campaign").annotate(n=Count("pk")).values("n")
    summed = costs.values("campaign").annotate(total=Sum("base_minor")).values("total")
    return CAMPAIGNS.annotate(
        leads_n=Coalesce(Subquery(counted, output_field=IntegerField()), 0), cost_minor=Subquery(summed)
    )


def sources() -> Iterable[tuple[str, str]]:
    """The sources that campaigns name."""
    return _known("source")


def types() -> Iterable[tuple[str, str]]:
    """The types that campaigns name."""
    return _known("type")


def _known(column: str) -> list[tuple[str, str]]:
    known = CAMPAIGNS.exclude(**{column: None}).exclude(**{column: ""}).order_by(column)
    return [(name, name) for name in known.values_list(column, flat=True).distinct()[:300]]


def vendors() -> Iterable[tuple[int, str]]:
    """Vendors by name."""
    return Vendor.objects.order_by("name").values_list("pk", "name")[:500]


def campaigns_with(text: str) -> Q:
    """Campaigns by name."""
    words = words_of(text)
    return every_word(words, "name") if words else Q()


LISTING = Listing(
    fields=(
        Field("name", _("Campaign"), "name"),
        Field("source", _("Source"), "source", kind="choice", nullable=True, options=sources),
        Field("starts", _("Starts"), "starts_on", kind="day", nullable=True),
        Field("ends", _("Ends"), "ends_on", kind="day", nullable=True),
        Field("leads", _("Leads"), "leads_n", kind="number"),
        Field("cost", _("Cost"), "cost_minor", kind="number", nullable=True),
        Field("type", _("Type"), "type", kind="choice", nullable=True, shown=False, options=types),
        Field(
            "vendor", _("Vendor"), "vendor", kind="choice", nullable=True, shown=False, sortable=False,
            options=vendors,
        ),
        Field("created", _("Added"), "created_at", kind="instant", shown=False),
    ),
    default_sort="-starts",
    search=campaigns_with,
    more={"vendor_name": "vendor__name", "medium": "medium", "uuid": "uuid"},
)  # fmt: skip
COLUMNS = [
    "id", "uuid", "name", "type", "source", "medium", "vendor_name", "starts", "ends", "leads", "cost", "currency",
    "cost_per_lead", "mql", "sql", "won",
]  # fmt: skip
