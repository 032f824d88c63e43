"""A proposal tried on past leads: the few numbers that stand beside it, and all of them on a page of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from detente.crm.backtest.actions import backtest_of
from detente.crm.capture.models import Lead
from detente.crm.models import Playbook, Proposal
from detente.crm.people.permissions import openable
from detente.crm.playbook.agreement import Agreement
from detente.web.access import Request, needs
from detente.web.playbook.proposals import document_of, is_writer, proposal_with
from detente.web.playbook.topics import contents


@require_safe
@needs("see_changes")
def page(request: Request, uuid: Any) -> HttpResponse:
    """The whole back-test; only the summary where the proposal's page asks for its part."""
    proposal = proposal_with(uuid)
    if proposal.state == "draft" and not is_writer(request, proposal):
        raise Http404(_("There is no such proposal."))
    is_writing = proposal.draft is not None and is_writer(request, proposal)
    found = backtest_of(proposal, document=document_of(proposal) if is_writing else None)
    shown = {"proposal": proposal, "b": found, "since": _moment(found["since"]), "rows": _rows(found)}
    if request.headers.get("HX-Request"):
        return render(request, "playbook/parts/tried.html", shown)
    return render(request, "playbook/backtest.html", shown | _more(request, proposal, found))


def _moment(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, UTC)


def _rows(found: dict[str, Any]) -> list[dict[str, Any]]:
    names = {
        "old": _("By the playbook now"), "new": _("By the proposal"), "both": _("By both"),
        "only_new": _("By the proposal alone"), "only_old": _("By the playbook now alone"),
    }  # fmt: skip
    return [{"name": name, **found["ready"][key]} for key, name in names.items()]


def _more(request: Request, proposal: Proposal, found: dict[str, Any]) -> dict[str, Any]:
    """What only the whole page has: bands by name, examples as links to leads that the reader may open."""
    examples = [*found["gaining"], *found["losing"]]
    leads = openable(Lead.objects.filter(pk__in=[one["lead"] for one in examples]), request.user)
    bands = _bands(proposal)
    return {
        "labels": dict(leads.values_list("pk", "person__label")), "contents": contents(), "bands": bands,
        "crossings": [row for row in found["bands"] if row["old"] != row["new"]],
        "stay": sum(row["leads"] for row in found["bands"] if row["old"] == row["new"]),
        "sides": {"quality": _("quality"), "sales": _("sales"), "unknown": _("unknown"), None: "–"},
        "made_at": datetime.fromisoformat(found["made_at"]),
    }  # fmt: skip


def _bands(proposal: Proposal) -> dict[str, str]:
    """Names of the bands of both versions."""
    found = {"": ""}
    for document in (Playbook.objects.get(version=proposal.base).document, document_of(proposal)):
        scoring = Agreement(0, document).scoring
        found |= {band.code: f"{band.code} {_(band.name)}" for band in scoring.bands} if scoring else {}
    return found
