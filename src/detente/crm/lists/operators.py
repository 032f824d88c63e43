"""What a condition may ask of a field, by its kind, and the database condition that each makes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q

from detente.crm.lists.asked import EMPTY, WITH_DAYS
from detente.crm.lists.fields import Field
from detente.crm.lists.words import holds
from detente.crm.objections import N_, Objection, Refused
from detente.crm.people.actions import organisation
from detente.crm.people.days import ends_at, starts_at, today
from detente.crm.people.money import LARGEST_MINOR, exponent, to_minor

MOST_VALUES = 100
MOST_DAYS = 36_500
_LONGEST = 200
_LARGEST = Decimal(2**62)


def made(field: Field, operator: str, value: Any) -> Q:
    """The condition; `Refused` with the field named where the value is none of its kind."""
    if operator not in field.operators:
        known = ", ".join(field.operators)
        text = N_("{field} cannot be asked this way; it knows: {known}.")
        raise Refused(Objection("operator_unknown", text, field.key, {"field": field.label, "known": known}))
    if operator in EMPTY:
        empty = Q(**{f"{field.path}__isnull": True})
        empty |= Q(**{field.path: ""}) if field.kind == "text" else Q()
        return empty if operator == "is_empty" else ~empty
    if operator in ("is_not", "none_of", "not_contains"):
        # Turned round from the positive one, so that what is unknown is not the named one either.
        positive = {"is_not": "is", "none_of": "any_of", "not_contains": "contains"}[operator]
        return ~made_of_kind(field, positive, value)
    return made_of_kind(field, operator, value)


def made_of_kind(field: Field, operator: str, value: Any) -> Q:
    """A positive condition by the field's kind."""
    if operator == "any_of":
        return _any_of(field, value)
    return _MAKERS[field.kind](field, operator, value)


def _any_of(field: Field, value: Any) -> Q:
    if not isinstance(value, list) or not 0 < len(value) <= MOST_VALUES:
        raise wrong(field, N_("{field}: give a list of 1 to {most} values."), most=MOST_VALUES)
    found = Q()
    for one in value:
        found |= _MAKERS[field.kind](field, "is", one)
    return found


def _text(field: Field, operator: str, value: Any) -> Q:
    words = "" if isinstance(value, (dict, list)) or value is None else str(value)
    words = words.replace("\x00", "").encode("utf-8", "ignore").decode().strip()
    if not words or len(words) > _LONGEST:
        raise wrong(field, N_("{field}: give a text of up to {most} letters."), most=_LONGEST)
    how = {"is": "iexact", "contains": "icontains", "starts_with": "istartswith"}[operator]
    return holds(field.path, words, how)


def _choice(field: Field, operator: str, value: Any) -> Q:
    wanted = str(value)
    if wanted not in {key for key, _label in field.choices()}:
        raise wrong(field, N_("{field}: “{value}” is not among its choices."), value=wanted[:60])
    return field.equal(wanted)


def _flag(field: Field, operator: str, value: Any) -> Q:
    answers = {True: True, False: False, "yes": True, "no": False, "true": True, "false": False}
    if not isinstance(value, (bool, str)) or value not in answers:
        raise wrong(field, N_("{field} is yes or no."))
    return Q(**{field.path: answers[value]})


_COMPARED = {"is": "exact", "more_than": "gt", "less_than": "lt", "at_least": "gte", "at_most": "lte"}


def _number(field: Field, operator: str, value: Any) -> Q:
    def compared(how: str, number: Decimal) -> Q:
        return Q(**{f"{field.path}__{how}": int(number) if number == int(number) else float(number)})

    return _measured(field, operator, value, compared)


def _money(field: Field, operator: str, value: Any) -> Q:
    def compared(how: str, amount: Decimal) -> Q:
        if not field.currency:
            return Q(**{f"{field.path}__{how}": _minor(field, amount, organisation().currency)})
        found = Q()
        for digits, currencies in _by_digits().items():
            minor = {f"{field.path}__{how}": _minor(field, amount, currencies[0])}
            others = Q(**{f"{field.currency}__in": currencies})
            found |= (others if digits != 2 else ~Q(**{f"{field.currency}__in": _unusual()})) & Q(**minor)
        return found

    return _measured(field, operator, value, compared)


def _minor(field: Field, amount: Decimal, currency: str) -> int:
    if abs(amount) > LARGEST_MINOR:
        raise wrong(field, N_("{field}: this amount is too large to be real."))
    return to_minor(amount, currency)


def _by_digits() -> dict[int, list[str]]:
    """Currencies by their digits behind the point; of those with two one stands for all."""
    from babel.numbers import list_currencies

    found: dict[int, list[str]] = {2: ["EUR"]}
    for code in sorted(list_currencies()):
        if exponent(code) != 2:
            found.setdefault(exponent(code), []).append(code)
    return found


def _unusual() -> list[str]:
    return [code for digits, codes in _by_digits().items() if digits != 2 for code in codes]


def _measured(field: Field, operator: str, value: Any, compared: Callable[[str, Decimal], Q]) -> Q:
    if operator == "between":
        first, last = (_exact(field, one) for one in _pair(field, value))
        return compared("gte", first) & compared("lte", last)
    return compared(_COMPARED[operator], _exact(field, value))


def _exact(field: Field, value: Any) -> Decimal:
    try:
        number = Decimal(str(value).strip()) if not isinstance(value, (bool, list, dict)) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > _LARGEST or len(str(value)) > 40:
        raise wrong(field, N_("{field}: give a number, like 12 or 12.5."))
    return number


def _days(field: Field, operator: str, value: Any) -> Q:
    if operator in WITH_DAYS:
        return _around_today(field, operator, value)
    if operator == "between":
        first, last = (_day(field, one) for one in _pair(field, value))
        return field.from_day(first) & field.until_day(last)
    day = _day(field, value)
    if operator == "on":
        return field.from_day(day) & field.until_day(day)
    if operator == "after":
        return (
            Q(**{f"{field.path}__gte": ends_at(day)})
            if field.kind == "instant"
            else _compared_day(field, "gt", day)
        )
    return (
        Q(**{f"{field.path}__lt": starts_at(day)})
        if field.kind == "instant"
        else _compared_day(field, "lt", day)
    )


def _compared_day(field: Field, how: str, day: date) -> Q:
    return Q(**{f"{field.path}__{how}": field.kept(day)})


def _around_today(field: Field, operator: str, value: Any) -> Q:
    count = _exact(field, value)
    if count != int(count) or not 0 < count <= MOST_DAYS:
        raise wrong(field, N_("{field}: give a number of days from 1 to {most}."), most=MOST_DAYS)
    now = today()
    try:
        if operator == "in_last_days":
            return field.from_day(now - timedelta(days=int(count) - 1)) & field.until_day(now)
        return field.from_day(now) & field.until_day(now + timedelta(days=int(count) - 1))
    except OverflowError:
        raise wrong(field, N_("{field}: give a number of days from 1 to {most}."), most=MOST_DAYS) from None


_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(field: Field, value: Any) -> date:
    try:
        found = date.fromisoformat(value if _WRITTEN.fullmatch(str(value)) else "")
    except (ValueError, TypeError):
        found = date.min
    # A zone may lead out of the calendar at its very ends.
    if not date(1000, 1, 1) <= found <= date(9000, 1, 1):
        raise wrong(field, N_("{field}: give a day, like 2026-03-31."))
    return found


def _pair(field: Field, value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) != 2:
        raise wrong(field, N_("{field}: give the first and the last value."))
    return value


def wrong(field: Field, text: str, **values: Any) -> Refused:
    """An objection at the field."""
    return Refused(Objection("value_unknown", text, field.key, {"field": field.label, **values}))


_MAKERS: dict[str, Callable[[Any, str, Any], Q]] = {
    "text": _text, "choice": _choice, "reference": _choice, "number": _number, "money": _money, "instant": _days,
    "day": _days, "flag": _flag,
}  # fmt: skip
