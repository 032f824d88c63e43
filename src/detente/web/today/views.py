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
from detente.web.blind_audit.piles import waiting_for
from detente.web.query import whole
from detente.web.today.arrivals import arrivals
from detente.web.today.changes import changes, recent, wins
from detente.web.today.managing import reps
from detente.web.today.marketing import marketing
from detente.web.today.notices import unread
from detente.web.today.own import open_deals, returning
from detente.web.today.queue_views import part, queue_part
from detente.web.today.steering import promises
from detente.web.today.team import team
from detente.web.today.upkeep import upkeep
from detente.web.today.verdict import headline
from detente.web.today.waiting import waiting

STEERS = ("manager", "executive", "operations", "admin")
WATCHES_ARRIVALS = ("marketing", "vendor", *STEERS)
PARTS = (
    "queue",
    "deals",
    "returning",
    "arrivals",
    "team",
    "marketing",
    "reps",
    "waiting",
    "promises",
    "upkeep",
    "verdict",
)


@needs("read")
@require_safe
def today(request: Request) -> HttpResponse:
    """`/`: by role what to do next, what waits or is late, what was promised, and what changed."""
    if "HX-Request" in request.headers and request.user.may("work_leads"):
        return part(request)  # an act of the queue came back here
    agreement = current()
    return render(request, "today/today.html", _shown(request, agreement) | {"agreement": agreement})


def _shown(request: Request, agreement: Agreement) -> dict[str, Any]:
    user = request.user
    if not Lead.objects.exists() and not Deal.objects.exists():
        return {"is_new_company": True}
    shown: dict[str, Any] = dict.fromkeys(PARTS) | {"is_new_company": False}
    if user.may("work_leads"):
        shown |= _own_work(request, agreement)
    shown |= _of_role(user, agreement)
    if user.role in WATCHES_ARRIVALS:
        shown["arrivals"] = arrivals(user, agreement)
    if user.role in STEERS:
        shown["team"] = team(agreement)
    if not user.is_vendor:
        news = recent()
        shown |= {"days": changes(user, agreement, news), "wins": wins(user, news)}
    shown |= {"verdict": headline(user)}
    return shown | {"notices": unread(user, agreement), "piles": waiting_for(user)}


def _of_role(user: Any, agreement: Agreement) -> dict[str, Any]:
    """What stands first for this role."""
    if user.role == "marketing":
        return {"marketing": marketing(user, agreement)}
    if user.role == "manager":
        return {"reps": reps(agreement), "waiting": waiting(user, agreement)}
    if user.role == "executive":
        return {"promises": promises(user)}
    if user.role in ("operations", "admin"):
        return {"upkeep": upkeep()}
    return {}


def _own_work(request: Request, agreement: Agreement) -> dict[str, Any]:
    user = request.user
    return {
        **queue_part(request, agreement, at=whole(request.GET.get("lead", ""))),
        "deals": open_deals(user, agreement),
        "returning": returning(user),
    }
