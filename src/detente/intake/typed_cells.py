"""Cells whose value the file types itself: a workbook's dates and numbers need no format and no decimal sign."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from detente.intake.cells import (
    CLOCK_SLACK,
    FUTURE,
    IN_FUTURE,
    NO_DATE,
    NO_NUMBER,
    Amount,
    Cell,
    Problems,
    cell_of,
    wrong,
)
from detente.intake.fields import Field
from detente.intake.mapping.model import ColumnUse
from detente.intake.problems import Problem, gettext_noop
from detente.intake.reading.typed import ErrorValue
from detente.intake.settings import Settings
from detente.intake.values.blanks import is_blank
from detente.intake.values.dates import EARLIEST, EXCEL, LATEST, Moment

ERROR = gettext_noop("holds the error %(name)s instead of a value")
NUMBERS = ("money", "integer", "decimal")
# Days between the two beginnings of time that workbooks know.
FROM_1904 = 1_462


def typed_cell_of(
    field: Field, use: ColumnUse, settings: Settings, *, counts_from_1904: bool = False
) -> Cell:
    """As `cell_of`, but a typed cell is taken at its value where the field wants that type."""
    plain = cell_of(field, use, settings)
    translated = {said.strip().casefold() for said in (*use.values, *use.blank)}

    def cell(text: str, problems: Problems) -> Any:
        if type(text) is str or text.casefold() in translated:
            return plain(text, problems)
        value: Any = text.value  # type: ignore[attr-defined]
        if isinstance(value, ErrorValue):
            return _error(value, use.column, problems)
        if field.type in ("instant", "date"):
            return _moment(field, use, settings, value, problems)
        if isinstance(value, Decimal) and field.type in NUMBERS:
            return _number(field, use, value, problems)
        if isinstance(value, timedelta) and field.type == "integer":
            return int(value.total_seconds())
        if isinstance(value, bool) and field.type == "flag":
            return value
        return plain(str(text), problems)

    def counted(text: str, problems: Problems) -> Any:
        """A day as a bare number, in a workbook that counts from 1904."""
        value = getattr(text, "value", None)
        if isinstance(value, Decimal) and EXCEL in use.formats:
            return plain(f"{value + FROM_1904:f}", problems)
        return cell(text, problems)

    return counted if counts_from_1904 and field.type in ("instant", "date") else cell


def _error(value: ErrorValue, column: str, problems: Problems) -> None:
    if not is_blank(value.name):
        problems.append(Problem("error_cell", ERROR, {"name": value.name}, column))


def _moment(field: Field, use: ColumnUse, settings: Settings, value: Any, problems: Problems) -> Any:
    if not isinstance(value, date):
        return cell_of(field, use, settings)(str(value), problems)
    if not EARLIEST <= value.year <= LATEST:
        wrong(str(value), NO_DATE, use.column, problems, formats="YYYY-MM-DD")
        return None
    moment = Moment(value.date(), value.time()) if isinstance(value, datetime) else Moment(value)
    if field.type == "date":
        return moment.day
    zone = settings.zone_of(use.zone)
    at = moment.instant(zone)
    if field.name not in FUTURE and at > settings.now + CLOCK_SLACK:
        wrong(str(value), IN_FUTURE, use.column, problems, "in_future")
    return at


def _number(field: Field, use: ColumnUse, value: Decimal, problems: Problems) -> Any:
    if field.type == "money":
        return Amount(value * (use.times or 1), "")
    if field.type == "decimal":
        return value
    if value != value.to_integral_value():
        wrong(f"{value:f}", NO_NUMBER, use.column, problems)
        return None
    return int(value)
