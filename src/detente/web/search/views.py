"""One box over everything that the reader may open: in the dialog as they type, or as a page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from detente.crm.search.words import words_of
from detente.web.access import Request, needs
from detente.web.search.commands import commands, recent
from detente.web.search.kinds import groups

IN_DIALOG, ON_PAGE = 5, 20


@require_safe
@needs("read")
def search(request: Request) -> HttpResponse:
    """`?q=`: leads, people, accounts, deals and campaigns; for the dialog only the hits, as its options."""
    in_dialog = bool(request.headers.get("HX-Request"))
    words = words_of(request.GET.get("q", ""))
    found = groups(words, request.user, most=IN_DIALOG if in_dialog else ON_PAGE) if words else []
    shown = {"groups": found, "words": words.text if words else ""}
    response = render(request, "search/options.html" if in_dialog else "search/page.html", shown)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@needs("read")
def palette(request: Request) -> HttpResponse:
    """`/search/commands/`: what the palette offers before anything is typed."""
    shown = {"commands": commands(request), "recent": recent(request)}
    return render(request, "search/commands.html", shown)
