"""What the choices of a list's fields can be chosen from: [(value, label)]."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from detente.crm.capture.models import Campaign, Lead, Vendor
from detente.crm.deals.models import Product
from detente.crm.people.models import Account, Team, User
from detente.crm.playbook import actions as playbook

MOST = 500
STATUSES = {"new": _("New"), "attempting": _("Attempting"), "connected": _("Connected")}
ACCOUNT_TYPES = {"prospect": _("Prospect"), "customer": _("Customer"), "partner": _("Partner")}
DEAL_TYPES = {"new": _("New business"), "expansion": _("Expansion"), "renewal": _("Renewal")}
BANDS = ("A", "B", "C", "D")


def stages() -> Iterable[tuple[str, Any]]:
    """Stages and exits of the playbook in effect."""
    return [(stage.code, gettext(stage.name)) for stage in playbook.current().stages.values()]


def deal_stages() -> Iterable[tuple[str, Any]]:
    """The stages a deal can stand in."""
    agreement = playbook.current()
    return [(stage.code, gettext(stage.name)) for stage in (*agreement.deal_stages, agreement.stage("lost"))]


def owners() -> Iterable[tuple[int, str]]:
    """Everybody who may own a record, those who left included: their records are still there."""
    return User.objects.exclude(role__in=("vendor", "executive")).order_by("name").values_list("pk", "name")


def owners_now() -> Iterable[tuple[int, str]]:
    """Everybody who may be given a record today."""
    working = User.objects.filter(is_active=True).exclude(role__in=("vendor", "executive"))
    return working.order_by("name").values_list("pk", "name")


def teams() -> Iterable[tuple[int, str]]:
    """Teams by name."""
    return Team.objects.order_by("name").values_list("pk", "name")


def campaigns() -> Iterable[tuple[int, str]]:
    """Campaigns, newest first."""
    known = Campaign.objects.filter(is_archived=False).order_by("-created_at")
    return known.values_list("pk", "name")[:MOST]


def vendors() -> Iterable[tuple[int, str]]:
    """Vendors by name."""
    return Vendor.objects.order_by("name").values_list("pk", "name")[:MOST]


def products() -> Iterable[tuple[int, str]]:
    """Products by name, archived ones too: deals have them still."""
    return Product.objects.order_by("name").values_list("pk", "name")[:MOST]


def reasons() -> Iterable[tuple[str, Any]]:
    """The reasons that the playbook has for leaving."""
    return [
        (reason.code, gettext(reason.name)) for stage in playbook.current().exits for reason in stage.reasons
    ]


def closing_reasons() -> Iterable[tuple[str, Any]]:
    """The reasons that the playbook has for a deal that closed."""
    agreement = playbook.current()
    held = (*agreement.won_reasons, *agreement.stage("lost").reasons)
    return [(reason.code, gettext(reason.name)) for reason in held]


def among(names: dict[str, Any]) -> Callable[[], Iterable[tuple[str, Any]]]:
    """These names, by their codes."""
    return lambda: list(names.items())


def bands() -> Iterable[tuple[str, str]]:
    """How well leads fit, by the playbook in effect."""
    scoring = playbook.current().scoring
    if scoring is None:
        return [(band, band) for band in BANDS]
    return [(band.code, f"{band.code} {gettext(band.name)}") for band in scoring.fit_bands]


def score_bands() -> Iterable[tuple[str, Any]]:
    """The grades of points that the playbook in effect has."""
    scoring = playbook.current().scoring
    return [(band.code, f"{band.code} {gettext(band.name)}") for band in scoring.bands] if scoring else []


def held_in(model: type[Model], column: str) -> Callable[[], Iterable[tuple[str, str]]]:
    """The values that a column of a model has."""

    def found() -> Iterable[tuple[str, str]]:
        known = model._default_manager.exclude(**{column: None}).exclude(**{column: ""}).order_by(column)
        return [(text, text) for text in known.values_list(column, flat=True).distinct()[:MOST]]

    return found


def _hops(column: str, most: int | None = None) -> list[str]:
    """The values that an indexed column of leads has, found by hops along the index, not by reading every lead."""
    name = connection.ops.quote_name(column)
    least = f"SELECT min({name}) FROM {connection.ops.quote_name(Lead._meta.db_table)} WHERE {name} >"
    hops = f"{least} '' UNION ALL SELECT ({least} hop.value) FROM hop WHERE hop.value IS NOT NULL"
    limit = f" LIMIT {most:d}" if most is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE hop(value) AS ({hops}) SELECT value FROM hop WHERE value IS NOT NULL{limit}"
        )
        return [value for (value,) in cursor.fetchall()]


def lead_sources() -> Iterable[tuple[str, str]]:
    """The sources that leads have."""
    return [(source, source) for source in _hops("source", MOST)]


def every_source() -> list[str]:
    """All sources of leads, for a sort that goes through them."""
    return ["", *_hops("source")]


def every_stage() -> list[str]:
    """All stages that leads stand in, in the playbook's order, those of earlier playbooks last."""
    order = list(playbook.current().stages)
    return sorted(_hops("stage"), key=lambda code: (order.index(code) if code in order else len(order), code))


def every_status() -> list[str]:
    """The states of work on a lead, from nothing done to spoken with."""
    return list(STATUSES)


def every_vendor() -> list[int]:
    """All vendors, by name."""
    return list(Vendor.objects.order_by("name", "pk").values_list("pk", flat=True))


def every_owner() -> list[int]:
    """All users, by name."""
    return list(User.objects.order_by("name", "pk").values_list("pk", flat=True))


def every_campaign() -> list[int]:
    """All campaigns, archived ones too, by name."""
    return list(Campaign.objects.order_by("name", "pk").values_list("pk", flat=True))


industries = held_in(Account, "industry")
