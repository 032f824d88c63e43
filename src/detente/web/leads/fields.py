"""The registry of the leads list: all that an address may search, filter and sort it by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from detente.crm.capture.models import Campaign, Lead, Vendor
from detente.crm.people.models import Account, Person, Team, User
from detente.crm.playbook import actions as playbook
from detente.web.lists import Field, Listing
from detente.web.marks import STATUSES
from detente.web.milestones import having_reached, milestones

STATES = {
    "open": (_("Open"), Q(closed_at=None)),
    "won": (_("Won"), Q(stage="won")),
    "ended": (_("Ended"), Q(closed_at__isnull=False) & ~Q(stage="won")),
}
_A_LIST = 500


def stage_options() -> Iterable[tuple[str, Any]]:
    """Stages and exits of the playbook in effect."""
    return [(stage.code, stage.name) for stage in playbook.current().stages.values()]


def owner_options() -> Iterable[tuple[int, str]]:
    """Everybody who may own a lead, those who left included: their leads are still there."""
    return User.objects.exclude(role__in=("vendor", "executive")).order_by("name").values_list("pk", "name")


def team_options() -> Iterable[tuple[int, str]]:
    """Teams by name."""
    return Team.objects.order_by("name").values_list("pk", "name")


def source_options() -> Iterable[tuple[Any, Any]]:
    """The sources that leads have."""
    known = Lead.objects.exclude(source=None).order_by("source").values_list("source", flat=True).distinct()
    return [(source, source) for source in known[:_A_LIST]]


def campaign_options() -> Iterable[tuple[int, str]]:
    """Campaigns, newest first."""
    return (
        Campaign.objects.filter(is_archived=False).order_by("-created_at").values_list("pk", "name")[:_A_LIST]
    )


def vendor_options() -> Iterable[tuple[int, str]]:
    """Vendors by name."""
    return Vendor.objects.order_by("name").values_list("pk", "name")[:_A_LIST]


def reason_options() -> Iterable[tuple[str, Any]]:
    """The reasons that the playbook has for leaving."""
    return [(reason.code, _(reason.name)) for stage in playbook.current().exits for reason in stage.reasons]


def statuses() -> Iterable[tuple[str, Any]]:
    """The working states."""
    return STATUSES.items()


def matching(words: str) -> Q:
    """Leads whose person or account carries these words: name, address, number or company."""
    person = Q(label__icontains=words) | Q(email__icontains=words) | Q(title__icontains=words)
    if digits := "".join(filter(str.isdecimal, words)):
        person |= Q(phone_key__contains=digits)
    companies = Account.objects.filter(name__icontains=words)
    return Q(person__in=Person.objects.filter(person).values("pk")) | Q(account__in=companies.values("pk"))


LISTING = Listing(
    fields=(
        Field("name", _("Lead"), "person__label"),
        Field("stage", _("Stage"), "stage", kind="choice", options=stage_options),
        Field("owner", _("Owner"), "owner__name", nullable=True),
        Field("source", _("Source"), "source", kind="choice", nullable=True, options=source_options),
        Field("campaign_name", _("Campaign"), "campaign__name", nullable=True),
        Field("status", _("Status"), "status", kind="choice", options=statuses),
        Field("attempts", _("Attempts"), "attempts", kind="number"),
        Field("arrived", _("Arrived"), "arrived_at", kind="instant"),
        Field("touched", _("Last touch"), "last_touch_at", kind="instant", nullable=True, shown=False),
        Field("tried", _("Last attempt"), "last_attempt_at", kind="instant", nullable=True, shown=False),
        Field("since", _("In stage since"), "stage_since", kind="instant", shown=False),
        Field(
            "owner_id", _("Owner"), "owner", kind="choice", nullable=True, shown=False, sortable=False,
            options=owner_options,
        ),
        Field(
            "team", _("Team"), "owner__team", kind="choice", shown=False, sortable=False, options=team_options,
        ),
        Field(
            "campaign", _("Campaign"), "campaign", kind="choice", nullable=True, shown=False, sortable=False,
            options=campaign_options,
        ),
        Field(
            "vendor", _("Vendor"), "vendor", kind="choice", nullable=True, shown=False, sortable=False,
            options=vendor_options,
        ),
        Field(
            "reached", _("Reached"), "stage", kind="choice", shown=False, sortable=False, options=milestones,
            means=having_reached,
        ),
        Field(
            "reason", _("Reason"), "exit_reason", kind="choice", nullable=True, shown=False, sortable=False,
            options=reason_options,
        ),
        Field(
            "state", _("State"), "closed_at", kind="choice", shown=False, sortable=False,
            options=lambda: [(key, label) for key, (label, _condition) in STATES.items()],
            means=lambda wanted: STATES[wanted][1],
        ),
        Field(
            "data", _("Data"), "defects", kind="choice", shown=False, sortable=False,
            options=lambda: [("bad", _("has defects"))], means=lambda wanted: ~Q(defects=[]),
        ),
    ),
    default_sort="-arrived",
    search=matching,
    more={"account": "account__name", "owner_team": "owner__team__kind", "deal": "deal"},
)  # fmt: skip

EXPORTED = (
    "id", "uuid", "name", "email", "phone", "title", "account", "stage", "status", "owner", "source", "medium",
    "campaign_name", "vendor_name", "arrived", "since", "attempts", "touches", "tried", "touched", "closed",
    "exit_reason", "recycle_on", "country", "defects",
)  # fmt: skip
EXPORT = Listing(
    fields=LISTING.fields,
    default_sort=LISTING.default_sort,
    search=matching,
    more={
        **LISTING.more, "uuid": "uuid", "email": "person__email", "phone": "person__phone", "title": "person__title",
        "medium": "medium", "vendor_name": "vendor__name", "touches": "touches", "closed": "closed_at",
        "exit_reason": "exit_reason", "recycle_on": "recycle_on", "country": "person__country", "defects": "defects",
    },
)  # fmt: skip
