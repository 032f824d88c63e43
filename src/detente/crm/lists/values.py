"""A value that somebody gave for a field, read by the field's kind or refused with the field named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from detente.crm.lists.fields import NOBODY, Field
from detente.crm.lists.options import owners_now
from detente.crm.objections import N_, Objection, Refused
from detente.crm.people.custom import read_value, written_value
from detente.crm.people.money import LARGEST_MINOR, is_currency, to_amount, to_minor
from detente.crm.people.naming import tidy

_LONGEST = 300
_MOST = 2_000_000_000


def read(field: Field, given: Any, *, currency: str = "EUR") -> Any:
    """What is kept of a value, as JSON; None is none. `currency` is what an amount without one is in."""
    if field.custom:
        return read_value(field.custom, given)
    if given is None or given == "":
        if not field.nullable and field.kind != "text":
            raise wrong(field, N_("{field} cannot be empty."))
        return None if field.nullable else ""
    return _READERS[field.kind](field, given, currency)


def typed(field: Field, value: Any) -> str:
    """A kept value as it would be typed."""
    if field.custom:
        return str(written_value(field.custom, value))
    if isinstance(value, dict):
        return f"{to_amount(value['minor'], value['currency']):f} {value['currency']}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def offered(field: Field) -> list[tuple[str, Any]]:
    """What an editor offers for it: an owner is somebody who works here now."""
    found = owners_now() if field.names_user else (field.options() if field.options else ())
    return [(str(value), label) for value, label in found]


def is_open_choice(field: Field) -> bool:
    """Whether something new may be written where values are offered (a source, an industry)."""
    return field.kind == "choice" and field.key in ("source", "industry", "type") and field.nullable


def wrong(field: Field, text: str, **values: Any) -> Refused:
    """An objection at the field."""
    return Refused(Objection("value_unknown", text, field.key, {"field": field.label, **values}))


def _text(field: Field, given: Any, currency: str) -> str:
    text = tidy(str(given).replace("\x00", "").encode("utf-8", "ignore").decode())
    if len(text) > _LONGEST:
        raise wrong(field, N_("{field}: give a text of up to {most} letters."), most=_LONGEST)
    return text


def _choice(field: Field, given: Any, currency: str) -> Any:
    if is_open_choice(field):
        return _text(field, given, currency)[:120]
    known = {str(value): value for value, _label in (field.options() if field.options else ())}
    if str(given) == NOBODY and field.nullable:
        return None
    if str(given) not in known:
        raise wrong(field, N_("{field}: “{value}” is not among its choices."), value=str(given)[:60])
    return known[str(given)]


def _number(field: Field, given: Any, currency: str) -> int:
    number = _exact(given)
    if number is None or number != int(number) or not 0 <= number < _MOST:
        raise wrong(field, N_("{field}: give a whole number, like 12."))
    return int(number)


def _exact(given: Any) -> Decimal | None:
    try:
        number = Decimal(str(given).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _money(field: Field, given: Any, currency: str) -> dict[str, Any]:
    if isinstance(given, dict):
        return given
    words = str(given).upper().split()
    code = next((word for word in words if is_currency(word)), currency)
    number = _exact("".join(word for word in words if word != code))
    if number is None or len(words) > 2 or abs(number) > LARGEST_MINOR:
        raise wrong(field, N_("{field} is an amount with its currency, like 1200.50 EUR."))
    return {"minor": to_minor(number, code), "currency": code}


def _day(field: Field, given: Any, currency: str) -> str:
    try:
        return date.fromisoformat(str(given)).isoformat()
    except ValueError:
        raise wrong(field, N_("{field}: give a day, like 2026-03-31.")) from None


def _flag(field: Field, given: Any, currency: str) -> bool:
    answers = {"yes": True, "no": False, "true": True, "false": False}
    if str(given).lower() not in answers:
        raise wrong(field, N_("{field} is yes or no."))
    return answers[str(given).lower()]


_READERS: dict[str, Callable[[Field, Any, str], Any]] = {
    "text": _text, "choice": _choice, "reference": _choice, "number": _number, "money": _money, "day": _day,
    "flag": _flag,
}  # fmt: skip
