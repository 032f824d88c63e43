"""Addresses and phone numbers as people type them: normalised, and named as defects when they are wrong. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from detente.crm.people.naming import tidy


@dataclass(frozen=True)
class Contact:
    """An address or number as kept, its key (None when invalid) and the defect it shows, if any."""

    text: str | None
    key: str | None
    defect: str | None = None


@lru_cache(maxsize=200_000)
def read_email(raw: str | None) -> Contact:
    """An e-mail address checked by its form alone (no look-up); an invalid one is kept as it came."""
    text = tidy(raw)
    if not text:
        return Contact(None, None)
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return Contact(text[:320], None, "email_invalid")
    return Contact(found.normalized[:320], found.normalized.casefold()[:320])


@lru_cache(maxsize=200_000)
def read_phone(raw: str | None, region: str | None = None) -> Contact:
    """A phone number in international form (E.164 as key); an impossible one is kept as it came."""
    text = tidy(raw)
    if not text:
        return Contact(None, None)
    try:
        number = phonenumbers.parse(text, region or None)
    except phonenumbers.NumberParseException:
        return Contact(text[:60], None, "phone_invalid")
    if not phonenumbers.is_possible_number(number):
        return Contact(text[:60], None, "phone_invalid")
    shown = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return Contact(shown, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
