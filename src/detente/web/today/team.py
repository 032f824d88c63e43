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
Counts = dict[int | None, dict[str, int]]

_NO_LEADS = {"open": 0, "untried": 0, "stale": 0}
_NO_DEALS = {"deals": 0, "overdue": 0, "won": 0}


def team(agreement: Agreement) -> dict[str, Any]:
    """By owner: open leads, those nobody tried, attempts of the week, deals, overdue and wins; and their sums.

    Owners who left are in it while something is theirs, so that the rows add up to the sums.
    """
    leads, deals = _leads(agreement), _deals()
    people = {user["pk"]: user for user in _people()}
    attempts = _attempts(list(people))
    rows = [
        {"pk": pk, "name": user["name"], "team": user["team__kind"], "is_active": user["is_active"],
         "attempts": attempts.get(pk, 0), **leads.get(pk, _NO_LEADS), **deals.get(pk, _NO_DEALS)}
        for pk, user in (people | {None: _NOBODY}).items()
    ]  # fmt: skip
    busy = [row for row in rows if row["open"] or row["attempts"] or row["deals"] or row["won"]]
    sums = {name: sum(row[name] for row in busy) for name in ("untried", "overdue", "won")}
    since = starts_at(today() - WEEK)
    sums["arrived"] = Lead.objects.filter(is_archived=False, arrived_at__gte=since).count()
    return {"rows": sorted(busy, key=lambda row: (-row["untried"], -row["open"], row["name"])), "sums": sums}


_NOBODY = {"name": "", "team__kind": "", "is_active": True}


def _people() -> Any:
    return User.objects.order_by("name").values("pk", "name", "team__kind", "is_active")


def _leads(agreement: Agreement) -> Counts:
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
            since = timezone.now() - timedelta(days=stage.expected_days)
            found |= Q(stage=stage.code, stage_since__lt=since)
    return found


def _attempts(people: list[int]) -> dict[int, int]:
    """Attempts of the last seven days; naming the people lets the index on actor and time answer."""
    week = Event.objects.filter(kind="attempted", actor__in=people, at__gte=timezone.now() - WEEK)
    counted: Any = week.order_by().values_list("actor").annotate(n=Count("pk"))
    return dict(counted)


def _deals() -> Counts:
    won = Q(status="won", closed_at__gte=timezone.now() - MONTH)
    wanted = Deal.objects.filter(Q(status="open") | won, is_archived=False).order_by()
    counted: Any = wanted.values("owner").annotate(
        deals=Count("pk", filter=Q(status="open")),
        overdue=Count("pk", filter=Q(status="open", expected_on__lt=today())),
        won=Count("pk", filter=won),
    )
    return {row.pop("owner"): row for row in counted}
