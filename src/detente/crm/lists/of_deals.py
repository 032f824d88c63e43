"""The registry of deals: all that can be asked of a list of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from detente.crm.deals.models import Deal
from detente.crm.deals.products import with_product
from detente.crm.lists import options
from detente.crm.lists.fields import Field
from detente.crm.lists.found import found_by_the_audit
from detente.crm.lists.words import every_word
from detente.crm.people.days import today
from detente.crm.people.models import Person

STATES = {"open": _("Open"), "won": _("Won"), "lost": _("Lost")}
EVERY_STATE = "all"


def living(_user: Any = None) -> QuerySet[Deal]:
    """Deals that a list is about."""
    return Deal.objects.filter(is_archived=False)


def matching(text: str) -> Q:
    """Deals whose name, account or contact carries these words."""
    people = Person.objects.filter(every_word(text, "label")).values("pk")
    return every_word(text, "name", "account__name") | Q(person__in=people)


def _state(wanted: str) -> Q:
    return Q() if wanted == EVERY_STATE else Q(status=wanted)


DUE = {
    "overdue": _("overdue"),
    "undated": _("no day"),
    "slipped": _("moved later twice or more"),
    "next_late": _("next step late"),
    "no_next": _("no next step"),
}
_DUE_MEANS = {
    "overdue": lambda: Q(status="open", expected_on__lt=today()),
    "undated": lambda: Q(status="open", expected_on=None),
    "slipped": lambda: Q(status="open", slips__gte=2),
    "next_late": lambda: Q(status="open", next_on__lt=today()),
    "no_next": lambda: Q(status="open", next_step=""),
}
"""What keeps a forecast honest: open deals whose day has passed, or about which nobody knows what comes next."""


FIELDS = (
    Field("name", _("Deal"), "name", edits="name", for_many=False),
    Field("account", _("Account"), "account__name", nullable=True, shown=False),
    Field("person", _("Contact"), "person__label", nullable=True, shown=False, is_sortable=False),
    Field("stage", _("Stage"), "stage", kind="choice", options=options.deal_stages, edits="stage"),
    Field(
        "amount", _("Amount"), "amount_minor", kind="money", nullable=True, currency="currency", edits="amount",
        for_many=False,
    ),
    Field("expected", _("Expected close"), "expected_on", kind="day", nullable=True, edits="expected_on"),
    Field(
        "owner", _("Owner"), "owner__name", kind="reference", nullable=True, asks="owner", aliases=("owner_id",),
        options=options.owners, edits="owner_id", inner=True, names_user=True,
    ),
    Field("since", _("In stage"), "stage_since", kind="instant"),
    Field("opened", _("Opened"), "opened_at", kind="instant"),
    Field("closed", _("Closed"), "closed_at", kind="instant", nullable=True, shown=False),
    Field(
        "type", _("Type"), "type", kind="choice", shown=False, options=options.among(options.DEAL_TYPES),
        edits="type",
    ),
    Field("product", _("Product"), "product", nullable=True, shown=False, is_sortable=False, edits="product"),
    Field(
        "has_product", _("Has product"), "items__product", kind="choice", shown=False, is_sortable=False,
        is_column=False, options=options.products, means=lambda wanted: with_product(int(wanted)),
    ),
    Field("next_step", _("Next step"), "next_step", shown=False, is_sortable=False, edits="next_step"),
    Field("next_on", _("Next step on"), "next_on", kind="day", nullable=True, shown=False, edits="next_on"),
    Field(
        "reason", _("Reason it closed"), "reason", kind="choice", nullable=True, shown=False, is_sortable=False,
        options=options.closing_reasons,
    ),
    Field(
        "base", _("Amount at close, in our currency"), "base_minor", kind="money", nullable=True, shown=False,
    ),
    Field(
        "team", _("Team"), "owner__team__name", kind="reference", nullable=True, shown=False, is_sortable=False,
        asks="owner__team", options=options.teams, inner=True,
    ),
    Field(
        "source", _("Source"), "lead__source", kind="choice", nullable=True, shown=False, is_sortable=False,
        options=options.lead_sources, inner=True,
    ),
    Field(
        "campaign", _("Campaign"), "lead__campaign__name", kind="reference", nullable=True, shown=False,
        is_sortable=False, asks="lead__campaign", options=options.campaigns, inner=True,
    ),
    Field(
        "vendor", _("Vendor"), "lead__vendor__name", kind="reference", nullable=True, shown=False,
        is_sortable=False, asks="lead__vendor", options=options.vendors, inner=True,
    ),
    Field(
        "lead", _("Lead’s number"), "lead", kind="number", nullable=True, shown=False, is_sortable=False,
        is_filter=False,
    ),
    Field(
        "state", _("State"), "status", kind="choice", shown=False, is_sortable=False, is_column=False,
        options=lambda: [*STATES.items(), (EVERY_STATE, _("All"))], means=_state,
    ),
    Field(
        "due", _("To tidy up"), "expected_on", kind="choice", shown=False, is_sortable=False, is_column=False,
        options=lambda: list(DUE.items()), means=lambda wanted: _DUE_MEANS[wanted](),
    ),
    Field("slips", _("Close moved later"), "slips", kind="number", shown=False),
    found_by_the_audit("deals"),
)  # fmt: skip

MORE = {
    "account_id": "account", "company": "account__name", "contact": "person__label", "currency": "currency",
    "status": "status", "owner_team": "owner__team__kind", "was_closed": "closed_at",
    "stands_since": "stage_since", "stands_in": "stage", "step_on": "next_on", "version": "version",
}  # fmt: skip
