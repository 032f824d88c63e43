"""One cell as a value: a function for each type of field, made once per column."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from babel import Locale

from detente.crm.people.contacts import read_email, read_phone
from detente.intake.contacts import bare_address, tidy, tidy_words
from detente.intake.fields import Field
from detente.intake.mapping.model import ColumnUse
from detente.intake.problems import Problem, gettext_noop, shortened
from detente.intake.settings import Settings
from detente.intake.values.blanks import is_blank, is_blank_name
from detente.intake.values.dates import Moment, reader
from detente.intake.values.flags import flag
from detente.intake.values.money import CODES, amount
from detente.intake.values.numbers import decimal

Problems = list[Problem]
Cell = Callable[[str, Problems], Any]

NO_DATE = gettext_noop("`%(text)s` is not a date written as %(formats)s")
NO_NUMBER = gettext_noop("`%(text)s` is not a number")
NO_AMOUNT = gettext_noop("`%(text)s` is not an amount of money")
NO_FLAG = gettext_noop("`%(text)s` is neither yes nor no")
NO_CODE = gettext_noop("`%(text)s` is not one of %(known)s; translate it in the mapping")
NO_COUNTRY = gettext_noop("`%(text)s` is not a country we know; left out")
NO_CURRENCY = gettext_noop("`%(text)s` is not a currency of ISO 4217")
TOO_LONG = gettext_noop("is longer than %(limit)s characters")
IN_FUTURE = gettext_noop("`%(text)s` lies in the future")
EMAIL_INVALID = gettext_noop("`%(text)s` is not an e-mail address; kept as a defect of the lead")
PHONE_INVALID = gettext_noop("`%(text)s` is not a telephone number; kept as a defect of the lead")

LONGEST = {
    "landing_page": 2_000,
    "website": 300,
    "title": 200,
    "name": 300,
    "account": 300,
    "note": 20_000,
    "external_id": 200,
    "lead": 200,
    "account_id": 200,
    "person_id": 200,
}
DEFAULT_LONGEST = 120
CLOCK_SLACK = timedelta(days=1)
_DOMAIN = re.compile(r"[^\s/@:]+\.[^\s/@:.]{2,}")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of money and what stood for its currency, if anything."""

    number: Decimal
    mark: str


def cell_of(field: Field, use: ColumnUse, settings: Settings) -> Cell:
    """The function that reads this column's cells; blank ones give None, wrong ones None and a problem."""
    read = _typed(field, use, settings)
    also = settings.blank | {word.casefold() for word in use.blank}
    empty = is_blank_name if field.type in ("name", "text", "words", "reference") else is_blank
    values = {said.strip().casefold(): ours for said, ours in use.values.items()}

    def cell(text: str, problems: Problems) -> Any:
        if not text:
            return None
        if values:
            text = values.get(text.strip().casefold(), text)
        return None if empty(text, also=also) else read(text, problems)

    return cell


def _typed(field: Field, use: ColumnUse, settings: Settings) -> Cell:
    column, region = use.column, use.region or settings.region
    match field.type:
        case "text" | "name" | "reference":
            return _text(column, LONGEST.get(field.name, DEFAULT_LONGEST))
        case "words":
            return lambda text, problems: tidy_words(text)[: LONGEST["note"]]
        case "email":
            return lambda text, problems: _email(text, column, problems)
        case "phone":
            return lambda text, problems: _phone(text, column, region, problems)
        case "instant" | "date":
            return _moment(use, settings, is_day=field.type == "date", may_be_future=field.name in FUTURE)
        case "money":
            return lambda text, problems: _amount(text, use, problems)
        case "decimal":
            return lambda text, problems: _found(
                decimal(text, use.decimal or "."), NO_NUMBER, text, column, problems
            )
        case "integer":
            return lambda text, problems: _integer(text, use, problems)
        case "flag":
            return lambda text, problems: _found(flag(text), NO_FLAG, text, column, problems)
        case "code":
            return _code(column, settings.codes[field.choice])
        case "country":
            return lambda text, problems: _country(text, column, problems)
        case "currency":
            return lambda text, problems: _found(_currency(text), NO_CURRENCY, text, column, problems)
        case "domain":
            return lambda text, problems: domain_of(text)


FUTURE = {"closed_at", "expected_on", "recycle_on", "ends_on", "starts_on", "day"}


def wrong(
    text: str, template: str, column: str, problems: Problems, code: str = "unreadable", **params: object
) -> None:
    """Note that a cell cannot be read, which rejects its line."""
    problems.append(Problem(code, template, {"text": shortened(text), **params}, column))


def _found(value: Any, template: str, text: str, column: str, problems: Problems) -> Any:
    if value is None:
        wrong(text, template, column, problems)
    return value


def _text(column: str, limit: int) -> Cell:
    def read(text: str, problems: Problems) -> str | None:
        plain = tidy(text)
        if len(plain) > limit:
            problems.append(Problem("too_long", TOO_LONG, {"limit": limit}, column))
        return plain or None

    return read


def _email(text: str, column: str, problems: Problems) -> Any:
    contact = read_email(bare_address(text))
    if contact.defect:
        problems.append(Problem(contact.defect, EMAIL_INVALID, {"text": shortened(text)}, column, "defect"))
    return contact


def _phone(text: str, column: str, region: str | None, problems: Problems) -> Any:
    contact = read_phone(text, region)
    if contact.defect:
        problems.append(Problem(contact.defect, PHONE_INVALID, {"text": shortened(text)}, column, "defect"))
    return contact


def _moment(use: ColumnUse, settings: Settings, *, is_day: bool, may_be_future: bool) -> Cell:
    readers = [reader(name) for name in use.formats]
    zone = settings.zone_of(use.zone)
    latest = settings.now + CLOCK_SLACK
    formats = ", ".join(use.formats)

    @lru_cache(maxsize=20_000)
    def value(text: str) -> date | datetime | None:
        moment: Moment | None = next((found for read in readers if (found := read(text))), None)
        if moment is None:
            return None
        return moment.day if is_day else moment.instant(zone)

    def cell(text: str, problems: Problems) -> date | datetime | None:
        found = value(text)
        if found is None:
            wrong(text, NO_DATE, use.column, problems, formats=formats)
        elif not may_be_future and isinstance(found, datetime) and found > latest:
            wrong(text, IN_FUTURE, use.column, problems, "in_future")
        return found

    return cell


def _amount(text: str, use: ColumnUse, problems: Problems) -> Amount | None:
    found = amount(text, use.decimal or ".")
    if found is None:
        wrong(text, NO_AMOUNT, use.column, problems)
        return None
    return Amount(found[0] * (use.times or 1), found[1])


def _integer(text: str, use: ColumnUse, problems: Problems) -> int | None:
    number = decimal(text, use.decimal or ".")
    if number is None or number != number.to_integral_value():
        wrong(text, NO_NUMBER, use.column, problems)
        return None
    return int(number)


def _code(column: str, known: Any) -> Cell:
    shown = ", ".join(dict.fromkeys(known.values()))

    def read(text: str, problems: Problems) -> str | None:
        found = known.get(" ".join(text.split()).casefold())
        if found is None:
            wrong(text, NO_CODE, column, problems, "unknown_value", known=shown)
        return found

    return read


@lru_cache(maxsize=5_000)
def country_of(text: str) -> str | None:
    """The ISO 3166 code of a country written as code or name, in the languages we know."""
    plain = text.strip()
    if len(plain) == 2 and plain.upper() in _countries().values():
        return plain.upper()
    return _countries().get(plain.casefold())


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    found = {"usa": "US", "u.s.a.": "US", "uk": "GB", "great britain": "GB", "england": "GB"}
    for language in ("en", "de", "fr", "es", "pt", "it", "nl"):
        names = Locale.parse(language).territories
        found |= {name.casefold(): code for code, name in names.items() if len(code) == 2 and code.isalpha()}
    return found


def _country(text: str, column: str, problems: Problems) -> str | None:
    found = country_of(text)
    if found is None:
        problems.append(Problem("country_unknown", NO_COUNTRY, {"text": shortened(text)}, column, "note"))
    return found


def _currency(text: str) -> str | None:
    plain = text.strip().upper()
    return plain if plain in CODES else None


@lru_cache(maxsize=20_000)
def domain_of(text: str) -> str | None:
    """The domain of a website or of a bare domain, without `www.`; None when there is none."""
    plain = text.strip().casefold()
    host = (
        urlsplit(plain if "//" in plain else f"//{plain}").hostname
        if "]" not in plain and "[" not in plain
        else None
    )
    host = (host or "").removeprefix("www.")[:253]
    return host if _DOMAIN.fullmatch(host) else None
