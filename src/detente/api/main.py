"""The API itself: every record's operations under one document."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.security import HttpBearer

from detente import __version__
from detente.api import errors
from detente.api.reading import StrictParser

ROUTERS = (
    "leads", "lead_acts", "handoffs", "points", "absences", "playbook",
    "people", "accounts", "deals", "deal_acts", "products", "campaigns", "costs", "merges",
    "files", "history", "lists", "views", "search", "reports", "imports", "company", "fields", "rates",
    "team_costs", "blind_audits", "judging", "webhooks",
)  # fmt: skip
ABOUT = """Everything that people do in Detente, programs can do too: the same acts, rules and permissions.

Make a token in Settings > API tokens and send it as `Authorization: Bearer det_...`. A token acts as its user.
Every write takes an `Idempotency-Key`: sent again, it gets the same answer and nothing is done twice.
The guide is in docs/guides/api.md."""
ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "objections", "request_id"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "request_id": {"type": "string"},
                "objections": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["code", "field", "message"],
                        "properties": {
                            "code": {"type": "string"},
                            "field": {"type": ["string", "null"]},
                            "message": {"type": "string"},
                        },
                    },
                },
            },
        }
    },
}
ANSWERS = {
    400: "Not readable", 401: "No valid token", 403: "Scope, role or record permission", 404: "Nothing there",
    409: "The first request with this key is at work", 412: "The record changed since",
    413: "Too large", 415: "Wrong content type", 422: "Refused, with every objection", 429: "Too many requests",
    503: "The database is busy",
}  # fmt: skip
ONLY_WRITES = {409, 412, 413, 415}
IDEMPOTENCY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "Any text of your own, new for each new request. The same one again gets the same answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[\x21-\x7e]+$"},
}  # fmt: skip
IF_MATCH = {
    "name": "If-Match", "in": "header", "required": False,
    "description": "The ETag that you read; 412 when somebody changed the record since.",
    "schema": {"type": "string", "pattern": r'^"[0-9]{1,9}(-[0-9a-f]{16})?"$'},
}  # fmt: skip


class Bearer(HttpBearer):
    """Says in the document how to authenticate; the gate has judged the token before this is asked."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The token that the gate found."""
        return getattr(request, "token", None)


class DetenteAPI(NinjaAPI):
    """NinjaAPI, with one shape of errors and the headers that every operation takes."""

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        """Every failure in the one shape."""
        return errors.answer(request, exc)

    def get_openapi_schema(self, **options: Any) -> Any:
        """The document, made once."""
        return _document(self)


@lru_cache(maxsize=1)
def _document(api: DetenteAPI) -> Any:
    found = NinjaAPI.get_openapi_schema(api, path_prefix="/api/")
    found["components"].setdefault("schemas", {})["Error"] = ERROR
    for operations in found["paths"].values():
        for method, made in operations.items():
            _complete(method, made)
    return found


def _complete(method: str, made: dict[str, Any]) -> None:
    is_write = method != "get"
    reference = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for status, text in ANSWERS.items():
        if is_write or status not in ONLY_WRITES:
            made["responses"].setdefault(status, {"description": text, "content": reference})
    if is_write:
        made.setdefault("parameters", []).append(IDEMPOTENCY)
    if made.pop("x-takes-if-match", False):
        made["parameters"].append(IF_MATCH)


def made() -> DetenteAPI:
    """The API with all its operations."""
    api = DetenteAPI(
        title="Detente", version=__version__, description=ABOUT, urls_namespace="api", auth=Bearer(),
        parser=StrictParser(), docs_url=None, openapi_url="/openapi.json",
    )  # fmt: skip
    for name in ROUTERS:
        api.add_router("", f"detente.api.{name}.router")
    return api
