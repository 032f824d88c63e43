"""Middleware of the API: every answer under /api/ names its request, and every failure has the one shape."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from detente.api.errors import CODES, WORDS, Problem, shaped
from detente.crm.ids import new_uuid

PREFIX = "/api/"


class InOneShape:
    """Gives requests an id, takes a trailing slash as if it were not there, and turns foreign errors into ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not f"{request.path_info}/".startswith(PREFIX):
            return self.get_response(request)
        request.api_id = new_uuid().hex  # type: ignore[attr-defined]
        trimmed = request.path_info.rstrip("/")
        request.path_info = trimmed if trimmed.startswith(PREFIX) else PREFIX
        response = self.get_response(request)
        if response.status_code >= 400 and not _is_ours(response):
            response = _reshaped(request, response)
        response.headers["X-Request-Id"] = request.api_id  # type: ignore[attr-defined]
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _is_ours(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("application/json")


def _reshaped(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    status = response.status_code if response.status_code in CODES else 400
    kept = {"Allow": response.headers["Allow"]} if "Allow" in response.headers else {}
    return shaped(request, Problem(status, "" if status in WORDS else CODES[status], headers=kept))
