"""Pages in the reader's language: their own choice, else what their browser asks for."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

LANGUAGES = dict(settings.LANGUAGES)


def language_of(request: HttpRequest) -> str:
    """The code of the language to answer in. Programs (their door is /api/) are answered in English."""
    if request.path.startswith("/api/"):
        return settings.LANGUAGE_CODE
    user = getattr(request, "user", None)
    own = user.language if user is not None and user.is_authenticated else ""
    return own if own in LANGUAGES else translation.get_language_from_request(request)


class ReadersLanguage:
    """Middleware: activates the language before a view runs; after the one that knows the user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
            return response
