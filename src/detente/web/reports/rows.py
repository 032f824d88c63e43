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
from detente.analytics.fields import FIELDS, group_name, value_of
from detente.analytics.reports.flow_places import OUTCOMES, REACHED
from detente.analytics.run import Behind, behind
from detente.analytics.wording import inside
from detente.crm.models import Deal, Lead
from detente.crm.people.permissions import openable, scope_of
from detente.crm.playbook.actions import current
from detente.web.access import needs
from detente.web.lists.files import csv_file
from detente.web.query import whole
from detente.web.reports.question import asked
from detente.web.reports.views import _report_or_404

PAGE = 50
CHUNK = 5_000
COLUMNS = {
    "id": "pk", "uuid": "uuid", "name": "person__label", "account": "account__name", "source": "source",
    "stage": "stage", "owner": "owner__name", "arrived_at": "arrived_at", "closed_at": "closed_at",
    "exit_reason": "exit_reason",
}  # fmt: skip
DEAL_COLUMNS = {
    "id": "pk", "uuid": "uuid", "name": "name", "account": "account__name", "product": "product", "status": "status",
    "owner": "owner__name", "amount_minor": "amount_minor", "currency": "currency", "opened_at": "opened_at",
    "closed_at": "closed_at", "reason": "reason",
}  # fmt: skip


def _behind(request: HttpRequest, slug: str, *, after: int | None, limit: int) -> Behind:
    given, report = request.GET, registry.report(slug)
    return behind(
        slug, copy.engine(), asked(request).query, column=given.get("column", report.of), group=given.get("group"),
        splits={name: given[name] for name in report.splits if given.get(name)}, of_all="group" not in given,
        after=after, limit=limit,
    )  # fmt: skip


def _all(request: HttpRequest, slug: str) -> Iterator[tuple[int, ...]]:
    after: int | None = None
    while True:
        found = _behind(request, slug, after=after, limit=CHUNK)
        yield found.ids
        after = found.after
        if after is None:
            return


def _model(slug: str) -> type[Lead] | type[Deal]:
    return Lead if registry.report(slug).of == "leads" else Deal


def _columns(slug: str) -> dict[str, str]:
    return COLUMNS if registry.report(slug).of == "leads" else DEAL_COLUMNS


def _records(slug: str, ids: Iterable[int], user: Any) -> list[dict[str, Any]]:
    """The leads or deals that may be opened, in the order of their keys."""
    found = openable(_model(slug)._default_manager.filter(pk__in=list(ids)), user).order_by("pk")
    names = _columns(slug)
    return [dict(zip(names, row, strict=True)) for row in found.values_list(*names.values())]


def _hidden(request: HttpRequest, slug: str) -> int:
    """How many leads behind the number this reader may not open."""
    user: Any = request.user
    if user.is_vendor or scope_of(user) == "all":
        return 0
    chunks = _all(request, slug)
    records = _model(slug)._default_manager
    return sum(len(ids) - openable(records.filter(pk__in=ids), user).count() for ids in chunks)


@require_safe
@needs("reports")
def report_rows(request: HttpRequest, slug: str) -> HttpResponse:
    """The leads or deals behind one number, a page at a time."""
    _report_or_404(slug)
    text = request.GET.get("after", "")
    page: dict[str, Any]
    try:
        found = _behind(request, slug, after=whole(text), limit=PAGE)
        hidden = _hidden(request, slug)
    except AnalyticsError as error:
        page = {"slug": slug, "question": registry.report(slug).question, "mistake": str(error)}
        return render(request, "reports/mistake.html", page, status=422)
    by, group = request.GET.get("by", ""), request.GET.get("group", "")
    report = registry.report(slug)
    page = {
        "slug": slug, "title": report.title, "question": report.question, "column": _column(slug, request),
        "group": group, "group_label": group_name(value_of(group)), "by": by, "by_label": _by_label(by),
        "count": found.count, "records": _records(slug, found.ids, request.user), "of": report.of,
        "went": _went(slug, request), "hidden": hidden, "after": found.after, "agreement": current(),
        "back": _back(request),
    }  # fmt: skip
    return render(request, "reports/rows.html", page)


def _column(slug: str, request: HttpRequest) -> Column:
    wanted = request.GET.get("column", registry.report(slug).of)
    return next(column for column in registry.report(slug).columns if column.name == wanted)


def _by_label(by: str) -> str:
    return inside(FIELDS[by].label) if by in FIELDS else by


def _went(slug: str, request: HttpRequest) -> list[str]:
    """Which part of the flow is opened, in words."""
    known = {"reached": REACHED, "outcome": OUTCOMES}
    given = [(name, request.GET.get(name, "")) for name in registry.report(slug).splits]
    return [known[name][code].name for name, code in given if code in known[name]]


def _back(request: HttpRequest) -> str:
    """The question without what only this page needs."""
    given = request.GET.copy()
    for name in ("column", "group", "after", "reached", "outcome"):
        given.pop(name, None)
    return given.urlencode()


@require_safe
@needs("export")
def report_rows_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse | HttpResponse:
    """The same as a file, all of them that may be opened."""
    _report_or_404(slug)
    try:
        chunks = list(_all(request, slug))
    except AnalyticsError as error:
        return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
    rows = (row for ids in chunks for row in _records(slug, ids, request.user))
    return csv_file(
        f"{slug}-{registry.report(slug).of}",
        list(_columns(slug)),
        ({**row, "uuid": str(row["uuid"])} for row in rows),
    )
