"""What is done to persons, accounts and the organisation; users are in `users`.

A lead's own acts are in capture, followup and deals.
"""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.db.models.signals import post_save
from django.utils import timezone

from detente.crm.history.facts import (
    AccountAdded,
    AccountChanged,
    PersonAdded,
    PersonChanged,
    SettingsChanged,
)
from detente.crm.history.models import Event
from detente.crm.history.record import alone_with, kept_once, locked, record_loose
from detente.crm.objections import N_, Objection, Refused, check, check_version
from detente.crm.once import once, read_anew
from detente.crm.people.contacts import Contact, read_email, read_phone
from detente.crm.people.models import Account, ExternalId, FxRate, Organisation, Person, User
from detente.crm.people.money import is_currency
from detente.crm.people.naming import label_of, name_key, tidy
from detente.crm.people.roles import SCOPES
from detente.crm.people.security import note
from detente.crm.people.survivors import living
from detente.crm.people.survivors import survivor as survivor
from detente.crm.people.users import add_user as add_user
from detente.crm.people.users import change_user as change_user
from detente.crm.people.users import check_user as check_user
from detente.crm.people.users import end_sessions as end_sessions
from detente.crm.people.users import password_objections as password_objections

PERSON_FIELDS = ("name", "email", "email_key", "phone", "phone_key", "title", "country", "account")
ACCOUNT_FIELDS = (
    "name",
    "domain",
    "owner",
    "type",
    "is_named",
    "industry",
    "country",
    "city",
    "employees",
    "website",
)


def external(system: str, kind: str, value: str, record_id: int) -> None:
    """Remember a record's key in another system; the same key twice is one row."""
    ExternalId.objects.get_or_create(
        system=system, object=kind, value=value, defaults={"record_id": record_id}
    )


def find_external(system: str, kind: str, value: str) -> int | None:
    """Our id of another system's record, or None."""
    found = ExternalId.objects.filter(system=system, object=kind, value=value)
    return found.values_list("record_id", flat=True).first()


@transaction.atomic
def find_or_add_account(
    name: str, *, by: User | None, domain: str | None = None, at: datetime | None = None, **fields: Any
) -> Account:
    """The account with this domain, else with exactly this name (in any case), else a new one.

    A merged account's domain and name lead to its survivor.
    """
    name = tidy(name)
    alone_with("account", name_key(name or domain))
    domain = domain.casefold() if domain else None
    found = living(Account, domain=domain) if domain else None
    if not found and name:
        found = living(Account, name_key=name_key(name))
    return found or _store_account(name or domain or "", by=by, domain=domain, at=at, **fields)


@transaction.atomic
def add_account(
    name: str, *, by: User | None, domain: str | None = None, at: datetime | None = None, **fields: Any
) -> Account:
    """A new account; its domain may belong to no other."""
    domain = domain.casefold() if domain else None
    with kept_once(lambda: _refuse_taken_domain(domain, None)):
        return _store_account(name, by=by, domain=domain, at=at, **fields)


def _store_account(
    name: str, *, by: User | None, domain: str | None, at: datetime | None, **fields: Any
) -> Account:
    if not tidy(name):
        raise Refused(Objection("name_missing", N_("Give the account a name."), "name"))
    account = Account.objects.create(
        name=tidy(name)[:300],
        name_key=name_key(name),
        domain=domain,
        created_at=at or timezone.now(),
        **fields,
    )
    record_loose(AccountAdded(), by=by, at=at, subject={"account_id": account.pk})
    return account


def _refuse_taken_domain(domain: str | None, own: int | None) -> None:
    taken = living(Account, domain=domain) if domain else None
    if taken and taken.pk != own:
        text = N_("{domain} is already the domain of {name}.")
        raise Refused(Objection("domain_taken", text, "domain", {"domain": domain, "name": taken.name}))


@transaction.atomic
def change_account(
    account: Account, *, by: User | None, version: int | None = None, **fields: Any
) -> Account:
    """Change fields of an account; the values before are kept beside the event."""
    account = locked(account)
    check_version(account.version, expected=version)
    if fields.get("domain"):
        fields["domain"] = fields["domain"].casefold()
    before = _apply(account, fields, ACCOUNT_FIELDS)
    with kept_once(lambda: _refuse_taken_domain(fields.get("domain"), account.pk)):
        if before:
            account.name_key = name_key(account.name)
            account.version += 1
            account.save()
            fact = AccountChanged(facts={"fields": sorted(before)})
            record_loose(fact, by=by, subject={"account_id": account.pk}, words={"before": before})
    return account


@transaction.atomic
def add_person(
    *, by: User | None, name: str = "", email: str | None = None, phone: str | None = None,
    at: datetime | None = None, **fields: Any,
) -> Person:  # fmt: skip
    """A new person known other than by a lead; an address that somebody has already is refused."""
    address = read_email(email)
    number = read_phone(phone, fields.get("country") or organisation().country)
    with kept_once(lambda: _refuse_taken_email(address.key, None)):
        person = make_person(name=name, email=address, phone=number, at=at, **fields)
    record_loose(
        PersonAdded(), by=by, at=at, subject={"person_id": person.pk, "account_id": person.account_id}
    )
    return person


def make_person(
    *,
    name: str,
    email: Contact,
    phone: Contact,
    at: datetime | None,
    external_value: str | None = None,
    **fields: Any,
) -> Person:
    """The row of a new person, without an event of its own: the caller records what brought them."""
    label = label_of(name=name, email=email.text, phone=phone.text, external=external_value)
    return Person.objects.create(
        name=tidy(name)[:300], label=label[:300], email=email.text, email_key=email.key, phone=phone.text,
        phone_key=phone.key, created_at=at or timezone.now(), **fields,
    )  # fmt: skip


def _refuse_taken_email(key: str | None, own: int | None) -> None:
    taken = living(Person, email_key=key) if key else None
    if taken and taken.pk != own:
        text = N_("{email} already belongs to {label}.")
        raise Refused(Objection("email_taken", text, "email", {"email": key, "label": taken.label}))


@transaction.atomic
def change_person(person: Person, *, by: User | None, version: int | None = None, **fields: Any) -> Person:
    """Change fields of a person; the values before are kept beside the event."""
    person = locked(person)
    check_version(person.version, expected=version)
    _read_contacts(person, fields)
    before = _apply(person, fields, PERSON_FIELDS)
    with kept_once(lambda: _refuse_taken_email(fields.get("email_key"), person.pk)):
        if before:
            person.label = _label_of(person)
            person.version += 1
            person.save()
            subject = {"person_id": person.pk, "account_id": person.account_id}
            fact = PersonChanged(facts={"fields": sorted(before)})
            record_loose(fact, by=by, subject=subject, words={"before": before})
    return person


def _label_of(person: Person) -> str:
    keys = ExternalId.objects.filter(object="person", record_id=person.pk).values_list("value", flat=True)
    known = keys.first()
    return label_of(name=person.name, email=person.email, phone=person.phone, external=known)[:300]


def _read_contacts(person: Person, fields: dict[str, Any]) -> None:
    """Turn a typed address and number in `fields` into what is kept."""
    if "email" in fields:
        address = read_email(fields["email"])
        fields |= {"email": address.text, "email_key": address.key}
    if "phone" in fields:
        number = read_phone(
            fields["phone"], fields.get("country") or person.country or organisation().country
        )
        fields |= {"phone": number.text, "phone_key": number.key}


def _apply(target: Any, fields: dict[str, Any], allowed: tuple[str, ...]) -> dict[str, Any]:
    """Set what differs; returns the values before, as plain values."""
    if unknown := set(fields) - set(allowed):
        raise ValueError(f"not fields of {type(target).__name__}: {sorted(unknown)}")
    before = {}
    for name, value in fields.items():
        column = f"{name}_id" if name in ("account", "owner") else name
        value = survivor(value) if name == "account" else value
        value = value.pk if hasattr(value, "pk") else value
        if getattr(target, column) != value:
            before[name] = getattr(target, column)
            setattr(target, column, value)
    return before


def organisation() -> Organisation:
    """The one organisation of this database; made with defaults when `init` has not run."""
    # A copy, so that nobody's changes reach those who ask after them.
    return copy(once("organisation", _organisation))


def _organisation() -> Organisation:
    found = Organisation.objects.first()
    return found or Organisation.objects.get_or_create(only=True, defaults={"name": "Our company"})[0]


post_save.connect(read_anew, sender=Organisation)


@transaction.atomic
def change_organisation(*, by: User | None, **fields: Any) -> Organisation:
    """Change name, zone, currency, calendar or default visibility."""
    found = locked(organisation())
    check(_objections_to_organisation(found, fields))
    changed = [name for name, value in fields.items() if getattr(found, name) != value]
    for name in changed:
        setattr(found, name, fields[name])
    if changed:
        found.save()
        record_loose(SettingsChanged(facts={"fields": sorted(changed)}), by=by, subject={})
        if rules := sorted({"requires_mfa", "default_scope"} & set(changed)):
            note("policy_changed", by=by, **{name: getattr(found, name) for name in rules})
    return found


def _objections_to_organisation(found: Organisation, fields: dict[str, Any]) -> list[Objection]:
    against = []
    if "name" in fields and not tidy(fields["name"]):
        against.append(Objection("name_missing", N_("Give the company a name."), "name"))
    if "zone" in fields and fields["zone"] not in available_timezones():
        text = N_("{zone} is not a time zone; give one like Europe/Berlin.")
        against.append(Objection("zone_unknown", text, "zone", {"zone": fields["zone"] or "''"}))
    currency = fields.get("currency", found.currency)
    if not is_currency(currency):
        text = N_("{currency} is not a currency; give three letters, like EUR.")
        against.append(Objection("currency_unknown", text, "currency", {"currency": currency or "''"}))
    elif currency != found.currency and Event.objects.filter(base_minor__isnull=False).exists():
        text = N_("Amounts were turned into {currency} for good already, so the currency stays.")
        against.append(Objection("currency_fixed", text, "currency", {"currency": found.currency}))
    elif currency != found.currency and FxRate.objects.exists():
        text = N_("Rates are kept in {currency}; take them away first, under Currencies.")
        against.append(Objection("currency_has_rates", text, "currency", {"currency": found.currency}))
    if fields.get("default_scope", found.default_scope) not in SCOPES:
        against.append(
            Objection("scope_unknown", N_("Record permission must be own, team or all."), "default_scope")
        )
    return against
