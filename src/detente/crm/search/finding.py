"""What a user finds: records by kind, the closest first, cut to what they may open."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce, Greatest

from detente.crm.capture.models import Campaign, Lead
from detente.crm.deals.models import Deal
from detente.crm.people.models import Account, Person
from detente.crm.people.permissions import openable, openable_among
from detente.crm.search.matching import matching
from detente.crm.search.words import FAR, Words, closeness, words_of

CANDIDATES = 60
LOOKED_AT = 400
"""Of a user who may not open everything so many matches are looked at, for a few that they may."""
OWN = 2_000
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass
class Found:
    """Rows of one kind as dictionaries. `hidden` match too but may not be opened; with `is_cut` there are more."""

    kind: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    hidden: int = 0
    is_cut: bool = False


@dataclass(frozen=True)
class _Kind:
    name: str
    living: Callable[[], QuerySet[Any]]
    label: str
    columns: tuple[str, ...]


KINDS = (
    _Kind("person", lambda: Person.objects.filter(merged_into=None, is_archived=False), "label",
          ("uuid", "label", "email", "title", "account__name")),
    _Kind("account", lambda: Account.objects.filter(merged_into=None, is_archived=False), "name",
          ("uuid", "name", "domain", "city")),
    _Kind("deal", lambda: Deal.objects.filter(is_archived=False), "name", ("uuid", "name", "account__name", "stage")),
    _Kind("campaign", lambda: Campaign.objects.filter(is_archived=False), "name", ("uuid", "name", "source")),
)  # fmt: skip
_LEAD = ("id", "uuid", "person__label", "account__name", "stage", "source")


def find(text: str, user: Any, *, most: int) -> list[Found]:
    """People, accounts, deals and campaigns that hold the words of `text`, and leads of those people and accounts.

    At most `most` of each; kinds without a match are left out. Nothing is told to a vendor's user of what they
    may not open, not even how much.
    """
    words = words_of(text)
    if words is None:
        return []
    found = {kind.name: _of_kind(kind, words, user, most) for kind in KINDS}
    people, accounts = ([row["id"] for row in found[name].rows] for name in ("person", "account"))
    leads = Found("lead", _leads(people, accounts, user, most))
    return [one for one in (leads, *found.values()) if one.rows or one.hidden]


def _of_kind(kind: _Kind, words: Words, user: Any, most: int) -> Found:
    living, every = kind.living(), kind.living().model._default_manager.all()
    if openable(every, user) is every:
        likely = matching(kind.name, words, every, most=CANDIDATES, enough=most)
        return Found(kind.name, _ranked(kind, living, likely, words, most))
    looked_at = matching(kind.name, words, every, most=LOOKED_AT, enough=LOOKED_AT)
    keys = set(living.filter(pk__in=looked_at).values_list("pk", flat=True))
    mine = openable_among(living.model, keys, user)
    is_cut = len(looked_at) == LOOKED_AT
    if is_cut and len(mine) < most:
        mine |= _among_own(kind, openable(living, user), words)
    hidden = 0 if user.is_vendor else len(keys - mine)
    return Found(kind.name, _ranked(kind, living, mine, words, most), hidden, is_cut and hidden > 0)


def _among_own(kind: _Kind, allowed: QuerySet[Any], words: Words) -> set[int]:
    """Of a word that thousands have: those among the newest records that the user may open."""
    rows = allowed.order_by("-pk").values_list("pk", kind.label)[:OWN]
    return set([key for key, label in rows if closeness(label, words) < FAR][:CANDIDATES])


def _ranked(
    kind: _Kind, living: QuerySet[Any], keys: Collection[int], words: Words, most: int
) -> list[dict[str, Any]]:
    """Rows by how close their name is, then by what happened lately, then the newest."""
    rows = list(living.filter(pk__in=keys).values("id", *kind.columns))
    lately = _activity(kind.name, [row["id"] for row in rows])

    def order(row: dict[str, Any]) -> tuple[Any, ...]:
        seen = lately.get(row["id"]) or _LONG_AGO
        return closeness(row[kind.label], words), -seen.timestamp(), -row["id"]

    return sorted(rows, key=order)[:most]


def _activity(kind: str, keys: list[int]) -> dict[int, datetime]:
    """When something last happened to the leads of these persons, accounts or campaigns; to deals their last move."""
    if kind == "deal":
        return dict(Deal.objects.filter(pk__in=keys).values_list("pk", "stage_since"))
    if kind == "campaign" or not keys:
        return {}
    leads = Lead.objects.filter(**{f"{kind}__in": keys[:CANDIDATES]}, is_archived=False).order_by()
    tried = Coalesce("last_attempt_at", "stage_since")
    touched = Coalesce("last_touch_at", "stage_since")
    return dict(leads.values_list(kind).annotate(at=Max(Greatest(tried, touched, "stage_since"))))


def _leads(people: list[int], accounts: list[int], user: Any, most: int) -> list[dict[str, Any]]:
    """Leads of the persons and accounts found, newest first, a person's own before a company's."""
    rows = _newest(Lead.objects.filter(person__in=people), user)[:most]
    if accounts and len(rows) < most:
        known = {row["id"] for row in rows}
        others = _newest(Lead.objects.filter(account__in=accounts), user)
        rows += [row for row in others if row["id"] not in known][: most - len(rows)]
    return rows


def _newest(leads: QuerySet[Lead], user: Any) -> list[dict[str, Any]]:
    """The newest of a few persons' or accounts' leads that the user may open."""
    keys = leads.filter(is_archived=False).order_by().values_list("pk", flat=True)
    mine = openable_among(Lead, set(keys), user)
    return list(Lead.objects.filter(pk__in=mine).order_by("-arrived_at", "-id").values(*_LEAD)[:OWN])
