"""The registry of campaigns: all that can be asked of a list of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from detente.crm.capture.models import Campaign, CampaignCost, Lead
from detente.crm.lists import options
from detente.crm.lists.fields import Field
from detente.crm.lists.words import every_word

CAMPAIGNS = Campaign.objects.filter(is_archived=False)


def of_reader(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Leads or costs that count for this reader: all of them; for a vendor's user only their vendor's."""
    return rows.filter(vendor=user.vendor_id) if user is not None and user.is_vendor else rows


def living(user: Any = None) -> QuerySet[Campaign]:
    """Campaigns with `leads_n` and `cost_minor`, so that a list can be sorted by them. No cost is null, not 0."""
    leads = of_reader(Lead.objects.filter(campaign=OuterRef("pk")), user).order_by()
    costs = of_reader(
        CampaignCost.objects.filter(campaign=OuterRef("pk"), is_archived=False), user
    ).order_by()
    summed = costs.values("campaign").annotate(total=Sum("base_minor")).values("total")
    # Counted by indexes alone: all leads, less the few that were set aside.
    alive = _count(leads) - _count(leads.filter(is_archived=True))
    return Campaign.objects.filter(is_archived=False).annotate(leads_n=alive, cost_minor=Subquery(summed))


def _count(leads: QuerySet[Any]) -> Coalesce:
    counted = leads.values("campaign").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def matching(text: str) -> Q:
    """Campaigns by name."""
    return every_word(text, "name")


sources = options.held_in(Campaign, "source")
types = options.held_in(Campaign, "type")

FIELDS = (
    Field("name", _("Campaign"), "name", edits="name", for_many=False),
    Field("source", _("Source"), "source", kind="choice", nullable=True, options=sources, edits="source"),
    Field("medium", _("Medium"), "medium", nullable=True, shown=False, edits="medium"),
    Field("starts", _("Starts"), "starts_on", kind="day", nullable=True, edits="starts_on"),
    Field("ends", _("Ends"), "ends_on", kind="day", nullable=True, edits="ends_on"),
    Field("leads", _("Leads"), "leads_n", kind="number"),
    Field("cost", _("Cost"), "cost_minor", kind="money", nullable=True),
    Field("type", _("Type"), "type", kind="choice", nullable=True, shown=False, options=types, edits="type"),
    Field(
        "vendor", _("Vendor"), "vendor__name", kind="reference", nullable=True, shown=False, asks="vendor",
        options=options.vendors, edits="vendor_id", inner=True,
    ),
    Field("created", _("Added"), "created_at", kind="instant", shown=False),
    Field("note", _("Note"), "note", shown=False, is_sortable=False, edits="note"),
)  # fmt: skip

MORE = {"by_vendor": "vendor__name", "spent": "cost_minor", "arrived": "leads_n", "version": "version"}
