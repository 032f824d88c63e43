"""Today: what to do next, for whoever reads it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from detente.crm.capture.models import Lead
from detente.crm.deals.models import Deal
from detente.crm.playbook.actions import current
from detente.crm.playbook.agreement import Agreement
from detente.web.access import Request, needs
from detente.web.today.arrivals import arrivals
from detente.web.today.changes import changes, wins
from detente.web.today.notices import unread
from detente.web.today.own import open_deals, returning
from detente.web.today.queue import brief, queue_of
from detente.web.today.team import team

STEERS = ("manager", "executive", "operations", "admin")
WATCHES_ARRIVALS = ("marketing", "vendor", *STEERS)


@needs("read")
@require_safe
def today(request: Request) -> HttpResponse:
    """`/`: by role, the queue to work, own deals, what changed; arrivals for marketing, the teams for who steers."""
    agreement, user = current(), request.user
    return render(request, "today/today.html", _shown(user, agreement) | {"agreement": agreement})


def _shown(user: Any, agreement: Agreement) -> dict[str, Any]:
    shown: dict[str, Any] = {"queue": None, "deals": None, "returning": None, "arrivals": None, "team": None}
    if user.may("work_leads"):
        shown |= _own_work(user, agreement)
    if user.role in WATCHES_ARRIVALS:
        shown["arrivals"] = arrivals(user, agreement)
    if user.role in STEERS:
        shown["team"] = team(agreement)
    if not user.is_vendor:
        shown |= {"days": changes(user, agreement), "wins": wins(user)}
    shown["notices"] = unread(user, agreement)
    return shown | {"is_new_company": not Lead.objects.exists() and not Deal.objects.exists()}


def _own_work(user: Any, agreement: Agreement) -> dict[str, Any]:
    queue = queue_of(user, agreement)
    first = queue.rows[0] if queue.rows else None
    return {
        "queue": queue,
        "brief": brief(first.pk, agreement) if first else [],
        "deals": open_deals(user, agreement),
        "returning": returning(user),
        "unowned": 0 if first else Lead.objects.filter(owner=None, closed_at=None, is_archived=False).count(),
    }
