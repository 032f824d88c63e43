"""All audits; one audit: how far it is while it runs, what its judges found once it has ended."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from detente.analytics.verdict.audited import FEWEST, OPINIONS
from detente.crm.blind_audit import actions
from detente.crm.models import BlindAudit
from detente.crm.objections import Refused
from detente.crm.playbook.actions import current
from detente.web.access import Request, needs
from detente.web.blind_audit.findings import KINDS, Findings, findings, listed, table_rows
from detente.web.blind_audit.piles import piles, waiting_for
from detente.web.query import whole
from detente.web.toasts import toast
from detente.web.words import said, why

ON_PAGE = 50


@needs("see_blind_audits")
@require_safe
def audit_list(request: Request) -> HttpResponse:
    """`/blind-audits/`: what waits for the reader, then all audits, the newest first."""
    found = BlindAudit.objects.select_related("by", "marketing_judge", "sales_judge").order_by("-pk")
    before = whole(request.GET.get("before", ""))
    rows = list((found.filter(pk__lt=before) if before else found)[: ON_PAGE + 1])
    held = piles([audit.pk for audit in rows[:ON_PAGE]])
    shown = {
        "audits": rows[:ON_PAGE], "older": rows[ON_PAGE - 1].pk if len(rows) > ON_PAGE else None,
        "given": {audit.pk: sum(one.done for one in held if one.audit == audit.pk) for audit in rows},
        "asked": {audit.pk: sum(one.total for one in held if one.audit == audit.pk) for audit in rows},
        "waiting": waiting_for(request.user), "may_start": request.user.may("blind_audit"),
    }  # fmt: skip
    return render(request, "blind_audit/list.html", shown)


@needs("see_blind_audits")
@require_safe
def audit_page(request: Request, pk: int) -> HttpResponse:
    """`/blind-audits/<id>/`: its progress, and once it has ended what was found; `show` chooses among its leads."""
    audits = BlindAudit.objects.select_related("by", "marketing_judge__team", "sales_judge__team")
    audit = get_object_or_404(audits, pk=pk)
    shown = {"audit": audit, "verdict": _verdict(audit), "strata": _strata(audit)}
    if audit.state == "open":
        return render(request, "blind_audit/running.html", shown | _running(request, audit))
    return render(request, "blind_audit/found.html", shown | _found(request, findings(audit)))


@needs("see_blind_audits", write="see_blind_audits")
@require_POST
def audit_end(request: Request, pk: int) -> HttpResponse:
    """End an audit before both judges are through."""
    audit = get_object_or_404(BlindAudit, pk=pk)
    try:
        actions.close(audit, by=request.user, version=whole(request.POST.get("version", "")))
    except Refused as refused:
        toast(request, said(refused), tone="failed")
    else:
        toast(request, _("Ended. What was judged until now counts."))
    return HttpResponseRedirect(reverse("blind_audit", args=[pk]), status=303)


def _running(request: Request, audit: BlindAudit) -> dict[str, Any]:
    held = {pile.judge: pile for pile in piles([audit.pk])}
    return {
        "judges": [
            (audit.marketing_judge, "marketing", held[audit.marketing_judge_id]),
            (audit.sales_judge, "sales", held[audit.sales_judge_id]),
        ],
        "mine": held.get(request.user.pk),
        "why_not_end": why(actions.objections_to_close(audit, request.user)),
    }


def _found(request: Request, found: Findings) -> dict[str, Any]:
    kind = request.GET.get("show", "differ")
    kind = kind if kind in KINDS else "differ"
    rows, hidden = listed(found, kind, request.user)
    return {
        "found": found, "read": found.read, "kind": kind, "rows": rows, "hidden": hidden, "opinions": OPINIONS,
        "counts": {name: found.count(name) for name in KINDS}, "crossed": table_rows(found), "fewest": FEWEST,
        "reasons": current().names["reasons"], "stages": current().stages,
    }  # fmt: skip


def _strata(audit: BlindAudit) -> list[tuple[str, dict[str, int]]]:
    return [(name, audit.strata[name]) for name in ("rejected", "late_lost") if name in audit.strata]


def _verdict(audit: BlindAudit) -> str | None:
    """The verdict on the same period, where there is one."""
    try:
        return f"{reverse('verdict')}?from={audit.first_on:%Y-%m-%d}&to={audit.last_on:%Y-%m-%d}"
    except NoReverseMatch:
        return None
