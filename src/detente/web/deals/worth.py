"""What a set of deals is worth: the sum in the organisation's currency, weighted, and how many are late."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from detente.crm.people.actions import organisation
from detente.crm.people.days import today
from detente.crm.people.permissions import openable
from detente.crm.people.rates import to_base
from detente.crm.playbook.actions import current


@dataclass
class Worth:
    """Totals over every row that counts for the reader; open amounts at today's rates, closed ones as frozen.

    `value_minor` is None when nothing has an amount; `unpriced` amounts, by currency, have no known rate.
    """

    currency: str
    count: int = 0
    open_count: int = 0
    overdue: int = 0
    value_minor: int | None = None
    weighted_minor: int = 0
    unpriced: dict[str, int] = field(default_factory=dict)


def worth_of(deals: QuerySet[Any], user: Any) -> Worth:
    """The worth of these deals; a vendor's user counts only their own."""
    rows = openable(deals, user) if user.is_vendor else deals
    day, found, shares = today(), Worth(organisation().currency), _probabilities()
    counted = rows.order_by().values("stage", "status", "currency").annotate(
        n=Count("pk"), amount=Sum("amount_minor"), frozen=Sum("base_minor"),
        late=Count("pk", filter=Q(status="open", expected_on__lt=day)),
    )  # fmt: skip
    for row in counted:
        _add(found, row, shares.get(row["stage"], 0))
    return found


def _probabilities() -> dict[str, int]:
    return {stage.code: stage.probability for stage in current().path}


def _add(worth: Worth, row: dict[str, Any], probability: int) -> None:
    is_open = row["status"] == "open"
    worth.count += row["n"]
    worth.overdue += row["late"]
    worth.open_count += row["n"] if is_open else 0
    base = to_base(row["amount"], row["currency"], today()) if is_open else row["frozen"]
    if base is not None:
        worth.value_minor = (worth.value_minor or 0) + base
        worth.weighted_minor += round(base * probability / 100) if is_open else 0
    elif row["amount"]:
        worth.unpriced[row["currency"]] = worth.unpriced.get(row["currency"], 0) + row["amount"]
