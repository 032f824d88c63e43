"""What differs between two versions of the playbook, in plain words, old beside new, by topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from detente.crm.playbook.difference_heads import ADDED, CAUTIONS, GONE, ORDER
from detente.crm.playbook.difference_words import FIELDS, Names, short, shown
from detente.crm.playbook.sections import ROWS, SINGLES, TOPICS, Rows

NOTHING: tuple[Any, ...] = (None, "", [])
Document = Mapping[str, Any]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One difference: its topic, the sentence, and both sides in short; a caution where signing it needs care."""

    topic: str
    text: str
    old: str = ""
    new: str = ""
    caution: str = ""


def differences(old: Document, new: Document) -> list[Change]:
    """Every difference of two documents, in the order of the playbook's topics."""
    before, after = _names(old), _names(new)
    found = [change for rows in ROWS for change in _of_rows(rows, old, new, before, after)]
    for topic, path, kind in SINGLES:
        found += _of_fields(topic, kind, "", _at(old, path), _at(new, path), before, after)
    return sorted(found, key=lambda change: TOPICS.index(change.topic))


def _at(document: Any, path: Sequence[str]) -> Mapping[str, Any]:
    for step in path:
        document = document.get(step) or {}
    return document if isinstance(document, Mapping) else {}


def _names(document: Document) -> Names:
    lists = ("touches", "channels", "dispositions", "defects", "roles")
    found = {name: {row["code"]: row["name"] for row in document.get(name, ())} for name in lists}
    for name in ("bands", "fit_bands"):
        rows = document.get("scoring", {}).get(name, ())
        found[name] = {row["code"]: f"{row['code']} {row['name']}" for row in rows}
    return found


def _of_rows(rows: Rows, old: Document, new: Document, before: Names, after: Names) -> Iterator[Change]:
    olds, news = (dict(rows.of(document)) for document in (old, new))
    for key, row in olds.items():
        if key not in news:
            yield Change(
                rows.topic,
                GONE[rows.kind] % {"name": rows.label(key, row)},
                old=short(rows.kind, row, before),
            )
    for key, row in news.items():
        name = _(rows.label(key, row))
        if key not in olds:
            text = ADDED[rows.kind] % {"name": name}
            yield Change(rows.topic, text, new=short(rows.kind, row, after))
        else:
            yield from _of_fields(rows.topic, rows.kind, name, olds[key], row, before, after)
    if rows.is_ordered:
        yield from _of_order(rows, olds, news)


def _of_fields(
    topic: str, kind: str, name: str, old: Row, new: Row, before: Names, after: Names
) -> Iterator[Change]:
    for field in FIELDS[kind]:
        was, is_now = old.get(field.key), new.get(field.key)
        if was == is_now or (was in NOTHING and is_now in NOTHING):
            continue
        told_old, told_new = shown(field, was, before, old), shown(field, is_now, after, new)
        text = field.text % {"name": name, "old": told_old, "new": told_new}
        caution = CAUTIONS[field.key](new, is_now) if field.key in CAUTIONS else ""
        yield Change(topic, text, told_old, told_new, caution)


def _of_order(rows: Rows, olds: Mapping[Any, Row], news: Mapping[Any, Row]) -> Iterator[Change]:
    was = [row["name"] for key, row in olds.items() if key in news]
    is_now = [row["name"] for key, row in news.items() if key in olds]
    if [key for key in olds if key in news] != [key for key in news if key in olds]:
        old, new = ", ".join(was), ", ".join(is_now)
        yield Change(rows.topic, ORDER[rows.kind] % {"new": new, "old": old}, old, new)
