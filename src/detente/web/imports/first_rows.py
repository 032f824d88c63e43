"""The first lines of a file as they will be stored: every value as it was understood."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from django.utils.translation import gettext as _

from detente.crm.people.custom import shown_value
from detente.crm.people.models import CustomField
from detente.intake.custom import known_fields
from detente.intake.fields import Kind
from detente.intake.lines import LineReader, Reading, reader_of
from detente.intake.mapping import FileMapping, Mapping
from detente.intake.planning import settings_of
from detente.intake.reading import Line
from detente.intake.sources import Source
from detente.web.imports.words import choices_of, column_name, problem_said, stages
from detente.web.locale import babel_locale
from detente.web.money import money

SHOWN = 5


@dataclass(frozen=True)
class FirstRows:
    """Heads and rows of one file; a row has its line, its cells, and why it is rejected if it is."""

    label: str
    kind: str
    heads: list[str]
    rows: list[dict[str, Any]]

    @property
    def heads_as_columns(self) -> list[dict[str, str]]:
        """The heads as the table wants them."""
        return [{"key": head, "label": head} for head in self.heads]


def first_rows(source: Source, mapping: Mapping, label: str) -> FirstRows:
    """The first five lines of a file under its mapping."""
    settings = settings_of(mapping)
    reader = reader_of(source.mapping, source.table, settings)
    lines = list(itertools.islice(source.table.lines(), SHOWN))
    readings = [(line.number, _read(reader, line)) for line in lines]
    entry = source.mapping
    heads = [column_name(entry.kind, name) for name in _names(entry)]
    dated = dict(stages())
    heads += [
        *entry.custom,
        *(_("Reached %(stage)s") % {"stage": dated.get(code, code)} for code in entry.moves),
    ]
    rows = [_row(number, reading, entry, settings.zone) for number, reading in readings]
    return FirstRows(label, entry.kind, heads, rows)


def _read(reader: LineReader, line: Line) -> Reading:
    return Reading({}, problems=[line.problem]) if line.problem else reader.read(line.cells)


def _names(entry: FileMapping) -> list[str]:
    used = {*entry.columns, *entry.constants}
    return [field.name for field in entry.of.fields if field.name in used]


def _row(number: int, reading: Reading, entry: FileMapping, zone: ZoneInfo) -> dict[str, Any]:
    cells = [_shown(name, reading.values, entry.of, zone) for name in _names(entry)]
    added = known_fields().get(entry.kind, {})
    cells += [_added(added.get(name) or added.get(name.casefold()), name, reading) for name in entry.custom]
    cells += [_plain(reading.moves.get(code), zone) for code in entry.moves]
    why = "; ".join(f"{problem.column}: {problem_said(problem)}" for problem in reading.rejections)
    return {"line": number, "cells": cells, "why": why}


def _added(field: CustomField | None, name: str, reading: Reading) -> str:
    """A column kept under its own name, or in a field that the company added."""
    if field is None:
        return str(reading.custom.get(name, ""))
    return shown_value(field, reading.custom.get(field.code))


def _shown(name: str, values: dict[str, Any], kind: Kind, zone: ZoneInfo) -> str:
    value, field = values.get(name), kind.field(name)
    if value is None or field is None:
        return ""
    if field.type == "money" and isinstance(value, int):
        return money(value, values.get(f"{name}_currency"))
    if field.choice:
        return dict(choices_of(field)).get(value, str(value))
    return _plain(value, zone)


def _plain(value: Any, zone: ZoneInfo) -> str:
    """An instant stands in the zone that the file is read in, so that it can be compared with the file."""
    if isinstance(value, datetime):
        local = value.astimezone(zone)
        pattern = "d MMM y" if local.time() == time.min else "d MMM y, HH:mm"
        return str(format_datetime(local, pattern, locale=babel_locale()))
    if isinstance(value, date):
        return str(format_date(value, "d MMM y", locale=babel_locale()))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(getattr(value, "text", value))
