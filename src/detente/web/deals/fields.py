"""The registry of the deals list: all that an address may search, filter and sort it by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from detente.crm.deals.models import Deal
from detente.crm.people.days import today
from detente.crm.people.models import Account, Person
from detente.crm.playbook import actions as playbook
from detente.web.leads.fields import campaign_options, owner_options, source_options, team_options
from detente.web.lists import Field, Listing

STATES = {"open": _("Open"), "won": _("Won"), "lost": _("Lost")}
EVERY_STATE = "all"


def stage_options() -> Iterable[tuple[str, Any]]:
    """The stages a deal can stand in."""
    agreement = playbook.current()
    return [(stage.code, _(stage.name)) for stage in (*agreement.deal_stages, agreement.stage("lost"))]


def type_options() -> Iterable[tuple[str, Any]]:
    """The kinds of deal."""
    return [("new", _("New business")), ("expansion", _("Expansion")), ("renewal", _("Renewal"))]


def matching(words: str) -> Q:
    """Deals whose name, account or contact carries these words."""
    accounts = Account.objects.filter(name__icontains=words).values("pk")
    people = Person.objects.filter(label__icontains=words).values("pk")
    return Q(name__icontains=words) | Q(account__in=accounts) | Q(person__in=people)


def overdue() -> Q:
    """Open deals that should have closed by now."""
    return Q(status="open", expected_on__lt=today())


def _hidden(key: str, label: Any, column: str, options: Any, **more: Any) -> Field:
    return Field(key, label, column, kind="choice", shown=False, sortable=False, options=options, **more)


FIELDS = (
    Field("name", _("Deal"), "name"),
    Field("stage", _("Stage"), "stage", kind="choice", options=stage_options),
    Field("amount", _("Amount"), "amount_minor", kind="number", nullable=True),
    Field("expected", _("Expected close"), "expected_on", kind="day", nullable=True),
    Field("owner", _("Owner"), "owner__name", nullable=True),
    Field("since", _("In stage"), "stage_since", kind="instant"),
    Field("opened", _("Opened"), "opened_at", kind="instant"),
    Field("closed", _("Closed"), "closed_at", kind="instant", nullable=True, shown=False),
    _hidden("state", _("State"), "status", lambda: [*STATES.items(), (EVERY_STATE, _("All"))],
            means=lambda wanted: Q() if wanted == EVERY_STATE else Q(status=wanted)),
    _hidden("due", _("Close"), "expected_on", lambda: [("overdue", _("overdue"))], means=lambda wanted: overdue()),
    _hidden("owner_id", _("Owner"), "owner", owner_options, nullable=True),
    _hidden("team", _("Team"), "owner__team", team_options),
    _hidden("source", _("Source"), "lead__source", source_options, nullable=True),
    _hidden("campaign", _("Campaign"), "lead__campaign", campaign_options, nullable=True),
    _hidden("type", _("Type"), "type", type_options),
)  # fmt: skip

LISTING = Listing(
    fields=FIELDS,
    default_sort="-opened",
    search=matching,
    more={
        "account_id": "account", "account": "account__name", "person": "person__label", "currency": "currency",
        "status": "status", "owner_team": "owner__team__kind",
    },
)  # fmt: skip

EXPORTED = (
    "id", "uuid", "name", "account", "person", "lead", "stage", "status", "kind", "owner", "amount", "currency",
    "expected", "opened", "since", "closed", "reason", "product",
)  # fmt: skip
EXPORT = Listing(
    fields=FIELDS,
    default_sort=LISTING.default_sort,
    search=matching,
    more={
        **LISTING.more,
        "uuid": "uuid",
        "lead": "lead",
        "kind": "type",
        "reason": "reason",
        "product": "product",
    },
)

ROWS = Deal.objects.filter(is_archived=False)
