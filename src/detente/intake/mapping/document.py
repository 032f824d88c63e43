"""Between a mapping and its document (what YAML and JSON hold), naming the key of every mistake."""

from __future__ import annotations

import difflib
from collections.abc import Mapping as MappingOf
from typing import Any

from detente.intake.fields import KINDS
from detente.intake.mapping.checks import check
from detente.intake.mapping.model import ColumnUse, FileMapping, Mapping, MappingError
from detente.intake.problems import gettext_noop

NOT_A_MAP = gettext_noop("%(at)s should be a list of `key: value` lines")
NOT_A_LIST = gettext_noop("%(at)s should be a list")
NOT_TEXT = gettext_noop("%(at)s should be a text")
NOT_A_ROW = gettext_noop("%(at)s: `%(value)s` is no row of a sheet; write its number, like 3")
NOT_A_FLAG = gettext_noop("%(at)s: write true or false, not `%(value)s`")
NOT_A_FACTOR = gettext_noop("%(at)s: `%(value)s` is no number to multiply by; write one like 1000")
UNKNOWN_KEY = gettext_noop("%(at)s: `%(key)s` is not known here; known are %(known)s%(hint)s")
MISSING = gettext_noop("%(at)s is missing")
NO_FILES = gettext_noop("files is missing: name at least one file and the kind of its lines")

TOP = ("name", "system", "zone", "currency", "region", "blank", "unknown_users", "files")
OF_FILE = ("kind", "file", "columns", "constants", "custom", "moves", "encoding", "delimiter", "quote",
           "sheet", "header", "guarded", "mend")  # fmt: skip
OF_USE = ("column", "format", "decimal", "currency", "times", "zone", "region", "values", "blank")


def from_document(document: Any, *, is_complete: bool = True) -> Mapping:
    """The mapping that a document describes. Raises MappingError for the first thing wrong.

    One that somebody is still writing (not `is_complete`) may miss fields that its kind needs.
    """
    top = _map(document, "the mapping", TOP)
    if not top.get("files"):
        raise MappingError(NO_FILES)
    files = tuple(_file(item, f"files[{no}]") for no, item in enumerate(_list(top["files"], "files")))
    settings = {
        key: _text(top[key], key)
        for key in ("name", "system", "zone", "currency", "region", "unknown_users")
        if top.get(key) not in (None, "")
    }
    mapping = Mapping(files=files, blank=_texts(top.get("blank"), "blank"), **settings)
    if is_complete:
        check(mapping)
    return mapping


def _file(item: Any, at: str) -> FileMapping:
    found = _map(item, at, OF_FILE)
    kind = _text(found.get("kind"), f"{at}.kind")
    if kind not in KINDS:
        _unknown(f"{at}.kind", kind, KINDS)
    uses = {
        group: {
            name: _use(use, f"{at}.{group}.{name}")
            for name, use in _map(found.get(group) or {}, f"{at}.{group}").items()
        }
        for group in ("columns", "custom", "moves")
    }
    constants = {
        name: _text(value, f"{at}.constants.{name}")
        for name, value in _map(found.get("constants") or {}, f"{at}.constants").items()
    }
    for group, names in (("columns", uses["columns"]), ("constants", constants)):
        for name in names:
            if name not in KINDS[kind].names:
                _unknown(f"{at}.{group}", name, KINDS[kind].names)
    settings = {
        key: _text(found[key], f"{at}.{key}")
        for key in ("file", "encoding", "delimiter", "quote", "sheet")
        if found.get(key) not in (None, "")
    }
    return FileMapping(
        kind=kind, constants=constants, mend=_mend(found.get("mend"), kind, at), header=_row(found, at),
        guarded=_flag(found, "guarded", at), **uses, **settings,  # type: ignore[arg-type]
    )  # fmt: skip


def _mend(item: Any, kind: str, at: str) -> dict[str, dict[str, str]]:
    fields = _map(item or {}, f"{at}.mend")
    for name in fields:
        if name not in KINDS[kind].names:
            _unknown(f"{at}.mend", name, KINDS[kind].names)
    return {
        name: {
            said: _text(ours, f"{at}.mend.{name}.{said}")
            for said, ours in _map(words, f"{at}.mend.{name}").items()
        }
        for name, words in fields.items()
    }


def _row(found: MappingOf[str, Any], at: str) -> int | None:
    text = str(found.get("header") or "")
    if text and not (text.isdecimal() and 0 < int(text) <= 1_048_576):
        raise MappingError(NOT_A_ROW, at=f"{at}.header", value=text)
    return int(text) if text else None


def _flag(found: MappingOf[str, Any], key: str, at: str) -> bool:
    text = str(found.get(key) or "").casefold()
    if text not in ("", "true", "false", "yes", "no"):
        raise MappingError(NOT_A_FLAG, at=f"{at}.{key}", value=text)
    return text in ("true", "yes")


def _use(item: Any, at: str) -> ColumnUse:
    if isinstance(item, str):
        return ColumnUse(item)
    found = _map(item, at, OF_USE)
    if not found.get("column"):
        raise MappingError(MISSING, at=f"{at}.column")
    settings = {
        key: _text(found[key], f"{at}.{key}")
        for key in ("decimal", "currency", "zone", "region")
        if found.get(key) not in (None, "")
    }
    values = {
        said: _text(ours, f"{at}.values.{said}")
        for said, ours in _map(found.get("values") or {}, f"{at}.values").items()
    }
    formats = found.get("format") or ()
    return ColumnUse(
        column=_text(found["column"], f"{at}.column"),
        values=values,
        blank=_texts(found.get("blank"), f"{at}.blank"),
        times=_times(found, at),
        formats=(formats,) if isinstance(formats, str) else _texts(formats, f"{at}.format"),
        **settings,  # type: ignore[arg-type]
    )


def _times(found: MappingOf[str, Any], at: str) -> int | None:
    text = str(found.get("times") or "")
    if text and not (text.isdecimal() and 0 < int(text) <= 1_000_000_000):
        raise MappingError(NOT_A_FACTOR, at=f"{at}.times", value=text)
    return int(text) if text else None


def _map(item: Any, at: str, known: tuple[str, ...] = ()) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise MappingError(NOT_A_MAP, at=at)
    for key in item:
        if known and key not in known:
            _unknown(at, str(key), known)
    return {str(key): value for key, value in item.items()}


def _list(item: Any, at: str) -> list[Any]:
    if not isinstance(item, list | tuple):
        raise MappingError(NOT_A_LIST, at=at)
    return list(item)


def _text(item: Any, at: str) -> str:
    if item is None:
        raise MappingError(MISSING, at=at)
    if isinstance(item, dict | list):
        raise MappingError(NOT_TEXT, at=at)
    return str(item)


def _texts(item: Any, at: str) -> tuple[str, ...]:
    return tuple(_text(each, at) for each in _list(item, at)) if item else ()


def _unknown(at: str, key: str, known: Any) -> None:
    near = difflib.get_close_matches(key, list(known), n=1)
    hint = f". Did you mean `{near[0]}`?" if near else ""
    raise MappingError(UNKNOWN_KEY, at=at, key=key, known=", ".join(known), hint=hint)


def to_document(mapping: Mapping) -> dict[str, Any]:
    """The document of a mapping, without what is absent; `from_document` gives the same mapping back."""
    document: dict[str, Any] = {
        key: getattr(mapping, key) for key in TOP if key not in ("files", "blank", "unknown_users")
    }
    document["blank"] = list(mapping.blank)
    document["unknown_users"] = "" if mapping.unknown_users == "leave" else mapping.unknown_users
    return _filled(document) | {"files": [_file_document(file) for file in mapping.files]}


def _file_document(file: FileMapping) -> dict[str, Any]:
    plain = {
        key: getattr(file, key)
        for key in OF_FILE
        if key not in ("columns", "custom", "moves", "constants", "mend")
    }
    plain["mend"] = {name: dict(words) for name, words in file.mend.items() if words}
    plain["constants"] = dict(file.constants)
    for group in ("columns", "custom", "moves"):
        plain[group] = {name: _use_document(use) for name, use in getattr(file, group).items()}
    return {key: value for key, value in _filled(plain).items() if (key, value) != ("file", "*")}


def _use_document(use: ColumnUse) -> Any:
    found = _filled(
        {
            "column": use.column,
            "format": use.formats[0] if len(use.formats) == 1 else list(use.formats),
            "decimal": use.decimal,
            "currency": use.currency,
            "times": use.times,
            "zone": use.zone,
            "region": use.region,
            "values": dict(use.values),
            "blank": list(use.blank),
        }
    )
    return use.column if set(found) <= {"column"} else found


def _filled(found: MappingOf[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if value not in (None, "", [], {}, (), False)}
