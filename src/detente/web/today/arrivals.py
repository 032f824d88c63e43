"""What became of the leads that arrived lately: accepted, rejected and why, by source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from detente.crm.capture.models import Lead
from detente.crm.history.stages import WON, is_open
from detente.crm.people.days import starts_at, today
from detente.crm.people.permissions import openable
from detente.crm.playbook.agreement import Agreement

WITHIN = timedelta(days=14)
SOURCES = 8


@dataclass(frozen=True)
class Group:
    """So many leads of one source that stand alike."""

    stage: str
    source: str | None
    reason: str | None
    exit_from: str | None
    count: int


def arrivals(user: Any, agreement: Agreement) -> dict[str, Any]:
    """Counts of the last 14 days' leads by where they stand now; every lead is in exactly one row."""
    first = today() - WITHIN
    leads = Lead.objects.filter(arrived_at__gte=starts_at(first), is_archived=False)
    leads = openable(leads, user) if user.is_vendor else leads
    return {"first": first, **became(leads, agreement)}


def became(leads: QuerySet[Lead], agreement: Agreement) -> dict[str, Any]:
    """What became of these leads: counts, answers of sales, reasons and sources."""
    names = ("stage", "source", "exit_reason", "exit_from")
    groups = [Group(*row) for row in leads.order_by().values_list(*names).annotate(n=Count("pk"))]
    return {
        "count": sum(group.count for group in groups),
        "answers": _answers(groups, agreement),
        "rows": _rows(groups, agreement),
        "reasons": _reasons(groups, agreement),
        "sources": _sources(groups, agreement),
    }


def _answers(groups: Iterable[Group], agreement: Agreement) -> Counter[str]:
    """Arrived; accepted by sales (reached SAL or beyond); rejected; waiting: not handed over or not answered."""
    found: Counter[str] = Counter(arrived=0, accepted=0, rejected=0, waiting=0)
    for group in groups:
        found["arrived"] += group.count
        if answer := _answer(group, agreement):
            found[answer] += group.count
    return found


def _answer(group: Group, agreement: Agreement) -> str:
    """A lead that sales worked and ended was accepted; only "rejected" means that it was not."""
    if group.stage == "rejected":
        return "rejected"
    stood = group.stage if is_open(group.stage) or group.stage == WON else group.exit_from
    stage = agreement.stages.get(stood or "")
    if stage and stage.milestone not in ("inquiry", "mql"):
        return "accepted"
    return "waiting" if is_open(group.stage) else ""


def _rows(groups: Iterable[Group], agreement: Agreement) -> list[dict[str, Any]]:
    counts: Counter[str] = Counter()
    for group in groups:
        counts[group.stage] += group.count
    order = {code: place for place, code in enumerate(agreement.stages)}
    codes = sorted(counts, key=lambda code: (order.get(code, len(order)), code))
    return [{"code": code, "count": counts[code]} for code in codes]


def _reasons(groups: Iterable[Group], agreement: Agreement) -> list[dict[str, Any]]:
    """Why leads were rejected or disqualified, the commonest first."""
    counts: Counter[tuple[str, str]] = Counter()
    for group in groups:
        if group.stage in ("rejected", "disqualified"):
            counts[group.stage, group.reason or ""] += group.count
    names = agreement.names
    return [
        {"stage": _(names["stages"].get(stage, stage)), "count": count,
         "reason": _(names["reasons"].get(reason, reason)) if reason else _("no reason given")}
        for (stage, reason), count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]  # fmt: skip


def _sources(groups: list[Group], agreement: Agreement) -> list[dict[str, Any]]:
    """The answers by source, the largest first."""
    sources = {group.source for group in groups}
    rows: list[dict[str, Any]] = [
        {"source": source, **_answers([group for group in groups if group.source == source], agreement)}
        for source in sources
    ]
    return sorted(rows, key=lambda row: (-row["arrived"], row["source"] or ""))[:SOURCES]
