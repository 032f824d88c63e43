"""What records are called to a reader, for many keys at once: those that they may not open are not named."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.crm.models import Account, Campaign, Deal, Lead, Person, User
from detente.crm.people.permissions import openable_among

UNNAMED: dict[Any, str | Promise] = {
    Person: _("a person you may not open"), Account: _("an account you may not open"),
    Lead: _("a lead you may not open"), Deal: _("a deal you may not open"),
    Campaign: _("a campaign you may not open"),
}  # fmt: skip
_BESIDE = {Lead: ("person",), Person: ("merged_into",), Account: ("merged_into",)}


def names_of(model: Any, keys: Collection[int], user: User) -> dict[int, str]:
    """Names by key. A merged record is named to whoever may open the one that it lives on in."""
    rows = list(model.objects.filter(pk__in=keys).select_related(*_BESIDE.get(model, ())))
    if model not in UNNAMED:
        return {row.pk: str(row) for row in rows}
    lives_on = {row.pk: getattr(row, "merged_into_id", None) or row.pk for row in rows}
    may_open = openable_among(model, set(lives_on.values()), user)
    return {row.pk: _called(row) if lives_on[row.pk] in may_open else str(UNNAMED[model]) for row in rows}


def _called(record: Any) -> str:
    return str(record.person if isinstance(record, Lead) else record)
