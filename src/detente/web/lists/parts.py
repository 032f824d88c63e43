"""Parts that open over a list: in its dialog when scripts run, as a page of their own without them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from detente.crm.lists.registry import Registry, registry
from detente.web.access import Request
from detente.web.lists.desks import DESKS, Desk


def desk_of(subject: str) -> Desk:
    """The list's page; 404 when there is no such list."""
    if subject not in DESKS:
        raise Http404
    return DESKS[subject]


class Asked:
    """The list's address that a part was opened from, carried along as `list`."""

    def __init__(self, request: Request, subject: str) -> None:
        self.request, self.desk = request, desk_of(subject)
        self.registry: Registry = registry(subject, request.user)
        given = request.POST if request.method == "POST" else request.GET
        self.text = given.get("list", "")[:30_000]
        self.query = QueryDict(self.text)

    def address(self, **changes: str | None) -> str:
        """The list again with parameters changed, from its first page on."""
        query = self.query.copy()
        for name in ("after", "before"):
            query.pop(name, None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        if query.get("view"):
            query["changed"] = "1"
        return reverse(self.desk.subject) + (f"?{query.urlencode()}" if query else "")

    @property
    def here(self) -> str:
        """The list as it was."""
        return reverse(self.desk.subject) + (f"?{self.text}" if self.text else "")

    def request_for_list(self) -> Request:
        """The request as if the list itself had been asked."""
        self.request.GET = self.query.copy()  # type: ignore[assignment]
        return self.request


def part(request: Request, which: str, title: str, *, status: int = 200, **shown: Any) -> HttpResponse:
    """The part `lists/parts/<which>.html`, alone or within a page."""
    is_fragment = bool(request.headers.get("HX-Request"))
    template = f"lists/parts/{which}.html" if is_fragment else "lists/alone.html"
    return render(
        request, template, shown | {"part": f"lists/parts/{which}.html", "title": title}, status=status
    )


def leave(request: Request, address: str) -> HttpResponse:
    """Go to a page, out of the dialog too."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    response = redirect(address)
    response.status_code = 303
    return response


def with_list(address: str, text: str) -> str:
    """A part's address that remembers the list."""
    return f"{address}?{urlencode({'list': text})}"


def keys_in(texts: list[str]) -> list[int]:
    """Keys of records as a form sends them; what is none is passed over."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
