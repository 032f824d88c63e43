"""Persons who are likely one: listed for a person to decide, never merged by themselves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from detente.crm.capture.models import Lead
from detente.crm.imports.models import ImportBatch
from detente.crm.people.models import Person
from detente.crm.people.naming import name_key
from detente.intake.storing.known import in_sets

NAMES = ("id", "label", "name", "email", "phone_key", "account_id")


@dataclass(frozen=True)
class Likely:
    """A person of the batch, another who may be the same, and why."""

    person_id: int
    label: str
    other_id: int
    other_label: str
    why: str


def likely_duplicates(batch: ImportBatch, *, limit: int = 1_000) -> list[Likely]:
    """Persons of this batch with the telephone number, or the name and account, of another person."""
    leads = batch.outcomes.filter(outcome="stored", object="lead", undone=False).values_list(
        "record_id", flat=True
    )
    found: dict[tuple[int, int], Likely] = {}
    for some in in_sets(leads.iterator(chunk_size=2_000)):
        # By keys in two steps: joined, SQLite walks through every person for each set.
        ids = set(Lead.objects.filter(pk__in=some).values_list("person_id", flat=True))
        people = Person.objects.filter(pk__in=ids, merged_into=None, is_archived=False)
        for row in _pairs(list(people.values(*NAMES))):
            found.setdefault((min(row.person_id, row.other_id), max(row.person_id, row.other_id)), row)
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _pairs(people: list[dict[str, Any]]) -> list[Likely]:
    living = Person.objects.filter(merged_into=None, is_archived=False)
    phones = {row["phone_key"] for row in people if row["phone_key"]}
    accounts = {row["account_id"] for row in people if row["account_id"] and row["name"]}
    others = {row["id"]: row for row in living.filter(phone_key__in=phones).values(*NAMES)}
    others |= {row["id"]: row for row in living.filter(account__in=accounts).values(*NAMES)}
    by_key: defaultdict[tuple[str, object], list[dict[str, Any]]] = defaultdict(list)
    for other in others.values():
        for key in _keys(other):
            by_key[key].append(other)
    return [
        Likely(row["id"], row["label"], other["id"], other["label"], key[0])
        for row in people
        for key in _keys(row)
        for other in by_key[key]
        if other["id"] != row["id"]
    ]


def _keys(row: dict[str, Any]) -> list[tuple[str, object]]:
    """What two persons who are likely one have in common."""
    keys: list[tuple[str, object]] = [("phone", row["phone_key"])] if row["phone_key"] else []
    if row["account_id"] and row["name"]:
        keys.append(("name", (row["account_id"], name_key(row["name"]))))
    return keys
