"""Reports: the same answers as the pages, and the records behind each number."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404
from ninja import Router, Schema
from ninja.utils import contribute_operation_callback

from detente import copy
from detente.analytics import reports as registry
from detente.analytics.errors import BadQuery, UnknownReport
from detente.analytics.fields import FIELDS
from detente.analytics.render import to_json
from detente.analytics.report import Report
from detente.analytics.run import answer, behind
from detente.api.deal_shape import SHAPE as DEAL
from detente.api.gate import Asked, operation
from detente.api.handoffs import SHAPE as HANDOFF
from detente.api.lead_shape import SHAPE as LEAD
from detente.api.paging import MOST, USUAL
from detente.web.reports.question import asked
from detente.web.reports.rows import open_to
from detente.web.verdict.question import question
from detente.web.verdict.rows import behind as behind_verdict
from detente.web.verdict.views import answer_of

router = Router(tags=["Reports"])

_SHAPES = {"leads": LEAD, "deals": DEAL, "handoffs": HANDOFF}


class ReportOut(Schema):
    """A report and the question that it answers."""

    slug: str
    question: str
    counts: str
    url: str


class Behind(Schema):
    """A page of the records behind a number; `count` are all of them, `hidden` those of this page not yours to open."""

    count: int
    hidden: int
    items: list[dict[str, Any]]
    next: str | None


def _asks(*more: str) -> Any:
    """Say in the document what a report can be asked."""
    names = {
        "from": "First day of arrival, like 2026-01-31", "to": "Last day", "by": "The field to group by",
        "period": "A named period instead of from and to", "horizon": "Days after arrival to look at",
        "column": "The column whose number to open", "group": "The row whose number to open",
        "promise": "The promise whose number to open, in sla", "after": "Where the page before ended",
        "against": "The benchmark: before, last_year, target or best_quartile",
        "step": "The step whose number to open: tried, reached, sql, proposal, won or ended",
        "part": "Which of its leads: entered, passed, quality, sales, unexplained or open",
        "period_of": "now or before", "of_source": "Only of this source", "rep": "Only of this rep",
        "limit": "Records on a page",
    }  # fmt: skip
    wanted = [
        *("from", "to", "by", "period", "horizon"),
        *more,
    ]
    fields = {name: field.title for name, field in FIELDS.items()}
    parameters = [
        {"name": name, "in": "query", "description": str(text), "schema": {"type": "string"}}
        for name, text in [*((one, names[one]) for one in wanted), *fields.items()]
    ]

    def mark(act: Any) -> Any:
        contribute_operation_callback(
            act,
            lambda made: setattr(
                made, "openapi_extra", {**(made.openapi_extra or {}), "parameters": parameters}
            ),
        )
        return act

    return mark


@router.get("/reports", response=list[ReportOut], operation_id="list_reports")
@operation("reports")
def list_reports(request: Asked) -> Any:
    """Every report with its question."""
    found = [registry.report(slug) for slug in registry.slugs()]
    told = [(one.slug, one.question, str(one.of)) for one in found]
    if request.user.may("verdict"):
        told.append(("verdict", registry.VERDICT, "leads"))
    return [
        {"slug": slug, "question": asks, "counts": of, "url": f"{settings.BASE_URL}/api/reports/{slug}"}
        for slug, asks, of in sorted(told)
    ]


@router.get("/reports/verdict", response=dict[str, Any], operation_id="get_verdict")
@operation("verdict")
@_asks("against")
def get_verdict(request: Asked) -> Any:
    """Are the leads too low-quality, or is sales not selling them? The same numbers as on the page."""
    return to_json(answer_of(question(request)))


@router.get("/reports/verdict/rows", response=Behind, operation_id="list_verdict_rows")
@operation("verdict")
@_asks("against", "step", "part", "period_of", "of_source", "rep", "after", "limit")
def list_verdict_rows(request: Asked) -> Any:
    """The leads behind a number of its milestones, sources or reps, those that you may open."""
    after, limit = (
        _number(request.GET.get("after"), "after"),
        _number(request.GET.get("limit"), "limit") or USUAL,
    )
    found = behind_verdict(request, after=after, limit=min(limit, MOST))
    items = LEAD.rows(open_to("leads", found.ids, request.user).order_by("pk"))
    hidden = len(found.ids) - len(items)
    return {"count": found.count, "hidden": hidden, "items": items, "next": _next(request, found.after)}


@router.get("/reports/{slug:slug}", response=dict[str, Any], operation_id="get_report")
@operation("reports")
@_asks()
def get_report(request: Asked, slug: str) -> Any:
    """The answer, with the same names as on the page, in the mail and on the command line."""
    _report(slug)
    return to_json(answer(slug, copy.engine(), asked(request).query))


@router.get("/reports/{slug:slug}/rows", response=Behind, operation_id="list_report_rows")
@operation("reports")
@_asks("column", "group", "promise", "after", "limit")
def list_rows(request: Asked, slug: str) -> Any:
    """The leads (deals, handoffs) behind one number, those that you may open."""
    report, given = _report(slug), request.GET
    after, limit = _number(given.get("after"), "after"), _number(given.get("limit"), "limit") or USUAL
    found = behind(
        slug, copy.engine(), asked(request).query, column=given.get("column", report.of), group=given.get("group"),
        splits={name: given[name] for name in report.splits if given.get(name)}, after=after, limit=min(limit, MOST),
        of_all="group" not in given,
    )  # fmt: skip
    items = _SHAPES[report.of].rows(open_to(report.of, found.ids, request.user).order_by("pk"))
    return {
        "count": found.count, "hidden": 0 if request.user.is_vendor else len(found.ids) - len(items), "items": items,
        "next": _next(request, found.after),
    }  # fmt: skip


def _report(slug: str) -> Report:
    try:
        return registry.report(slug)
    except UnknownReport as wrong:
        raise Http404(str(wrong)) from None


def _number(text: str | None, name: str) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise BadQuery(f"{name} is a number.")
    return int(text)


def _next(request: Asked, after: int | None) -> str | None:
    if after is None:
        return None
    given = [(name, value) for name in request.GET if name != "after" for value in request.GET.getlist(name)]
    return f"{settings.BASE_URL}{request.path_info}?{urlencode([*given, ('after', after)])}"
