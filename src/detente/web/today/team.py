"""The company at a glance, and what each rep has in hand: effort and hand-over counts, open to both teams."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from detente.crm.capture.models import Lead
from detente.crm.deals.models import Deal
from detente.crm.history.models import Event
from detente.crm.people.days import starts_at, today
from detente.crm.people.models import User
from detente.crm.playbook.agreement import Agreement

WEEK, MONTH = timedelta(days=7), timedelta(days=30)


def team(agreement: Agreement) -> list[dict[str, Any]]:
    """Each active rep with their open leads, those nobody tried, attempts of the week, deals, overdue and wins."""
    leads, attempts, deals = _leads(agreement), _attempts(), _deals()
    people = User.objects.filter(is_active=True).exclude(role__in=("vendor", "executive"))
    rows: list[dict[str, Any]] = [
        {"pk": pk, "name": name, "team": kind, "attempts": attempts.get(pk, 0)} | leads.get(pk, _NO_LEADS)
        | deals.get(pk, _NO_DEALS)
        for pk, name, kind in people.values_list("pk", "name", "team__kind")
    ]  # fmt: skip
    busy = [row for row in rows if row["open"] or row["attempts"] or row["deals"] or row["won"]]
    nobody = leads.get(None)
    if nobody and nobody["open"]:
        busy.append({"pk": None, "name": "", "team": "", "attempts": 0} | nobody | deals.get(None, _NO_DEALS))
    return sorted(busy, key=lambda row: (-row["untried"], -row["open"], row["name"]))


_NO_LEADS = {"open": 0, "untried": 0, "stale": 0}
_NO_DEALS = {"deals": 0, "overdue": 0, "won": 0}


def _leads(agreement: Agreement) -> dict[int | None, dict[str, int]]:
    open_ones = Lead.objects.filter(closed_at=None, deal=None, is_archived=False).order_by()
    not_ready = [stage.code for stage in agreement.path if stage.milestone == "inquiry"]
    counted: Any = open_ones.values("owner").annotate(
        open=Count("pk"),
        untried=Count("pk", filter=Q(attempts=0) & ~Q(stage__in=not_ready)),
        stale=Count("pk", filter=_stale(agreement)),
    )
    return {row.pop("owner"): row for row in counted}


def _stale(agreement: Agreement) -> Q:
    found = Q(pk__in=[])
    for stage in agreement.lead_stages:
        if stage.expected_days is not None:
            found |= Q(stage=stage.code, stage_since__lt=timezone.now() - timedelta(days=stage.expected_days))
    return found


def _attempts() -> dict[int, int]:
    week = Event.objects.filter(kind="attempted", actor__isnull=False, at__gte=timezone.now() - WEEK)
    return dict(week.order_by().values_list("actor").annotate(n=Count("pk")))


def _deals() -> dict[int | None, dict[str, int]]:
    counted: Any = Deal.objects.filter(is_archived=False).order_by().values("owner").annotate(
        deals=Count("pk", filter=Q(status="open")),
        overdue=Count("pk", filter=Q(status="open", expected_on__lt=today())),
        won=Count("pk", filter=Q(status="won", closed_at__gte=timezone.now() - MONTH)),
    )  # fmt: skip
    return {row.pop("owner"): row for row in counted}


def glance(agreement: Agreement) -> dict[str, int]:
    """Leads of the last seven days, those waiting for a first try, open deals past their close, wins of 30 days."""
    not_ready = [stage.code for stage in agreement.path if stage.milestone == "inquiry"]
    leads = Lead.objects.filter(is_archived=False)
    deals = Deal.objects.filter(is_archived=False)
    return {
        "arrived": leads.filter(arrived_at__gte=starts_at(today() - WEEK)).count(),
        "untried": leads.filter(closed_at=None, deal=None, attempts=0).exclude(stage__in=not_ready).count(),
        "overdue": deals.filter(status="open", expected_on__lt=today()).count(),
        "won": deals.filter(status="won", closed_at__gte=timezone.now() - MONTH).count(),
    }
