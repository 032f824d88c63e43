"""The audit's page: what costs most, the funnel, all findings, and what became of those before."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from detente.analytics.audit.result import compare
from detente.analytics.audit.result.document import GROUPS, Item
from detente.crm.audits.actions import give_up_dead, newest
from detente.crm.audits.models import Audit
from detente.web.access import Request, needs
from detente.web.audits.kept import before, readable
from detente.web.audits.words import wording_for_pages

SHOWN = 20


@needs("audit")
@require_GET
def audits(request: Request) -> HttpResponse:
    """The newest audit of the own records, or how to begin one."""
    give_up_dead()
    running = Audit.objects.filter(subject="own", state__in=("waiting", "running")).first()
    found = running or newest()
    shown = _shown(found) if found and found.state == "done" else {"audit": found}
    return render(request, "audits/audit.html", shown | {"past": past(found), "is_newest": True})


@needs("audit")
@require_GET
def audit(request: Request, uuid: Any) -> HttpResponse:
    """One audit, done or running."""
    give_up_dead()
    found = get_object_or_404(Audit.objects.select_related("by"), uuid=uuid)
    shown = _shown(found) if found.state == "done" else {"audit": found}
    last = newest()
    return render(request, "audits/audit.html", shown | {"past": past(found), "is_newest": last == found})


@needs("audit")
@require_GET
def audit_progress(request: Request, uuid: Any) -> HttpResponse:
    """The moving part of the page, asked for every second while it moves; the whole page when it is over."""
    give_up_dead()
    found = get_object_or_404(Audit, uuid=uuid)
    if "HX-Request" not in request.headers:
        return redirect("audit", found.uuid)
    if found.state in ("done", "failed"):
        answer = HttpResponse(status=204)
        answer.headers["HX-Refresh"] = "true"
        return answer
    return render(request, "audits/parts/progress.html", {"audit": found})


def past(shown: Audit | None) -> list[dict[str, Any]]:
    """Audits that ended, newest first, the one on the page aside."""
    ended = (
        Audit.objects.filter(state__in=("done", "failed")).select_related("by").order_by("-started_at", "-pk")
    )
    return [
        {"audit": one, "found": len(one.result["document"]["findings"]) if one.state == "done" else None,
         "mended": sum(one.result.get("mended", {}).values())}
        for one in (ended.exclude(pk=shown.pk) if shown else ended)[:SHOWN]
    ]  # fmt: skip


def _shown(found: Audit) -> dict[str, Any]:
    document, earlier = readable(found), before(found)
    if document is None:
        return {"audit": found, "is_unreadable": True}
    was = readable(earlier) if earlier else None
    comparison = compare(was, document) if was else None
    moves = {one.slug: one for one in comparison.moved} if comparison else {}
    return {
        "audit": found, "document": document, "groups": GROUPS, "earlier": earlier, "moves": moves,
        "mended": found.result.get("mended", {}),
        "settled": [one.before for one in comparison.of("mended") if one.before] if comparison else [],
        "most": max((item.share for item in document.findings if fits(item)), default=1.0),
        **wording_for_pages(),
    }  # fmt: skip


def fits(item: Item) -> bool:
    """Whether a finding has a share that a bar can show."""
    return 0 < item.count <= item.of
