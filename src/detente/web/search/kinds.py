"""What is found, as it stands on a page: groups of hits with the addresses where they open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.crm.playbook import actions as playbook
from detente.crm.search.finding import Found, find
from detente.crm.search.words import Words, closeness

LABELS = {
    "lead": _("Leads"), "person": _("People"), "account": _("Accounts"), "deal": _("Deals"), "campaign": _("Campaigns")
}  # fmt: skip
_LISTS = {
    "lead": "leads",
    "person": "people",
    "account": "accounts",
    "deal": "deals",
    "campaign": "campaigns",
}
"""Names of the lists' addresses and of their marks."""


@dataclass(frozen=True)
class Hit:
    """One record found: its name, what tells it from others of that name, and where it opens."""

    label: str
    url: str
    sub: str = ""
    stage: Any = None


@dataclass
class Group:
    """Hits of one kind. `more_url` is the list with the same words, when there may be more; `hidden` match and
    may not be opened, and with `is_cut` there are more of them."""

    label: str | Promise
    icon: str
    hits: list[Hit] = field(default_factory=list)
    more_url: str = ""
    hidden: int = 0
    is_cut: bool = False


def groups(words: Words, user: Any, *, most: int) -> list[Group]:
    """Everything that this user may open and that holds the words, by kind.

    The kind with the closest name stands first: a company's name leads to the company before its people.
    """
    found = [_group(one, most) for one in find(words.text, user, most=most)]
    return sorted(
        found, key=lambda group: min((closeness(hit.label, words) for hit in group.hits), default=9)
    )


def _group(found: Found, most: int) -> Group:
    shown = _SHOWN[found.kind]
    more = reverse(_LISTS[found.kind]) if len(found.rows) == most else ""
    hits = [shown(row) for row in found.rows]
    return Group(LABELS[found.kind], _LISTS[found.kind], hits, more, found.hidden, found.is_cut)


def _lead(row: dict[str, Any]) -> Hit:
    sub = row["account__name"] or row["source"] or ""
    return Hit(row["person__label"], reverse("lead", args=[row["id"]]), sub, _stage(row))


def _person(row: dict[str, Any]) -> Hit:
    sub = " · ".join(filter(None, (row["title"], row["account__name"]))) or row["email"] or ""
    return Hit(row["label"], reverse("person", args=[row["id"]]), sub)


def _account(row: dict[str, Any]) -> Hit:
    return Hit(row["name"], reverse("account", args=[row["id"]]), row["domain"] or row["city"] or "")


def _deal(row: dict[str, Any]) -> Hit:
    return Hit(row["name"], reverse("deal", args=[row["id"]]), row["account__name"] or "", _stage(row))


def _campaign(row: dict[str, Any]) -> Hit:
    return Hit(row["name"], reverse("campaign", args=[row["id"]]), row["source"] or "")


def _stage(row: dict[str, Any]) -> Any:
    return playbook.current().stages.get(row["stage"])


_SHOWN: dict[str, Callable[[dict[str, Any]], Hit]] = {
    "lead": _lead, "person": _person, "account": _account, "deal": _deal, "campaign": _campaign
}  # fmt: skip
