"""Every number opens into its rows: the leads behind one number, cut to those that the reader may open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from detente import copy
from detente.analytics import reports as registry
from detente.analytics.answer import Column
from detente.analytics.errors import AnalyticsError
from detente.analytics.run import Behind, behind
from detente.crm.capture.models import Lead
from detente.crm.people.permissions import openable, scope_of
from detente.crm.playbook.actions import current
from detente.web.access import needs
from detente.web.lists.files import csv_file
from detente.web.reports.question import asked
from detente.web.reports.views import _report_or_404

PAGE = 50
CHUNK = 5_000
COLUMNS = {
    "id": "pk", "uuid": "uuid", "name": "person__label", "account": "account__name", "source": "source",
    "stage": "stage", "owner": "owner__name", "arrived_at": "arrived_at", "closed_at": "closed_at",
    "exit_reason": "exit_reason",
}  # fmt: skip


def _behind(request: HttpRequest, slug: str, *, after: int | None, limit: int) -> Behind:
    group, column = request.GET.get("group"), request.GET.get("column", "leads")
    return behind(
        slug, copy.engine(), asked(request).query, column=column, group=group, after=after, limit=limit
    )


def _all(request: HttpRequest, slug: str) -> Iterator[tuple[int, ...]]:
    after: int | None = None
    while True:
        found = _behind(request, slug, after=after, limit=CHUNK)
        yield found.ids
        after = found.after
        if after is None:
            return


def _leads(ids: Iterable[int], user: Any) -> list[dict[str, Any]]:
    """The leads that may be opened, in the order of their keys."""
    found = openable(Lead.objects.filter(pk__in=list(ids)), user).order_by("pk")
    return [dict(zip(COLUMNS, row, strict=True)) for row in found.values_list(*COLUMNS.values())]


def _hidden(request: HttpRequest, slug: str) -> int:
    """How many leads behind the number this reader may not open."""
    user: Any = request.user
    if user.is_vendor or scope_of(user) == "all":
        return 0
    chunks = _all(request, slug)
    return sum(len(ids) - openable(Lead.objects.filter(pk__in=ids), user).count() for ids in chunks)


@require_safe
@needs("reports")
def report_rows(request: HttpRequest, slug: str) -> HttpResponse:
    """The leads behind one number, a page at a time."""
    _report_or_404(slug)
    text = request.GET.get("after", "")
    page: dict[str, Any]
    try:
        found = _behind(request, slug, after=int(text) if text.isdecimal() else None, limit=PAGE)
        hidden = _hidden(request, slug)
    except AnalyticsError as error:
        page = {"slug": slug, "question": registry.report(slug).question, "mistake": str(error)}
        return render(request, "reports/mistake.html", page, status=422)
    page = {
        "slug": slug, "question": registry.report(slug).question, "column": _column(slug, request),
        "group": request.GET.get("group", ""), "by": request.GET.get("by", ""), "count": found.count,
        "leads": _leads(found.ids, request.user), "hidden": hidden, "after": found.after, "agreement": current(),
        "back": _back(request),
    }  # fmt: skip
    return render(request, "reports/rows.html", page)


def _column(slug: str, request: HttpRequest) -> Column:
    wanted = request.GET.get("column", "leads")
    return next(column for column in registry.report(slug).columns if column.name == wanted)


def _back(request: HttpRequest) -> str:
    """The question without what only this page needs."""
    given = request.GET.copy()
    for name in ("column", "group", "after"):
        given.pop(name, None)
    return given.urlencode()


@require_safe
@needs("export")
def report_rows_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse | HttpResponse:
    """The same leads as a file, all of them that may be opened."""
    _report_or_404(slug)
    try:
        chunks = list(_all(request, slug))
    except AnalyticsError as error:
        return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
    rows = (row for ids in chunks for row in _leads(ids, request.user))
    return csv_file(f"{slug}-leads", list(COLUMNS), ({**row, "uuid": str(row["uuid"])} for row in rows))
