"""The verdict as a page that comes at once, and as files; the same numbers for all of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from detente import copy
from detente.analytics.answer import Answer
from detente.analytics.errors import AnalyticsError
from detente.analytics.render import to_csv, to_json
from detente.analytics.reports import VERDICT
from detente.analytics.verdict.report import tell
from detente.analytics.verdict.waiting import LONGEST_MONTHS
from detente.crm.people.days import today
from detente.web.access import Request, needs
from detente.web.query import whole
from detente.web.reports.periods import months_after
from detente.web.verdict import kept
from detente.web.verdict.placebo import placebo_shown
from detente.web.verdict.question import Question, question
from detente.web.verdict.shown import shown


@require_safe
@needs("verdict")
def verdict(request: Request) -> HttpResponse:
    """The page; where the numbers must first be worked out, with a part that fetches them."""
    try:
        asked, engine = question(request), copy.engine()
    except AnalyticsError as wrong:
        return _mistake(request, wrong)
    if kept.is_there(engine, asked.query, asked.against):
        return _answered(request)
    return render(request, "verdict/page.html", _frame(request, asked) | {"is_working": True})


@require_safe
@needs("verdict")
def verdict_answer(request: Request) -> HttpResponse:
    """The page with its answer, however long it takes; for htmx only the answer."""
    return _answered(request)


def _answered(request: Request) -> HttpResponse:
    try:
        asked, engine = question(request), copy.engine()
        found = kept.reckoned(engine, asked.query, asked.against)
        told = shown(request, asked, engine, found)
    except AnalyticsError as wrong:
        return _mistake(request, wrong)
    is_part = request.headers.get("HX-Target") == "verdict-answer"
    template = "verdict/answer.html" if is_part else "verdict/page.html"
    return render(request, template, _frame(request, asked) | {"is_working": False} | told)


def _frame(request: Request, asked: Question) -> dict[str, Any]:
    return {
        "asked": asked,
        "address": request.GET.urlencode(),
        "page_url": reverse("verdict"),
    } | asked.choices


def _mistake(request: Request, wrong: AnalyticsError) -> HttpResponse:
    shown_ = {"question": str(_(VERDICT)), "mistake": str(wrong), "back": reverse("verdict")}
    return render(request, "verdict/mistake.html", shown_, status=422)


@require_safe
@needs("verdict")
def verdict_placebo(request: Request) -> HttpResponse:
    """The benchmark against itself, for a company so large that it is worked out only when asked for."""
    try:
        asked, engine = question(request), copy.engine()
        found = kept.reckoned(engine, asked.query, asked.against)
        tried = placebo_shown(engine, found, is_asked=True)
    except AnalyticsError as wrong:
        return _mistake(request, wrong)
    is_part = "HX-Request" in request.headers
    page = {"placebo": tried, "address": request.GET.urlencode()}
    return render(request, "verdict/parts/placebo.html" if is_part else "verdict/placebo.html", page)


@require_safe
@needs("verdict")
def verdict_json(request: Request) -> HttpResponse:
    """The answer as JSON, with the same names as on the command line."""
    return _as_file(request, "json")


@require_safe
@needs("verdict")
def verdict_csv(request: Request) -> HttpResponse:
    """The bridge's rows as CSV."""
    return _as_file(request, "csv")


def _as_file(request: Request, kind: str) -> HttpResponse:
    try:
        found = answer_of(question(request))
    except AnalyticsError as wrong:
        return JsonResponse({"error": {"code": "bad_question", "message": str(wrong)}}, status=422)
    if kind == "json":
        return JsonResponse(to_json(found), json_dumps_params={"ensure_ascii": False})
    response = HttpResponse(to_csv(found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="verdict-{found.as_of:%Y-%m-%d}.csv"'
    return response


def answer_of(asked: Question) -> Answer:
    """The answer of a question, in the reader's words."""
    engine = copy.engine()
    return tell(engine, kept.reckoned(engine, asked.query, asked.against), asked.query)


@require_safe
@needs("verdict")
def verdict_reminder(request: Request) -> HttpResponse:
    """An entry for any calendar: on that day the same question can be asked again, with enough leads."""
    months = min(max(whole(request.GET.get("months", "")) or 1, 1), LONGEST_MONTHS)
    kept_ = request.GET.copy()
    kept_.pop("months", None)
    response = HttpResponse(_calendar(months_after(today(), months), kept_.urlencode()),
                            content_type="text/calendar; charset=utf-8")  # fmt: skip
    response.headers["Content-Disposition"] = 'attachment; filename="verdict.ics"'
    return response


def _calendar(on: date, asked: str) -> str:
    """One whole-day event (RFC 5545); lines end as the standard says."""
    stamp = datetime.combine(today(), clock()).strftime("%Y%m%dT000000Z")
    link = f"{settings.BASE_URL}{reverse('verdict')}?{asked}"
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Detente//Verdict//EN", "BEGIN:VEVENT",
        f"UID:verdict-{on:%Y%m%d}@detente", f"DTSTAMP:{stamp}", f"DTSTART;VALUE=DATE:{on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}", f"SUMMARY:{_('Ask for the verdict again')}", f"URL:{link}",
        "END:VEVENT", "END:VCALENDAR", "",
    )  # fmt: skip
    return "\r\n".join(lines)
