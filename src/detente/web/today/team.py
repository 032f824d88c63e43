"""The company at a glance, and what each rep has in hand: effort and hand-over counts, open to both teams."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.db.models import Case, Count, DateTimeField, Q, Value, When
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
    """By owner and stage as the index `lead_held` has them, so that it alone answers; then by owner."""
    held = Lead.objects.filter(closed_at=None, is_archived=False).order_by()
    # "Without a deal" as a condition of the rows would have SQLite follow the index on deals instead.
    alone = Q(deal=None)
    groups: Any = held.values_list("owner", "stage").annotate(
        open=Count("pk", filter=alone),
        untried=Count("pk", filter=alone & Q(attempts=0)),
        stale=Count("pk", filter=alone & _stale(agreement)),
    )
    not_ready = {stage.code for stage in agreement.path if stage.milestone == "inquiry"}
    counts: Counts = defaultdict(lambda: dict(_NO_LEADS))
    for owner, stage, n, untried, stale in groups:
        counts[owner]["open"] += n
        counts[owner]["untried"] += 0 if stage in not_ready else untried
        counts[owner]["stale"] += stale
    return counts


def _stale(agreement: Agreement) -> Q:
    """Longer in its stage than the playbook expects; one comparison for each lead, whatever its stage."""
    expected = [stage for stage in agreement.lead_stages if stage.expected_days is not None]
    if not expected:
        return Q(pk__in=[])
    now = timezone.now()
    since = [
        When(stage=stage.code, then=Value(now - timedelta(days=stage.expected_days or 0)))
        for stage in expected
    ]
    return Q(stage_since__lt=Case(*since, default=None, output_field=DateTimeField()))


def _attempts(people: list[int]) -> dict[int, int]:
    """Attempts of the last seven days; naming the people lets the index on actor and time answer."""
    week = Event.objects.filter(kind="attempted", actor__in=people, at__gte=timezone.now() - WEEK)
    counted: Any = week.order_by().values_list("actor").annotate(n=Count("pk"))
    return dict(counted)


def _deals() -> Counts:
    """Two questions, because each has an index that answers it; what was won long ago is not looked at."""
    living = Deal.objects.filter(is_archived=False).order_by()
    held: Any = (
        living.filter(status="open")
        .values_list("owner")
        .annotate(deals=Count("pk"), overdue=Count("pk", filter=Q(expected_on__lt=today())))
    )
    won = living.filter(status="won", closed_at__gte=timezone.now() - MONTH)
    counts: Counts = defaultdict(lambda: dict(_NO_DEALS))
    for owner, deals, overdue in held:
        counts[owner] |= {"deals": deals, "overdue": overdue}
    for owner, n in won.values_list("owner").annotate(n=Count("pk")):
        counts[owner]["won"] = n
    return counts
