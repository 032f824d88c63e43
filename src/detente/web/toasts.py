"""Short words after an act, with a way to take it back while they stand."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse

UNDO = "undo:"


def toast(request: HttpRequest, text: str, *, tone: str = "done", undo_url: str | None = None) -> None:
    """Say `text` on the next page or fragment. Tones: done, note, failed. `undo_url` takes a POST."""
    level = messages.ERROR if tone == "failed" else messages.SUCCESS if tone == "done" else messages.INFO
    tags = f"{tone} {UNDO}{undo_url}" if undo_url else tone
    messages.add_message(request, level, text, extra_tags=tags)


def spoken(message: Message) -> dict[str, str]:
    """A message as the page reads it: text, tone and, where there is one, the address that undoes it."""
    tone, _, undo_url = (message.extra_tags or "note").partition(f" {UNDO}")
    return {"text": str(message.message), "tone": tone, "undo": undo_url}


class ToastsInFragments:
    """Middleware: an htmx fragment has no toast region, so its toasts travel in the `HX-Trigger` header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "HX-Request" not in request.headers or _leads_elsewhere(response):
            return response
        if said := [spoken(message) for message in messages.get_messages(request)]:
            response.headers["HX-Trigger"] = json.dumps({"toasts": said})
        return response


def _leads_elsewhere(response: HttpResponse) -> bool:
    return 300 <= response.status_code < 400 or any(
        name in response.headers for name in ("HX-Redirect", "HX-Refresh", "HX-Location", "HX-Trigger")
    )
