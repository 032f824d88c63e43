"""The kinds of records that search finds, each from narrow queries that stop early.

A candidate query reads a few columns and at most `CANDIDATES` rows; only those are ranked. So a
common word costs little, and a rare one no more than a pass over one narrow index.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.crm.models import Account, Campaign, Deal, Lead, Person
from detente.crm.people.permissions import openable
from detente.crm.playbook import actions as playbook
from detente.web.search.words import Words, closeness, every_word, holds, of_company

CANDIDATES = 60


@dataclass(frozen=True)
class Hit:
    """One record found: its name, what tells it from others of that name, and where it opens."""

    label: str
    url: str
    sub: str = ""
    stage: Any = None


@dataclass
class Group:
    """Hits of one kind; `more_url` is the list with the same words, when there may be more."""

    label: str | Promise
    icon: str
    hits: list[Hit] = field(default_factory=list)
    more_url: str = ""


def people(words: Words, user: Any, most: int) -> list[dict[str, Any]]:
    """Persons by name, address or number, the closest first."""
    known = openable(Person.objects.filter(merged_into=None, is_archived=False), user)
    columns = ("id", "label", "email", "title", "account__name")
    if words.digits:
        return list(known.filter(phone_key__contains=words.digits).values(*columns)[:most])
    found = list(known.filter(holds("label", words.text, "istartswith")).values(*columns)[:most])
    if len(found) < most:
        # A company alone is found as an account; its name only counts here beside another word.
        beside = of_company if len(words.each) > 1 else None
        more = known.filter(every_word(words, "label", "email_key", beside=beside))
        found += [row for row in more.values(*columns)[:CANDIDATES] if row not in found]
    return _closest(found, words, "label", most)


def _closest(rows: Iterable[dict[str, Any]], words: Words, column: str, most: int) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (closeness(row[column], words), row[column].casefold(), row["id"]))[
        :most
    ]


def _named(
    queryset: QuerySet[Any], words: Words, user: Any, most: int, *columns: str
) -> list[dict[str, Any]]:
    found = openable(queryset.filter(every_word(words, "name")), user).values("id", "name", *columns)
    return _closest(found[:CANDIDATES], words, "name", most)


def leads(person_ids: list[int], account_ids: list[int], user: Any, most: int) -> list[Hit]:
    """Leads of the persons and accounts found, newest first, a person's own before a company's."""
    agreement = playbook.current()
    columns = ("id", "person__label", "account__name", "stage", "source")
    mine = (
        openable(Lead.objects.filter(is_archived=False), user).order_by("-arrived_at", "-id").values(*columns)
    )
    rows = list(mine.filter(person__in=person_ids)[:most])
    if account_ids and len(rows) < most:
        known = [row["id"] for row in rows]
        rows += mine.filter(account__in=account_ids).exclude(pk__in=known)[: most - len(rows)]
    return [
        Hit(
            row["person__label"], reverse("lead", args=[row["id"]]),
            row["account__name"] or row["source"] or "", agreement.stages.get(row["stage"]),
        )
        for row in rows
    ]  # fmt: skip


def accounts(words: Words, user: Any, most: int) -> list[dict[str, Any]]:
    """Accounts by name or domain."""
    known = Account.objects.filter(merged_into=None, is_archived=False)
    found = openable(known.filter(every_word(words, "name", "domain")), user).values(
        "id", "name", "domain", "city"
    )
    return _closest(found[:CANDIDATES], words, "name", most)


def deals(words: Words, user: Any, most: int) -> list[Hit]:
    """Deals by name."""
    agreement = playbook.current()
    rows = _named(Deal.objects.filter(is_archived=False), words, user, most, "account__name", "stage")
    return [
        Hit(
            row["name"], reverse("deal", args=[row["id"]]), row["account__name"] or "",
            agreement.stages.get(row["stage"]),
        )
        for row in rows
    ]  # fmt: skip


def campaigns(words: Words, user: Any, most: int) -> list[Hit]:
    """Campaigns by name."""
    rows = _named(Campaign.objects.filter(is_archived=False), words, user, most, "source")
    return [Hit(row["name"], reverse("campaign", args=[row["id"]]), row["source"] or "") for row in rows]


def find(words: Words, user: Any, *, most: int) -> list[Group]:
    """Everything that this user may open and that holds the words, by kind; kinds without hits are left out."""
    persons, firms = people(words, user, most), accounts(words, user, most)
    ids = [row["id"] for row in persons], [row["id"] for row in firms]
    groups = [
        Group(_("Leads"), "leads", leads(*ids, user, most), "leads"),
        Group(_("People"), "people", [_person(row) for row in persons], "people"),
        Group(_("Accounts"), "accounts", [_account(row) for row in firms], "accounts"),
        Group(_("Deals"), "deals", deals(words, user, most), "deals"),
        Group(_("Campaigns"), "campaigns", campaigns(words, user, most), "campaigns"),
    ]
    for group in groups:
        group.more_url = reverse(group.more_url) if len(group.hits) == most else ""
    found = [group for group in groups if group.hits]
    # The kind with the closest name first: a company's name leads to the company before its people.
    return sorted(found, key=lambda group: min(closeness(hit.label, words) for hit in group.hits))


def _person(row: dict[str, Any]) -> Hit:
    sub = " · ".join(filter(None, (row["title"], row["account__name"]))) or row["email"] or ""
    return Hit(row["label"], reverse("person", args=[row["id"]]), sub)


def _account(row: dict[str, Any]) -> Hit:
    return Hit(row["name"], reverse("account", args=[row["id"]]), row["domain"] or row["city"] or "")
