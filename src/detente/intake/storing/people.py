"""Persons and accounts of a line: found by id, address, domain or name, else made; only blanks are filled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from detente.crm.history import rows
from detente.crm.history.facts import AccountAdded, PersonChanged
from detente.crm.ids import new_uuid
from detente.crm.people.models import Account, Person
from detente.crm.people.naming import label_of, name_key
from detente.intake.cells import domain_of
from detente.intake.contacts import split_name
from detente.intake.storing.chunk import Chunk, Entry

FILLED = (
    "label",
    "name",
    "email",
    "email_key",
    "phone",
    "phone_key",
    "title",
    "country",
    "account_id",
    "version",
)


def look_up_people(chunk: Chunk, entries: list[Entry]) -> None:
    """Read all persons and accounts that the lines name."""
    known, found = chunk.known, [entry.values for entry in entries]
    known.read_external("person", {key for values in found if (key := person_key(values))})
    known.read_external("account", {values["account_id"] for values in found if values.get("account_id")})
    known.read_accounts(
        {values["account"] for values in found if values.get("account")},
        {d for values in found if (d := _domain(values))},
    )
    known.read_people(
        {values["email"].key for values in found if values.get("email") and values["email"].key}
    )


def person_key(values: dict[str, Any]) -> str | None:
    """The external id under which the person is known: their own, else their lead's."""
    return values.get("person_id") or values.get("external_id")


def _domain(values: dict[str, Any]) -> str | None:
    return domain_of(values["website"]) if values.get("website") else None


def full_name(values: dict[str, Any]) -> str:
    """The name as one text, from its parts or as it came."""
    parts = " ".join(part for part in (values.get("first_name"), values.get("last_name")) if part)
    if parts:
        return parts
    name = values.get("name") or ""
    return " ".join(part for part in split_name(name) if part) if "," in name else name


def account_of(chunk: Chunk, entry: Entry, *, at: datetime, type_: str = "prospect") -> int | None:
    """The account that a line names, made when new; None when it names none."""
    values, known = entry.values, chunk.known
    key, name, domain = values.get("account_id"), values.get("account"), _domain(values)
    found = known.external.get(("account", key)) if key else None
    if found is None and domain:
        found = known.accounts_by_domain.get(domain)
    if found is None and name:
        found = known.account_named(name, key=key)
    if found is None and (name or key):
        found = add_account(
            chunk, name=name or f"#{key}", domain=domain, at=at, type=type_, website=values.get("website")
        )
    if found is not None and key:
        known.remember("account", key, found)
    return found


def add_account(chunk: Chunk, *, name: str, domain: str | None, at: datetime, **given: Any) -> int:
    """A new account with its event, known by name and domain from now on."""
    blank = dict.fromkeys(
        ("owner_id", "industry", "country", "city", "employees", "revenue_minor", "website", "merged_into_id")
    )
    values = (
        blank
        | {"type": "prospect", "is_named": False, "custom": {}, "is_archived": False, "version": 1}
        | given
    )
    key = chunk.writer.add(
        Account,
        uuid=new_uuid(),
        name=name[:300],
        name_key=name_key(name),
        domain=domain,
        created_at=at,
        **values,
    )
    chunk.writer.record_loose(AccountAdded(), at=at, subject={"account_id": key})
    chunk.known.accounts_by_name.setdefault(name_key(name), key)
    if domain:
        chunk.known.accounts_by_domain[domain] = key
    return key


def find_person(chunk: Chunk, values: dict[str, Any]) -> int | None:
    """The person a line names: by external id, else by address."""
    key, email = person_key(values), values.get("email")
    found = chunk.known.external.get(("person", key)) if key else None
    if found is None and email and email.key:
        found = chunk.known.people_by_email.get(email.key)
    return found


def add_person(
    chunk: Chunk, entry: Entry, *, account_id: int | None, at: datetime, custom: dict[str, Any] | None = None
) -> int:
    """A new person; what brings them (a lead) is the event."""
    values = entry.values
    email, phone, name = values.get("email"), values.get("phone"), full_name(values)
    row: dict[str, Any] = {
        "name": name[:300], "email": email.text if email else None, "email_key": email.key if email else None,
        "phone": phone.text if phone else None, "phone_key": phone.key if phone else None, "title": values.get("title"),
        "country": values.get("country"), "account_id": account_id, "version": 1,
    }  # fmt: skip
    row["label"] = label_of(name=name, email=row["email"], phone=row["phone"], external=person_key(values))[
        :300
    ]
    key = chunk.writer.add(
        Person,
        uuid=new_uuid(),
        **row,
        custom=custom or {},
        created_at=at,
        is_archived=False,
        merged_into_id=None,
    )
    chunk.known.people[key] = row | {"id": key}
    if row["email_key"]:
        chunk.known.people_by_email[row["email_key"]] = key
    return key


def fill_person(chunk: Chunk, person_id: int, entry: Entry, *, account_id: int | None) -> list[str]:
    """Fill what was blank on a known person; returns the names of the fields. Nothing is overwritten."""
    row, values = chunk.known.people[person_id], entry.values
    email, phone = values.get("email"), values.get("phone")
    told: dict[str, Any] = {"name": full_name(values), "title": values.get("title"), "country": values.get("country"),
                            "account_id": account_id}  # fmt: skip
    if email and email.key and email.key not in chunk.known.people_by_email and not row["email_key"]:
        told |= {"email": email.text, "email_key": email.key}
        chunk.known.people_by_email[email.key] = person_id
    if phone and phone.key and not row["phone_key"]:
        told |= {"phone": phone.text, "phone_key": phone.key}
    new = {
        name: value for name, value in told.items() if value and (not row[name] or name in ("email", "phone"))
    }
    if not new:
        return []
    before = {name: row[name] for name in new}
    row |= new | {"version": row["version"] + 1}
    if "name" in new or row["label"].startswith("#"):
        row["label"] = new["label"] = label_of(name=row["name"], email=row["email"], phone=row["phone"])[:300]
    chunk.changed_people.add(person_id)
    fact = PersonChanged(facts={"fields": sorted(before)})
    subject = {"person_id": person_id, "account_id": row["account_id"]}
    chunk.writer.record_loose(fact, at=chunk.now, subject=subject, words={"before": before})
    return sorted(before)


def write_changes(chunk: Chunk) -> None:
    """Update the persons that were filled in: last, because some of them are new in this very chunk."""
    if chunk.changed_people:
        chunk.writer.flush()
        people = [chunk.known.people[key] for key in sorted(chunk.changed_people)]
        rows.update(Person, FILLED, [(*(row[name] for name in FILLED), row["id"]) for row in people])
