"""What a list is filtered by, in words, each with the address that takes it away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from detente.crm.lists.asked import NAMES, WITHOUT_VALUE
from detente.crm.lists.conditions import without, written
from detente.crm.lists.fields import Field
from detente.crm.lists.registry import Registry
from detente.web.lists.question import Question
from detente.web.query import with_query


def chips(question: Question, request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Rows of {label, value, href}: simple filters first, then the parts of the document."""
    changed = "1" if request.GET.get("view") else None
    for field in question.registry.fields.values():
        names, value = _simple(field, question.given)
        if value:
            href = with_query(request, **dict.fromkeys(names), changed=changed)
            yield {"key": field.key, "label": field.label, "value": value, "href": href}
    if question.mistake:
        href = with_query(request, where=None, changed=changed)
        yield {"key": "where", "label": _("Filter"), "value": question.mistake, "href": href}
    for part, joint in _parts(question.where if not question.mistake else None):
        label, value = said_of(part, question.registry)
        gone = {id(one) for one in (part, *_members(part))}
        rest = without(question.where, lambda leaf, gone=gone: id(leaf) in gone)
        href = with_query(request, where=written(rest) or None, changed=changed)
        yield {"key": "where", "label": f"{joint}{label}", "value": value, "href": href}


def _simple(field: Field, given: dict[str, str]) -> tuple[tuple[str, ...], Any]:
    if field.kind in ("instant", "day"):
        return field.names, " – ".join(filter(None, (given.get(name, "") for name in field.names)))
    wanted = field.chosen(given) if field.options else ""
    return field.names, dict(field.choices()).get(wanted, wanted) if wanted else ""


def _parts(document: dict[str, Any] | None) -> Iterator[tuple[dict[str, Any], str]]:
    """The parts at the top, and what joins each to the one before."""
    if not document:
        return
    for kind, joint in (("all", ""), ("any", _("or "))):
        if kind in document:
            for place, part in enumerate(document[kind]):
                yield part, joint if place else ""
            return
    yield document, ""


def _members(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for kind in ("all", "any"):
        for one in part.get(kind, []):
            yield one
            yield from _members(one)


def said_of(part: dict[str, Any], registry: Registry) -> tuple[str, str]:
    """A part of a document in words: the label and the rest; a group is one sentence."""
    for kind, joint in (("all", _(" and ")), ("any", _(" or "))):
        if kind in part:
            return "", joint.join(" ".join(said_of(one, registry)) for one in part[kind])
    field = registry.get(part["field"])
    if field is None:
        return str(part["field"]), ""
    return str(field.label), asked_of(field, part)


def asked_of(field: Field, leaf: dict[str, Any]) -> str:
    """What a leaf asks of its field: "is any of Search, Webinar"."""
    operator, value = leaf.get("is", "is"), leaf.get("value")
    name = str(NAMES.get(operator, operator))
    if operator in WITHOUT_VALUE:
        return name
    labels = dict(field.choices()) if field.options else {"true": _("yes"), "false": _("no")}
    values = value if isinstance(value, list) else [value]
    shown = [str(labels.get(_key(one), one)) for one in values]
    if "…" in name:
        return name.replace("…", shown[0])
    return f"{name} {(' – ' if operator == 'between' else ', ').join(shown)}"


def _key(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
