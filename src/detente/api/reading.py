"""JSON read strictly, so that nothing reaches an act which no database can keep."""

from __future__ import annotations

import json
import re
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from detente.api.errors import Problem
from detente.crm.objections import N_, Objection

LARGEST_NUMBER = 2**53
# PostgreSQL keeps no NUL, and half a surrogate pair is no character.
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
JSON_TYPE = re.compile(r"application/(?:[\w.+-]+\+)?json\Z", re.IGNORECASE)


class StrictParser(Parser):
    """What the gate has read already; query parameters are checked like texts of a body."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The JSON document of this request."""
        return request.api_document if hasattr(request, "api_document") else document(request.body)

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> dict[str, Any]:
        """Parameters of the address, or fields of a form."""
        found: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        refuse_unkeepable({name: value for name, value in found.items() if isinstance(value, str | list)})
        return found


def document(body: bytes) -> Any:
    """A JSON document; 400 when it is none, 422 when it holds what can't be kept."""
    try:
        found = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as wrong:
        raise Problem(400, f"The body is not JSON: {wrong}", code="bad_json") from None
    refuse_unkeepable(found)
    return found


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is not a number of JSON")


def refuse_unkeepable(found: Any) -> None:
    """Raise a 422 that names every place with a text or number that no database keeps."""
    if objections := list(_objections(found, "")):
        raise Problem(422, " ".join(map(str, objections)), code="invalid", objections=objections)


def _objections(found: Any, place: str) -> Any:
    match found:
        case dict():
            for name, value in found.items():
                yield from _objections(name, f"{place}.{_plain(name)}".lstrip("."))
                yield from _objections(value, f"{place}.{_plain(name)}".lstrip("."))
        case list():
            for no, value in enumerate(found):
                yield from _objections(value, f"{place}.{no}".lstrip("."))
        case str() if UNKEEPABLE.search(found):
            text = N_("{field}: control character NUL and half characters can't be kept.")
            yield Objection("text_unkeepable", text, place or None, {"field": place})
        case int() | float() if abs(found) > LARGEST_NUMBER:
            text = N_("{field}: this number is too large to be kept exactly.")
            yield Objection("number_too_large", text, place or None, {"field": place})


def _plain(name: str) -> str:
    return UNKEEPABLE.sub("?", name)[:80]
