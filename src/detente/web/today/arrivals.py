"""What became of the leads that arrived lately: accepted, rejected and why, by source."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from detente.crm.capture.models import Lead
from detente.crm.history.stages import WON
from detente.crm.people.days import starts_at, today
from detente.crm.people.permissions import openable
from detente.crm.playbook.agreement import Agreement

WITHIN = timedelta(days=14)
SOURCES = 8


def arrivals(user: Any, agreement: Agreement) -> dict[str, Any]:
    """Counts of the last 14 days' leads by where they stand now; every lead is in exactly one row."""
    first = today() - WITHIN
    leads = Lead.objects.filter(arrived_at__gte=starts_at(first), is_archived=False)
    leads = openable(leads, user) if user.is_vendor else leads
    by_stage = dict(leads.order_by().values_list("stage").annotate(n=Count("pk")))
    return {
        "first": first,
        "count": sum(by_stage.values()),
        "answers": leads.aggregate(**_answers(agreement)),
        "rows": _rows(agreement, by_stage),
        "reasons": _reasons(leads, agreement),
        "sources": _sources(leads, agreement),
    }


def _rows(agreement: Agreement, by_stage: dict[str, int]) -> list[dict[str, Any]]:
    stages = [*agreement.path, *agreement.exits]
    known = {stage.code for stage in stages}
    rows = [{"stage": stage, "code": stage.code, "label": _(stage.name), "count": by_stage[stage.code]}
            for stage in stages if by_stage.get(stage.code)]  # fmt: skip
    return rows + [
        {"stage": None, "code": code, "label": code, "count": count}
        for code, count in sorted(by_stage.items())
        if code not in known
    ]


def _reasons(leads: QuerySet[Lead], agreement: Agreement) -> list[dict[str, Any]]:
    """Why leads were rejected or disqualified, the commonest first."""
    refused = leads.filter(stage__in=("rejected", "disqualified")).order_by()
    counted = refused.values_list("stage", "exit_reason").annotate(n=Count("pk")).order_by("-n", "stage", "exit_reason")
    names = agreement.names
    return [
        {"stage": _(names["stages"].get(stage, stage)), "count": count,
         "reason": _(names["reasons"].get(reason, reason)) if reason else _("no reason given")}
        for stage, reason, count in counted
    ]  # fmt: skip


def _answers(agreement: Agreement) -> dict[str, Any]:
    """Arrived; accepted by sales (reached SAL or beyond); rejected; not handed over or not answered yet."""
    accepted = [stage.code for stage in agreement.path if stage.milestone not in ("inquiry", "mql")]
    before = [stage.code for stage in agreement.path if stage.milestone in ("inquiry", "mql")]
    # A lead that sales worked and ended was accepted; only "rejected" means that it was not.
    ended = Q(closed_at__isnull=False) & ~Q(stage__in=("rejected", WON)) & Q(exit_from__in=accepted)
    return {
        "arrived": Count("pk"),
        "accepted": Count("pk", filter=Q(stage__in=accepted) | ended),
        "rejected": Count("pk", filter=Q(stage="rejected")),
        "waiting": Count("pk", filter=Q(stage__in=before)),
    }


def _sources(leads: QuerySet[Lead], agreement: Agreement) -> list[dict[str, Any]]:
    """The answers by source, the largest first."""
    counted: Any = leads.order_by().values("source").annotate(**_answers(agreement))
    return list(counted.order_by("-arrived", "source")[:SOURCES])
