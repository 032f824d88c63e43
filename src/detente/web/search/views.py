"""One box over everything that the reader may open: in the dialog as they type, or as a page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from detente.web.access import Request, needs
from detente.web.search.kinds import find
from detente.web.search.words import words_of

IN_DIALOG, ON_PAGE = 5, 20


@require_safe
@needs("read")
def search(request: Request) -> HttpResponse:
    """`?q=`: leads, people, accounts, deals and campaigns; for htmx only the hits."""
    in_dialog = bool(request.headers.get("HX-Request"))
    typed = request.GET.get("q", "")
    words = words_of(typed)
    groups = find(words, request.user, most=IN_DIALOG if in_dialog else ON_PAGE) if words else []
    shown = {"groups": groups, "words": words.text if words else "", "in_dialog": in_dialog}
    response = render(request, "search/hits.html" if in_dialog else "search/page.html", shown)
    patch_vary_headers(response, ["HX-Request"])
    return response
