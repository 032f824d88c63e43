"""Every number opens into its rows: the leads behind one number, cut to those that the reader may open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from detente import copy
from detente.analytics import reports as registry
from detente.analytics.answer import Column
from detente.analytics.errors import AnalyticsError
from detente.analytics.fields import FIELDS, group_name, value_of
from detente.analytics.language import say
from detente.analytics.reports.flow_places import OUTCOMES, REACHED, Place
from detente.analytics.reports.sla_kept import PROMISES, Promise
from detente.analytics.reports.stages_places import english_name
from detente.analytics.run import Behind, behind
from detente.analytics.wording import inside
from detente.crm.models import Deal, Handoff, Lead
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
HANDOFF_COLUMNS = {
    "id": "pk", "uuid": "uuid", "lead": "lead_id", "name": "lead__person__label", "account": "lead__account__name",
    "kind": "kind", "given_by": "by__name", "given_to": "to__name", "made_at": "made_at", "due_at": "due_at",
    "answer": "answer", "reason": "reason", "answered_at": "answered_at", "score": "score", "band": "band",
}  # fmt: skip
_RECORDS: dict[str, tuple[type[Lead] | type[Deal] | type[Handoff], dict[str, str]]] = {
    "leads": (Lead, COLUMNS), "deals": (Deal, DEAL_COLUMNS), "handoffs": (Handoff, HANDOFF_COLUMNS),
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


def _columns(slug: str) -> dict[str, str]:
    return _RECORDS[registry.report(slug).of][1]


def open_to(of: str, ids: Iterable[int], user: Any) -> QuerySet[Any]:
    """The leads, deals or handoffs of these keys that may be opened; a handoff is as open as its lead."""
    keys = list(ids)
    if of != "handoffs":
        return openable(_RECORDS[of][0]._default_manager.filter(pk__in=keys), user)
    found = Handoff.objects.filter(pk__in=keys)
    return found.filter(lead__in=openable(Lead.objects.filter(pk__in=found.values("lead")), user))


def _records(slug: str, ids: Iterable[int], user: Any) -> list[dict[str, Any]]:
    """The records that may be opened, in the order of their keys."""
    found = open_to(registry.report(slug).of, ids, user).order_by("pk")
    names = _columns(slug)
    return [dict(zip(names, row, strict=True)) for row in found.values_list(*names.values())]


def _hidden(request: HttpRequest, slug: str) -> int:
    """How many leads behind the number this reader may not open."""
    user: Any = request.user
    if user.is_vendor or scope_of(user) == "all":
        return 0
    of = registry.report(slug).of
    return sum(len(ids) - open_to(of, ids, user).count() for ids in _all(request, slug))


@require_safe
@needs("reports")
def report_rows(request: HttpRequest, slug: str) -> HttpResponse:
    """The leads, deals or handoffs behind one number, a page at a time."""
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
    """Which part of the flow, which promise or which stage is opened, in words."""
    known: dict[str, Mapping[str, Place | Promise]] = {
        "reached": REACHED,
        "outcome": OUTCOMES,
        "promise": PROMISES,
    }
    given = [(name, request.GET.get(name, "")) for name in registry.report(slug).splits]
    stages = [say(english_name(code)) for name, code in given if name == "stage" and code]
    return stages or [known[name][code].name for name, code in given if code in known.get(name, {})]


def _back(request: HttpRequest) -> str:
    """The question without what only this page needs."""
    given = request.GET.copy()
    for name in ("column", "group", "after", "reached", "outcome", "promise", "stage"):
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
