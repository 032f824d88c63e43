"""The registry of leads: all that can be asked of a list of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from detente.crm.capture.models import Lead
from detente.crm.capture.origin import UTM_FIELDS
from detente.crm.handoff.models import Handoff
from detente.crm.lists import options
from detente.crm.lists.fields import Field
from detente.crm.lists.found import found_by_the_audit
from detente.crm.lists.json_text import TextAt
from detente.crm.lists.milestones import having_reached, milestones
from detente.crm.lists.of_accounts import matching as found_accounts
from detente.crm.lists.of_people import matching as found_people
from detente.crm.people.models import Account, Person

STATES = {
    "open": (_("Open"), Q(closed_at=None)),
    "won": (_("Won"), Q(stage="won")),
    "ended": (_("Ended"), Q(closed_at__isnull=False) & ~Q(stage="won")),
}
ANSWERS: dict[str, tuple[Any, bool]] = {
    "waiting": (_("waits"), False),
    "late": (_("late"), True),
}
_UTM_LABELS = {
    "utm_source": _("UTM source"), "utm_medium": _("UTM medium"), "utm_campaign": _("UTM campaign"),
    "utm_term": _("UTM term"), "utm_content": _("UTM content"), "landing_page": _("Landing page"),
    "referrer": _("Referrer"),
}  # fmt: skip


def waiting_for_an_answer(wanted: str) -> Q:
    """Leads that were handed over or passed on and nobody answered; `late` ones past their time."""
    waiting = Handoff.objects.filter(answer=None)
    if ANSWERS[wanted][1]:
        waiting = waiting.filter(due_at__lte=timezone.now())
    return Q(pk__in=waiting.values("lead"))


def living(_user: Any = None) -> QuerySet[Lead]:
    """Leads that a list is about."""
    return Lead.objects.filter(is_archived=False)


def matching(text: str) -> Q:
    """Leads whose person or account carries these words: name, address, number or company."""
    people = found_people(text)
    accounts = found_accounts(text)
    return Q(person__in=Person.objects.filter(people).values("pk")) | Q(
        account__in=Account.objects.filter(accounts).values("pk")
    )


def _utm(name: str) -> Field:
    return Field(
        name, _UTM_LABELS[name], name, nullable=True, shown=False, is_sortable=False, inner=True,
        values={name: TextAt("utm", name)},
    )  # fmt: skip


FIELDS = (
    Field("name", _("Lead"), "person__label", is_joined=True),
    Field("account", _("Company"), "account__name", nullable=True, shown=False, is_joined=True),
    Field("email", _("E-mail"), "person__email", nullable=True, shown=False, is_joined=True),
    Field("phone", _("Phone"), "person__phone", nullable=True, shown=False, is_sortable=False),
    Field("title", _("Job title"), "person__title", nullable=True, shown=False, is_joined=True),
    Field("country", _("Country"), "person__country", nullable=True, shown=False, is_sortable=False),
    Field(
        "stage", _("Stage"), "stage", kind="choice", options=options.stages, edits="stage",
        groups=options.every_stage,
    ),
    Field(
        "owner", _("Owner"), "owner__name", kind="reference", nullable=True, asks="owner", aliases=("owner_id",),
        options=options.owners, edits="owner", inner=True, names_user=True, groups=options.every_owner,
    ),
    Field(
        "source", _("Source"), "source", kind="choice", nullable=True, options=options.lead_sources, edits="source",
        inner=True, groups=options.every_source,
    ),
    Field(
        "campaign", _("Campaign"), "campaign__name", kind="reference", nullable=True, asks="campaign",
        aliases=("campaign_name",), options=options.campaigns, edits="campaign", inner=True,
        groups=options.every_campaign,
    ),
    Field("score", _("Score"), "scoring__score", kind="number", nullable=True, inner=True, is_joined=True),
    Field(
        "band", _("Band"), "scoring__band", kind="choice", nullable=True, shown=False, is_sortable=False, inner=True,
        options=options.score_bands,
    ),
    Field(
        "fit_now", _("Fit now"), "scoring__fit_band", kind="choice", nullable=True, shown=False, is_sortable=False,
        inner=True, options=options.bands,
    ),
    Field(
        "status", _("Status"), "status", kind="choice", options=options.among(options.STATUSES),
        groups=options.every_status,
    ),
    Field("attempts", _("Attempts"), "attempts", kind="number"),
    Field("touches", _("Touches"), "touches", kind="number", shown=False),
    Field("arrived", _("Arrived"), "arrived_at", kind="instant"),
    Field("touched", _("Last touch"), "last_touch_at", kind="instant", nullable=True, shown=False),
    Field("first_tried", _("First attempt"), "first_attempt_at", kind="instant", nullable=True, shown=False),
    Field("tried", _("Last attempt"), "last_attempt_at", kind="instant", nullable=True, shown=False),
    Field("planned", _("Planned next"), "next_at", kind="instant", nullable=True, shown=False),
    Field("since", _("In stage since"), "stage_since", kind="instant", shown=False),
    Field("closed", _("Ended on"), "closed_at", kind="instant", nullable=True, shown=False),
    Field("medium", _("Medium"), "medium", nullable=True, shown=False, is_sortable=False, edits="medium", inner=True),
    Field(
        "vendor", _("Vendor"), "vendor__name", kind="reference", nullable=True, shown=False, asks="vendor",
        aliases=("vendor_name",), options=options.vendors, edits="vendor", inner=True,
        groups=options.every_vendor,
    ),
    Field(
        "team", _("Team"), "owner__team__name", kind="reference", nullable=True, shown=False, is_sortable=False,
        asks="owner__team", options=options.teams, inner=True,
    ),
    Field(
        "reason", _("Reason it ended"), "exit_reason", kind="choice", nullable=True, shown=False, is_sortable=False,
        options=options.reasons, aliases=("exit_reason",),
    ),
    Field(
        "exit_from", _("Ended from stage"), "exit_from", kind="choice", nullable=True, shown=False,
        is_sortable=False, options=options.stages,
    ),
    Field("recycle_on", _("Back on"), "recycle_on", kind="day", nullable=True, shown=False),
    Field(
        "fit", _("Fit"), "fit_band", kind="choice", nullable=True, shown=False, is_sortable=False,
        options=options.bands,
    ),
    Field("targeted", _("Targeted"), "is_targeted", kind="flag", shown=False, is_sortable=False),
    Field("defects", _("Defects"), "defects", shown=False, is_sortable=False, is_filter=False, is_list=True),
    Field("deal", _("Deal"), "deal__name", nullable=True, shown=False, is_sortable=False),
    Field(
        "deal_amount", _("Deal amount"), "deal__amount_minor", kind="money", nullable=True, shown=False,
        currency="deal__currency", is_joined=True,
    ),
    Field("next_step", _("Next step"), "deal__next_step", nullable=True, shown=False, is_sortable=False),
    Field("next_on", _("Next step on"), "deal__next_on", kind="day", nullable=True, shown=False, is_sortable=False),
    *map(_utm, UTM_FIELDS),
    Field(
        "reached", _("Reached"), "stage", kind="choice", shown=False, is_sortable=False, is_column=False,
        options=milestones, means=having_reached,
    ),
    Field(
        "state", _("State"), "closed_at", kind="choice", shown=False, is_sortable=False, is_column=False,
        options=lambda: [(key, label) for key, (label, _condition) in STATES.items()],
        means=lambda wanted: STATES[wanted][1],
    ),
    Field(
        "data", _("Data"), "defects", kind="choice", shown=False, is_sortable=False, is_column=False,
        options=lambda: [("bad", _("has defects"))], means=lambda wanted: ~Q(defects=[]),
    ),
    Field(
        "answer", _("Answer of sales"), "stage", kind="choice", shown=False, is_sortable=False, is_column=False,
        options=lambda: [(key, label) for key, (label, _due) in ANSWERS.items()], means=waiting_for_an_answer,
    ),
    found_by_the_audit("leads"),
)  # fmt: skip

MORE = {
    "company": "account__name",
    "owner_team": "owner__team__kind",
    "bad": "defects",
    "version": "last_seq",
}
