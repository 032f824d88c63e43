"""What an amount in another currency is worth in ours, and which day's rate says so."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from detente.crm.models import Deal
from detente.crm.people.actions import organisation
from detente.crm.people.days import today
from detente.crm.people.money import convert
from detente.crm.people.rates import rate_known_on
from detente.web.moments import day
from detente.web.money import money


def worth_in_ours(deal: Deal) -> dict[str, Any] | None:
    """A row of facts; None for an amount in our own currency or none at all."""
    own = organisation().currency
    if deal.amount_minor is None or deal.currency in (None, own):
        return None
    label = _("In %(own)s") % {"own": own}
    if deal.status != "open":
        note = _("kept at the rate of the day it closed")
        return {
            "label": label,
            "value": money(deal.base_minor, own) or None,
            "note": note if deal.base_minor else "",
        }
    known = rate_known_on(str(deal.currency), today())
    if known is None:
        return {"label": label, "value": None, "note": _("there is no rate yet")}
    minor = convert(deal.amount_minor, currency=str(deal.currency), into=own, rate=known[1])
    return {
        "label": label,
        "value": money(minor, own),
        "note": _("at the rate of %(day)s") % {"day": day(known[0])},
    }


def rates_said(deals: QuerySet[Deal]) -> str:
    """Which days' rates a total of these open deals stands on; empty when all are in our own currency."""
    own, now = organisation().currency, today()
    met = deals.order_by().exclude(amount_minor=None).exclude(currency=own).values_list("currency", flat=True)
    known = [rate_known_on(code, now) for code in met.distinct() if code]
    days = sorted({rate[0] for rate in known if rate})
    if not days:
        return ""
    if days[0] == days[-1]:
        return _("Other currencies count at the rate of %(day)s.") % {"day": day(days[0])}
    return _("Other currencies count at rates from %(first)s to %(last)s.") % {
        "first": day(days[0]), "last": day(days[-1]),
    }  # fmt: skip
