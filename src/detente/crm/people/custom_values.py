"""What an added field keeps: a value as given, read by the field's kind or refused with what is wanted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from detente.crm.objections import N_, Objection, Refused
from detente.crm.people.actions import organisation, survivor
from detente.crm.people.contacts import read_email
from detente.crm.people.models import CustomField, Person
from detente.crm.people.money import LARGEST_MINOR, exponent, is_currency, to_amount, to_minor
from detente.crm.people.naming import tidy

# A PostgreSQL index takes no more than 2,700 bytes, and a letter may need four.
LONGEST_TEXT = 500
MOST_DIGITS = 15
"""More is not kept exactly by every reader of JSON."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")
_MONEY = re.compile(r"(?:([A-Za-z]{3})\s*)?([+-]?\d+(?:\.\d+)?)(?:\s*([A-Za-z]{3}))?")


def field_name(field: CustomField) -> str:
    """The name under which forms, events and lists know an added field."""
    return f"custom.{field.code}"


def refusal(field: CustomField, code: str, text: str, **values: Any) -> Refused:
    """An objection at the field, which says what is wanted."""
    return Refused(Objection(code, text, field_name(field), {"field": field.name, **values}))


def read_value(field: CustomField, given: Any) -> Any:
    """What is kept of a value that somebody gave, as JSON; None is no value.

    Texts are taken as a person writes them; numbers, days, money as {"minor", "currency"} or {"amount", "currency"},
    persons as their id or e-mail address. Raises `Refused` with one objection at "custom.<code>".
    """
    if isinstance(given, str):
        given = _written(given)
    if given is None or given == "":
        return None
    return _READERS[field.kind](field, given)


def _written(text: str) -> str:
    return tidy("".join(letter for letter in text if unicodedata.category(letter) != "Cs"))


def _text(field: CustomField, given: Any) -> str:
    if not isinstance(given, str):
        given = str(given) if isinstance(given, (int, float, Decimal)) else ""
    if not given or len(given) > LONGEST_TEXT:
        text = N_("{field} is a text of up to {most} letters.")
        raise refusal(field, "custom_text", text, most=LONGEST_TEXT)
    return str(given)


def _exact(given: Any) -> Decimal | None:
    if isinstance(given, bool) or not isinstance(given, (str, int, float, Decimal)):
        return None
    try:
        number = Decimal(str(given)) if not isinstance(given, str) or _PLAIN.fullmatch(given) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _number(field: CustomField, given: Any) -> int | float:
    number = _exact(given)
    if number is None:
        raise refusal(field, "custom_number", N_("{field} is a number, like 12 or 12.5."))
    number = number.normalize()
    if len(number.as_tuple().digits) > MOST_DIGITS or abs(number.adjusted()) > MOST_DIGITS:
        text = N_("{field} is a number of up to {most} digits.")
        raise refusal(field, "custom_number_long", text, most=MOST_DIGITS)
    return int(number) if number == number.to_integral_value() else float(number)


def _date(field: CustomField, given: Any) -> str:
    if isinstance(given, datetime):
        given = given.date()
    try:
        if not isinstance(given, date):
            given = date.fromisoformat(given if _DAY.fullmatch(str(given)) else "")
    except (ValueError, TypeError):
        raise refusal(field, "custom_date", N_("{field} is a day, like 2026-03-31.")) from None
    return str(given.isoformat())


def _money(field: CustomField, given: Any) -> dict[str, Any]:
    minor, currency = _amount_of(given)
    if currency is None or not is_currency(currency) or minor is None:
        text = N_("{field} is an amount with its currency, like 1200.50 EUR.")
        raise refusal(field, "custom_money", text)
    if isinstance(minor, Decimal):
        amount = minor
        minor = to_minor(amount, currency) if abs(amount) < LARGEST_MINOR else LARGEST_MINOR + 1
        if abs(minor) <= LARGEST_MINOR and to_amount(minor, currency) != amount:
            text = N_("{field}: {currency} has {digits} digits behind the point.")
            raise refusal(field, "custom_money_digits", text, currency=currency, digits=exponent(currency))
    if abs(minor) > LARGEST_MINOR:
        raise refusal(field, "custom_money_large", N_("{field}: this amount is too large to be real."))
    return {"minor": minor, "currency": currency}


def _amount_of(given: Any) -> tuple[int | Decimal | None, str | None]:
    """An amount (minor units where they were given as such) and its currency, ours where none was given."""
    if isinstance(given, dict):
        currency, minor = given.get("currency"), given.get("minor")
        if isinstance(minor, int) and not isinstance(minor, bool):
            return minor, currency if isinstance(currency, str) else None
        return _exact(given.get("amount")), currency if isinstance(currency, str) else None
    if not isinstance(given, str):
        return _exact(given), organisation().currency
    found = _MONEY.fullmatch(given)
    if not found or (found[1] and found[3]):
        return None, None
    return Decimal(found[2]), (found[1] or found[3] or organisation().currency).upper()


def _choice(field: CustomField, given: Any) -> str:
    wanted = str(given).casefold()
    living = [choice for choice in field.choices if not choice.get("is_archived")]
    for name in ("code", "name"):
        for choice in living:
            if str(choice[name]).casefold() == wanted:
                return str(choice["code"])
    if any(wanted in (choice["code"].casefold(), choice["name"].casefold()) for choice in field.choices):
        text = N_("{field}: “{given}” is no longer offered. Choose one of {names}.")
    else:
        text = N_("{field} is one of {names}.")
    names = ", ".join(choice["name"] for choice in living) or "-"
    raise refusal(field, "custom_choice", text, given=str(given)[:60], names=names)


def _person(field: CustomField, given: Any) -> int:
    found = _found_person(given)
    if found is None:
        text = N_("{field} is a person we know: give their e-mail address or number.")
        raise refusal(field, "custom_person", text)
    return int(survivor(found).pk)


def _found_person(given: Any) -> Person | None:
    known = Person.objects.filter(is_archived=False)
    if isinstance(given, Person):
        return given
    if isinstance(given, bool) or not isinstance(given, (int, str)):
        return None
    text = str(given).removeprefix("#")
    if text.isascii() and text.isdigit():
        return known.filter(pk=int(text)).first() if len(text) < 19 else None
    key = read_email(text).key
    return known.filter(email_key=key, merged_into=None).first() if key else None


_READERS: dict[str, Callable[[CustomField, Any], Any]] = {
    "text": _text, "number": _number, "money": _money, "date": _date, "choice": _choice, "person": _person,
}  # fmt: skip
