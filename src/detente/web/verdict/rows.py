"""A number below the verdict opens into its leads, cut to those that the reader may open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from detente import copy
from detente.analytics.errors import AnalyticsError
from detente.analytics.run import Behind, of_the_tables
from detente.analytics.verdict.opening import Number, opened
from detente.crm.people.permissions import scope_of
from detente.crm.playbook.actions import current
from detente.web.access import Request, needs
from detente.web.lists.files import csv_file
from detente.web.query import whole
from detente.web.reports.rows import CHUNK, COLUMNS, PAGE, open_to
from detente.web.verdict.below import step_names
from detente.web.verdict.question import question
from detente.web.verdict.views import _mistake


def number_of(given: QueryDict) -> Number:
    """The number that the address names. Raises `BadQuery`."""
    return Number(
        given.get("step", "tried"), given.get("part", "entered"), given.get("period_of", "now"),
        given.get("of_source"), whole(given.get("rep", "")),
    )  # fmt: skip


def behind(request: HttpRequest, *, after: int | None, limit: int) -> Behind:
    """The leads behind the number of the address."""
    asked, engine = question(request), copy.engine()
    query = of_the_tables(asked.query, engine)
    return opened(engine, query, asked.against, number_of(request.GET), limit=limit, after=after)


@require_safe
@needs("verdict")
def verdict_rows(request: Request) -> HttpResponse:
    """A page of the leads behind a number."""
    try:
        found = behind(request, after=whole(request.GET.get("after", "")), limit=PAGE)
        hidden = 0 if scope_of(request.user) == "all" else _hidden(request)
    except AnalyticsError as wrong:
        return _mistake(request, wrong)
    number = number_of(request.GET)
    page = {
        "count": found.count, "records": _records(found.ids, request.user), "hidden": hidden, "after": found.after,
        "agreement": current(), "said": said(number), "back": _back(request.GET), "address": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "verdict/rows.html", page)


def said(number: Number) -> list[str]:
    """Which number it is, in words."""
    parts = {
        "entered": _("all that entered"), "passed": _("passed"),
        "quality": _("ended, as stated for the lead's quality"),
        "sales": _("ended, as stated for the selling"), "unexplained": _("ended, and no reason says why"),
        "open": _("still open"),
    }  # fmt: skip
    periods = {"now": _("now"), "before": _("benchmark")}
    told = [step_names()[number.step], parts[number.part], periods[number.period]]
    if (number.step, number.part) == ("tried", "entered"):
        told = [_("all leads"), periods[number.period]]
    return told + ([number.source] if number.source else [])


def _back(given: QueryDict) -> str:
    kept = given.copy()
    for name in ("step", "part", "period_of", "of_source", "rep", "after"):
        kept.pop(name, None)
    return kept.urlencode()


def _records(ids: tuple[int, ...], user: Any) -> list[dict[str, Any]]:
    found = open_to("leads", ids, user).order_by("pk")
    return [dict(zip(COLUMNS, row, strict=True)) for row in found.values_list(*COLUMNS.values())]


def _all(request: Request) -> Iterator[tuple[int, ...]]:
    after: int | None = None
    while True:
        found = behind(request, after=after, limit=CHUNK)
        yield found.ids
        after = found.after
        if after is None:
            return


def _hidden(request: Request) -> int:
    return sum(len(ids) - open_to("leads", ids, request.user).count() for ids in _all(request))


@require_safe
@needs("export")
def verdict_rows_csv(request: Request) -> StreamingHttpResponse | HttpResponse:
    """The same as a file, all of them that may be opened."""
    try:
        chunks = list(_all(request))
    except AnalyticsError as wrong:
        return HttpResponse(str(wrong), status=422, content_type="text/plain; charset=utf-8")
    rows = (row for ids in chunks for row in _records(ids, request.user))
    return csv_file("verdict-leads", list(COLUMNS), ({**row, "uuid": str(row["uuid"])} for row in rows))
