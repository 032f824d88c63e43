"""The bell's count and panel, the page of all notices, and reading them."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from detente.crm.history.models import Notice
from detente.crm.playbook.actions import current
from detente.web.access import Request, needs
from detente.web.environment import unread_notices
from detente.web.notices.shown import by_day, lines, notices_of
from detente.web.onward import onward

IN_PANEL, ON_PAGE = 8, 50


@require_safe
@needs("read")
def notices(request: Request) -> HttpResponse:
    """`/notices/`: all of them by day, `?show=unread` those not seen yet; `before` goes further back."""
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
    only_unread = request.GET.get("show") == "unread"
    found = notices_of(request.user, before=before, unread=only_unread, most=ON_PAGE + 1)
    shown = {
        "days": by_day(lines(found[:ON_PAGE], request.user, current())), "only_unread": only_unread,
        "older": found[ON_PAGE - 1].pk if len(found) > ON_PAGE else None, "unread": unread_notices(request.user),
    }  # fmt: skip
    return render(request, "notices/page.html", shown)


@require_safe
@needs("read")
def notices_panel(request: Request) -> HttpResponse:
    """`/notices/panel/`: the newest, for the bell's list."""
    found = notices_of(request.user, most=IN_PANEL)
    shown = {"lines": lines(found, request.user, current()), "unread": unread_notices(request.user)}
    return render(request, "notices/panel.html", shown)


@require_safe
@needs("read")
def notices_count(request: Request) -> JsonResponse:
    """`/notices/count/`: how many wait; asked once a minute by pages that somebody looks at."""
    return JsonResponse({"unread": unread_notices(request.user)}, headers={"Cache-Control": "no-store"})


@require_safe
@needs("read")
def notice(request: Request, pk: int) -> HttpResponse:
    """`/notices/<id>/`: on to what it is about; it is seen then. One that is not the reader's leads to their own."""
    Notice.objects.filter(pk=pk, user=request.user.pk, read_at=None).update(read_at=timezone.now())
    found = [one for one in notices_of(request.user, before=pk + 1, most=1) if one.pk == pk]
    leading = [line.href for line in lines(found, request.user, current()) if line.href]
    return redirect(leading[0] if leading else "notices")


@require_POST
@needs("read")
def notices_reading(request: Request) -> HttpResponse:
    """The reader has seen all that concerned them."""
    Notice.objects.filter(user=request.user.pk, read_at=None).update(read_at=timezone.now())
    return onward(request, reverse("today"))
