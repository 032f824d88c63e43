"""A form of the playbook into its document: each field names the kind of its value and its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.http import QueryDict

from detente.crm.people.custom_fields import code_of
from detente.crm.people.naming import tidy
from detente.crm.playbook.checks.codes import lists
from detente.crm.playbook.checks.conditions import conditions, parts
from detente.crm.playbook.conditions import WITH_SEVERAL, WITHOUT_VALUE, field_of
from detente.crm.playbook.paths import find, value_at
from detente.crm.playbook.reading import Path
from detente.crm.playbook.schema import schema_at
from detente.web.playbook.new_rows import NEW_CODE

WHOLE = re.compile(r"[-+]?[0-9]{1,12}")
BROKEN = re.compile(r"[-+]?[0-9]{0,12}[.,][0-9]{1,6}")
LONGEST = 20_000
"""Longer than any text that the check lets through, so that it names what is too long before it is cut."""
Document = dict[str, Any]


def write_into(document: Document, sent: QueryDict) -> None:
    """Set what the form holds; a value that is none of its kind is kept as written, for the check to name."""
    for name, texts in sent.lists():
        kind, _colon, place = name.partition(":")
        if kind in READERS and (path := find(document, place)) and schema_at(path) is not None:
            _set(document, path, READERS[kind](texts))
    _settle_conditions(document)
    _name_new_rows(document)
    _same_attempts(document)


def without_place(document: Document, sent: QueryDict) -> bool:
    """Whether the form has fields of rows that the document does not have any more."""
    named = [name.partition(":") for name in sent]
    return any(kind in READERS and not find(document, place) for kind, _colon, place in named)


def _text(texts: list[str]) -> str:
    return tidy(texts[-1].replace("\x00", ""))[:LONGEST]


def _number(texts: list[str]) -> Any:
    text = _text(texts)
    if WHOLE.fullmatch(text):
        return int(text)
    return float(text.replace(",", ".")) if BROKEN.fullmatch(text) else text


def _percent(texts: list[str]) -> Any:
    value = _number(texts)
    return round(value / 100, 8) if isinstance(value, int | float) else value


def _lines(texts: list[str]) -> list[str]:
    return [found for line in texts[-1][:LONGEST].splitlines() if (found := _text([line]))]


def _commas(texts: list[str]) -> list[str]:
    return [part.strip() for part in _text(texts).split(",") if part.strip()]


READERS: dict[str, Callable[[list[str]], Any]] = {
    "text": _text, "number": _number, "percent": _percent, "lines": _lines, "commas": _commas, "value": _text,
    "several": lambda texts: [found for text in texts if (found := _text([text]))], "flag": lambda texts: "1" in texts,
}  # fmt: skip


def _set(document: Document, path: Path, value: Any) -> None:
    parent, word = value_at(document, path[:-1]), path[-1]
    if not isinstance(parent, dict | list):
        return
    required = (schema_at(path[:-1]) or {}).get("required", ())
    is_new = isinstance(parent, dict) and word not in parent
    if isinstance(parent, dict) and word not in required and (value == "" or value == [] or value is False):
        # What may be left out is left out; what the document says outright stays said.
        if not is_new and value != "":
            parent[word] = value
        elif not is_new and parent[word] != value:
            del parent[word]
        return
    parent[word] = value  # type: ignore[index]


def _settle_conditions(document: Document) -> None:
    """The value of a condition as its operator and field take it."""
    for path, when in conditions(document):
        for _place, part in parts(path, when):
            if isinstance(part, dict):
                _settle(part)


def _settle(part: dict[str, Any]) -> None:
    if part.get("is") in WITHOUT_VALUE:
        part.pop("value", None)
        return
    field, value = field_of(str(part.get("field"))), part.get("value", "")
    several = value if isinstance(value, list) else str(value).split(",")
    if part.get("is") in WITH_SEVERAL:
        part["value"] = [_read(field, one) for one in several if str(one).strip()] or [""]
    else:
        part["value"] = _read(field, several[0] if isinstance(value, list) else value)


def _read(field: Any, value: Any) -> Any:
    if field and field.kind == "number" and isinstance(value, str):
        return _number([value])
    return value.strip() if isinstance(value, str) else value


def _name_new_rows(document: Document) -> None:
    """A new row gets its code from the name that it is given; it keeps it when the name changes."""
    for _path, rows in lists(document):
        taken = [str(row["code"]) for row in rows]
        for row in rows:
            if isinstance(row, dict) and str(row["code"]).startswith(NEW_CODE) and str(row["name"]).strip():
                row["code"] = code_of(str(row["name"]), taken)
                taken.append(row["code"])


def _same_attempts(document: Mapping[str, Any]) -> None:
    """One number says how often sales tries, wherever it stands."""
    attempts = document.get("slas", {}).get("sales", {}).get("attempts")
    for row in document["exits"]:
        if row["code"] == "unreached" and attempts is not None:
            row["attempts"] = attempts
