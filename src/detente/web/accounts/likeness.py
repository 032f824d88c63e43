"""Records that are likely the same as this one, for a person to judge; nothing is merged by guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.crm.models import Account, Person
from detente.crm.people.permissions import openable

AT_MOST = 5


@dataclass(frozen=True)
class Likeness:
    """A record, and what it has in common with the one that is looked at."""

    record: Any
    why: str | Promise


def like_person(person: Person, user: Any) -> list[Likeness]:
    """Other persons with this number, or with this name at this account."""
    others = openable(Person.objects.filter(merged_into=None, is_archived=False).exclude(pk=person.pk), user)
    others = others.select_related("account")
    found: dict[int, Likeness] = {}
    if person.phone_key:
        for other in others.filter(phone_key=person.phone_key)[:AT_MOST]:
            found[other.pk] = Likeness(other, _("same phone number"))
    if person.name and person.account_id:
        for other in others.filter(account=person.account_id, name__iexact=person.name)[:AT_MOST]:
            found.setdefault(other.pk, Likeness(other, _("same name, same account")))
    return list(found.values())


def like_account(account: Account, user: Any) -> list[Likeness]:
    """Other accounts of exactly this name, in any case."""
    others = Account.objects.filter(name_key=account.name_key, merged_into=None, is_archived=False)
    rows = openable(others.exclude(pk=account.pk), user).order_by("pk")[:AT_MOST]
    return [Likeness(row, _("same name")) for row in rows]
