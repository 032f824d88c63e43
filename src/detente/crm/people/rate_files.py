"""Files of rates: one rate a line (day, currency, rate), or a column for each currency as the ECB publishes them.

Text in, rates or every mistake by its line out. Nothing of a file with a mistake is used.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext

from detente.crm.objections import N_, Objection, Refused
from detente.crm.people.money import is_currency
from detente.crm.people.rates import Rate, objections_to_rate

MOST_MISTAKES = 20
MOST_LINES = 100_000
NONE = {"", "N/A", "NA", "-"}
Found = tuple[int, date, dict[str, Decimal]]


def read_rates(text: str, *, own: str, today: date, base: str | None = None) -> list[Rate]:
    """The rates of a file, as units of `own` (the organisation's currency) for one unit of each.

    In the shape of the ECB (Date,USD,JPY ...) a number is units of that currency for one unit of `base`,
    which is EUR unless stated. With day,currency,rate a number is units of `own` for one unit of the currency;
    where `base` is stated it is units of the currency for one unit of `base`.
    Raises `Refused` with an objection for each wrong line, at most 20.
    """
    against: list[Objection] = []
    if base is not None and not is_currency(base):
        raise Refused(Objection("base_unknown", N_("{base} is not a currency."), "base", {"base": base}))
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    try:
        head = [cell.strip() for cell in next(rows, [])]
        is_long = [cell.casefold() for cell in head] == ["day", "currency", "rate"]
        if not is_long and not _is_wide(head):
            raise Refused(_WRONG_HEAD)
        lines = _long(rows, against) if is_long else _wide(rows, head, against)
        if is_long and base is None:
            found = [Rate(day, code, rate) for _n, day, rates in lines for code, rate in rates.items()]
        else:
            found = list(_converted(_by_day(lines), own=own, base=base or "EUR", against=against))
    except csv.Error as error:
        raise Refused(
            _at(rows.line_num, N_("Line {line}: this is not CSV ({why})"), why=str(error))
        ) from None
    against += _twice_or_wrong(found, own=own, today=today)
    if against:
        raise Refused(*_first(against))
    if not found:
        raise Refused(Objection("no_rates", N_("There is no rate in this file.")))
    return found


_WRONG_HEAD = Objection(
    "head_unknown",
    N_("The first line must be day,currency,rate or, as the ECB has it, Date,USD,JPY and so on."),
)


def _is_wide(head: list[str]) -> bool:
    return (
        len(head) > 1
        and head[0].casefold() in ("date", "day")
        and all(map(is_currency, filter(None, head[1:])))
    )


def _at(line: int, text: str, **values: object) -> Objection:
    return Objection("line_wrong", text, None, {"line": line, **values})


def _long(rows: Iterator[list[str]], against: list[Objection]) -> Iterator[Found]:
    for number, cells in _lines(rows, against):
        if len(cells) != 3:
            against.append(_at(number, N_("Line {line}: give day, currency and rate, separated by commas.")))
            continue
        day, rate = _day(cells[0], number, against), _rate(cells[2], number, against)
        if day and rate is not None:
            yield number, day, {cells[1].upper(): rate}


def _wide(rows: Iterator[list[str]], head: list[str], against: list[Objection]) -> Iterator[Found]:
    for number, cells in _lines(rows, against):
        if any(cells[len(head) :]):
            against.append(_at(number, N_("Line {line}: there are more cells than in the first line.")))
            continue
        day = _day(cells[0], number, against)
        given = {
            code: cell
            for code, cell in zip(head[1:], cells[1:], strict=False)
            if code and cell.upper() not in NONE
        }
        read = {code: _rate(cell, number, against) for code, cell in given.items()}
        if day:
            yield number, day, {code: rate for code, rate in read.items() if rate}


def _lines(rows: Iterator[list[str]], against: list[Objection]) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, 2):
        if number > MOST_LINES:
            against.append(
                _at(
                    number,
                    N_("Line {line}: there are more lines than {most}; split the file."),
                    most=MOST_LINES,
                )
            )
            return
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield number, cells


def _day(cell: str, line: int, against: list[Objection]) -> date | None:
    try:
        return date.fromisoformat(cell if len(cell) == 10 else "")
    except ValueError:
        against.append(_at(line, N_("Line {line}: “{cell}” is not a day like 2026-03-31."), cell=cell[:40]))
        return None


def _rate(cell: str, line: int, against: list[Objection]) -> Decimal | None:
    try:
        rate = Decimal(cell) if cell.isascii() and "_" not in cell else Decimal("NaN")
    except InvalidOperation:
        rate = Decimal("NaN")
    if rate.is_finite() and 0 < rate < 10**12 and abs(rate.adjusted()) < 13:
        return rate
    against.append(
        _at(
            line, N_("Line {line}: “{cell}” is not a rate; give a number above 0, like 0.92."), cell=cell[:40]
        )
    )
    return None


def _by_day(lines: Iterator[Found]) -> list[Found]:
    """Lines of the same day together: the way from one currency to another may stand on two of them."""
    found: dict[date, Found] = {}
    for number, day, rates in lines:
        first = found.setdefault(day, (number, day, {}))
        first[2].update(rates)
    return list(found.values())


def _converted(lines: list[Found], *, own: str, base: str, against: list[Objection]) -> Iterator[Rate]:
    """Units of each currency for one `base`, as units of `own` for one of each."""
    for number, day, rates in lines:
        per_base = rates | {base: Decimal(1)}
        if own not in per_base:
            text = N_(
                "Line {line}: it says nothing about {own}, the company's own currency, so nothing can be converted."
            )
            against.append(_at(number, text, own=own))
            continue
        yield from (Rate(day, code, per_base[own] / rate) for code, rate in per_base.items() if code != own)


def _twice_or_wrong(found: list[Rate], *, own: str, today: date) -> list[Objection]:
    """Two different rates of the same day and currency, and all that a single rate may have against it."""
    seen: dict[tuple[date, str], Decimal] = {}
    against = []
    for rate in found:
        for objection in objections_to_rate(rate, base=own, today=today):
            why = gettext(objection.text).format(**objection.values)
            values = {"day": rate.day.isoformat(), "currency": rate.currency[:10] or "''", "why": why}
            against.append(Objection(objection.code, N_("{day}, {currency}: {why}"), None, values))
        if seen.setdefault((rate.day, rate.currency), rate.rate) != rate.rate:
            text = N_("{day}, {currency}: there are two different rates.")
            against.append(
                Objection("twice", text, None, {"day": rate.day.isoformat(), "currency": rate.currency})
            )
    return against


def _first(against: list[Objection]) -> list[Objection]:
    if len(against) <= MOST_MISTAKES:
        return against
    more = Objection("more", N_("... and {more} more."), None, {"more": len(against) - MOST_MISTAKES})
    return [*against[:MOST_MISTAKES], more]
