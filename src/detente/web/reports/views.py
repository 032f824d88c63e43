"""All reports through the same views: a page, JSON and CSV, one answer behind them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from detente import copy
from detente.analytics import reports as registry
from detente.analytics.answer import Answer, Column
from detente.analytics.engines import Engine
from detente.analytics.errors import AnalyticsError, UnknownReport
from detente.analytics.fields import FIELDS, group_name
from detente.analytics.query import Query
from detente.analytics.render import to_csv, to_json
from detente.analytics.run import answer as answer_of
from detente.analytics.run import groupable, known_values
from detente.analytics.verdict.sentences import finding
from detente.web.access import Request, needs
from detente.web.reports import table
from detente.web.reports.flow_table import flow_table
from detente.web.reports.question import (
    FILTERS,
    FURTHER_FILTERS,
    HORIZONS,
    MAIN_FILTERS,
    PEOPLE,
    Asked,
    asked,
    reps_of,
    value_label,
    vendor_of,
)
from detente.web.reports.sla_table import sla_table
from detente.web.verdict import kept


@require_safe
@needs("reports")
def reports(request: HttpRequest) -> HttpResponse:
    """Every report with its question and what it finds over all time."""
    query = Query(vendor=vendor_of(request.user), reps=reps_of(request.user))
    engine = copy.engine()
    # What the teams promised each other is not a vendor's to read.
    slugs = [slug for slug in registry.slugs() if query.vendor is None or slug != "sla"]
    found = [answer_of(slug, engine, query) for slug in slugs]
    last = kept.last()
    told = finding(last.reckoned.found, last.reckoned.money)[0] if last else ""
    page = {
        "answers": found,
        "as_of": _aware(engine.as_of),
        "verdict": told,
        "verdict_asks": _(registry.VERDICT),
    }
    return render(request, "reports/list.html", page)


def _report_or_404(slug: str) -> None:
    try:
        registry.report(slug)
    except UnknownReport as error:
        raise Http404(str(error)) from None


@require_safe
@needs("reports")
def report(request: Request, slug: str) -> HttpResponse:
    """One report: the finding, the picture, the table, how it is counted."""
    _report_or_404(slug)
    engine = copy.engine()
    try:
        question = asked(request)
        found = answer_of(slug, engine, question.query)
    except AnalyticsError as error:
        page = {"slug": slug, "question": registry.report(slug).question, "mistake": str(error)}
        return render(request, "reports/mistake.html", page, status=422)
    page = _page(request, question, found) | _choices(engine, question, found)
    return render(request, "reports/report.html", page)


def _aware(instant: datetime) -> datetime:
    """The copy's instants are UTC without a zone."""
    return instant.replace(tzinfo=UTC)


def _page(request: Request, question: Asked, found: Answer) -> dict[str, Any]:
    is_whole = request.GET.get("columns") == "all"
    columns = table.visible(found, is_whole=is_whole)
    rows = [table.cells(found, row, columns, request.GET) for row in found.rows]
    cautions = [
        (
            caution.text,
            table.rows_address(found, caution.opens, request.GET, table.EVERY) if caution.opens else "",
        )
        for caution in found.cautions
    ]
    return {
        "answer": found, "finding": (*found.finding, "")[:2], "asked": question, "columns": columns, "rows": rows,
        "is_whole": is_whole, "cautions": cautions, "heads": _heads(columns),
        "as_of": _aware(found.as_of),
        "chart_words": [chart.get("description", "") for chart in found.charts],
        "sets_costs": _lacks_costs(found) and request.user.may("settings"),
        "address": request.GET.urlencode(), "total": table.total(found, columns, request.GET),
        "sla": sla_table(found, request.GET) if found.report == "sla" and found.rows else None,
        "period_label": FIELDS[found.query.by].label if found.query.by else "",
        "flow": flow_table(found, request.GET) if "outcome" in found.splits and found.rows else None,
    }  # fmt: skip


def _lacks_costs(found: Answer) -> bool:
    """Whether there is work in late discovery that no cost of an hour turns into money."""
    return found.report == "late_discovery" and found.total["costed"] < found.total["worked"]


def _heads(columns: list[Column]) -> list[dict[str, Any]]:
    return [
        {
            "key": column.name,
            "label": column.label,
            "numeric": column.unit != "text",
            "meaning": column.meaning,
        }
        for column in columns
    ]


def _choices(engine: Engine, question: Asked, found: Answer) -> dict[str, Any]:
    """What each control of the page can be set to; a filter offers the values that some lead (or deal) has."""
    asked_of = registry.report(found.report)
    scope = question.query.vendor
    hidden = PEOPLE if scope is not None else frozenset()
    names = [name for name in groupable(asked_of) if name not in hidden]
    filters = []
    offered = FILTERS + tuple(one for one in FURTHER_FILTERS if one in asked_of.fields)
    for name in (one for one in offered if one not in hidden):
        known = known_values(engine, name, vendor=scope, base=asked_of.base)
        options = [(value_label(value), group_name(value)) for value in known]
        if len(options) > 1 or question.chosen(name):
            filters.append((name, FIELDS[name].label, options, question.chosen(name)))
    return {
        "filters": filters,
        "main_filters": MAIN_FILTERS,
        "periods": [(one.key, one.label) for one in question.presets],
        "groups": [(name, FIELDS[name].label) for name in names],
        "horizons": [(str(days), _("%(days)s days") % {"days": days}) for days in HORIZONS],
    }


@require_safe
@needs("reports")
def report_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The answer as JSON, with the same names as the page, the mail and the command line."""
    return _as_file(request, slug, "json")


@require_safe
@needs("reports")
def report_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The answer's rows as CSV, safe to open in a spreadsheet."""
    return _as_file(request, slug, "csv")


def _as_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    _report_or_404(slug)
    try:
        found = answer_of(slug, copy.engine(), asked(request).query)
    except AnalyticsError as error:
        return JsonResponse({"error": {"code": "bad_question", "message": str(error)}}, status=422)
    if kind == "json":
        return JsonResponse(to_json(found), json_dumps_params={"ensure_ascii": False})
    response = HttpResponse(to_csv(found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(slug, found)}"'
    return response


def _file_name(slug: str, found: Answer) -> str:
    return f"{slug}-{found.as_of:%Y-%m-%d}.csv"
