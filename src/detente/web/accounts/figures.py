"""What accounts are worth so far: people, open leads, and deals open and won, in the organisation's currency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from detente.crm.models import Deal, Lead, Person
from detente.crm.people.days import today
from detente.crm.people.permissions import openable
from detente.crm.people.rates import to_base


@dataclass
class Figures:
    """One account's counts and values; `unpriced` deals have no amount, or one in a currency without a rate."""

    people: int = 0
    open_leads: int = 0
    open_deals: int = 0
    won_deals: int = 0
    open_minor: int | None = None
    won_minor: int | None = None
    unpriced: int = 0


def figures_of(account_ids: Iterable[int], user: Any) -> dict[int, Figures]:
    """Figures by account. Totals are the same for every internal role; a vendor's come from their own leads."""
    ids = list(account_ids)
    found = {pk: Figures() for pk in ids}
    people = _seen(Person.objects.filter(account__in=ids, merged_into=None, is_archived=False), user)
    for row in people.order_by().values("account").annotate(n=Count("pk")):
        found[row["account"]].people = row["n"]
    leads = _seen(Lead.objects.filter(account__in=ids, is_archived=False, closed_at=None), user)
    for row in leads.order_by().values("account").annotate(n=Count("pk")):
        found[row["account"]].open_leads = row["n"]
    _add_deals(found, _seen(Deal.objects.filter(account__in=ids, is_archived=False), user))
    return found


def _seen(queryset: Any, user: Any) -> Any:
    return openable(queryset, user) if user.is_vendor else queryset


def _add_deals(found: dict[int, Figures], deals: Any) -> None:
    day = today()
    rows = deals.order_by().values("account", "status", "currency").annotate(
        n=Count("pk"), amount=Sum("amount_minor"), base=Sum("base_minor"),
        unknown=Count("pk", filter=Q(amount_minor=None)), unconverted=Count("pk", filter=Q(base_minor=None)),
    )  # fmt: skip
    for row in rows:
        figures = found[row["account"]]
        if row["status"] == "open":
            figures.open_deals += row["n"]
            value = to_base(row["amount"], row["currency"], day)
            figures.open_minor = _plus(figures.open_minor, value)
            figures.unpriced += row["unknown"] if value is not None else row["n"]
        elif row["status"] == "won":
            figures.won_deals += row["n"]
            figures.won_minor = _plus(figures.won_minor, row["base"])
            figures.unpriced += row["unconverted"]


def _plus(one: int | None, other: int | None) -> int | None:
    return one if other is None else (one or 0) + other
