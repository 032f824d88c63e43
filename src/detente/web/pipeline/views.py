"""The pipeline: inquiry to won on one board, and the moves on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from detente.crm.objections import Refused, Stale
from detente.crm.playbook.actions import current
from detente.web.access import Request, needs
from detente.web.lists.chips import chips
from detente.web.onward import onward
from detente.web.pipeline import moving
from detente.web.pipeline.choices import choices
from detente.web.pipeline.columns import columns, refusals
from detente.web.pipeline.pace import HORIZON, cohort_days
from detente.web.pipeline.question import Question, asked_by
from detente.web.pipeline.targets import DEAL, letters, targets
from detente.web.pipeline.totals import countable, open_deals
from detente.web.query import with_query
from detente.web.records.worth import rates_said
from detente.web.toasts import toast
from detente.web.words import put_on, said, why


@require_safe
@needs("read")
def pipeline(request: Request) -> HttpResponse:
    """The board, and as a fragment what a move or filter left of it."""
    return render(request, "pipeline/pipeline.html", _board(request) | {"choices": choices(request.user)})


def _board(request: Request) -> dict[str, Any]:
    question, agreement = asked_by(request), current()
    shown, keys = columns(question, agreement), letters(agreement)
    start, end = cohort_days()
    exits = [stage for stage in targets(agreement) if stage.is_exit]
    return {
        "question": question,
        "columns": shown,
        "exits": [{"stage": step.code, "label": _(step.name), "letter": keys[step.code]} for step in exits],
        "refusals": refusals(shown, agreement, request.user),
        "hidden": sum(column.hidden for column in shown),
        "cohort": {"start": start, "end": end, "days": HORIZON.days},
        "rates": rates_said(countable(open_deals(question), request.user)),
        "is_empty": not any(column.count for column in shown),
        "asked_of_lists": list(asked_of_lists(question, request)),
    }


def asked_of_lists(question: Question, request: Request) -> Iterator[dict[str, Any]]:
    """What the lists were asked that led here, in words, each with the way back to all."""
    for subject, name in (("leads", _("Leads")), ("deals", _("Deals"))):
        asked = question.of_list(subject)
        if asked:
            words = ", ".join(f"{chip['label']} {chip['value']}".strip() for chip in chips(asked, request))
            words = words or request.GET.get("q", "") or _("as in the list")
            yield {"label": name, "value": words, "href": with_query(request, **{subject: None})}


@needs("read", write="work_leads")
def moves(request: Request) -> HttpResponse:
    """GET asks where to and what the target needs to know; POST moves."""
    move = moving.read(request)
    if move.kind == DEAL and request.method == "POST" and not request.user.may("work_deals"):
        raise PermissionDenied(_("Your role does not work deals."))
    if request.method != "POST":
        return _ask(request, move, moving.form_for(move))
    if move.to is None or (found := move.objections(move.to)):
        return _refuse(request, (why(found) if move.to else None) or _("Choose where to."))
    if move.asks and "confirmed" not in request.POST:
        return _ask(request, move, moving.form_for(move))
    return _carry_out(request, move)


def _carry_out(request: Request, move: moving.Move) -> HttpResponse:
    form = moving.form_for(move, request.POST)
    if form is not None and not form.is_valid():
        return _ask(request, move, form, status=422)
    try:
        after = moving.carry_out(move, form.cleaned_data if form is not None else {})
    except Stale as stale:
        return _choose_again(request, move, form, stale)
    except Refused as refused:
        if form is None:
            return _refuse(request, said(refused))
        put_on(form, refused)
        return _ask(request, move, form, status=422)
    assert move.to is not None
    text = _("%(name)s moved to %(stage)s.") % {"name": move.name, "stage": _(move.to.name)}
    toast(request, text, undo_url=moving.undo_url(move, after))
    return _done(request)


def _done(request: Request, status: int = 200) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "pipeline/_board.html", _board(request) | {"is_fragment": True}, status=status)
    return onward(request, reverse("pipeline"))


def _refuse(request: Request, text: str) -> HttpResponse:
    toast(request, text, tone="failed")
    return _done(request, status=422)


def _choose_again(request: Request, move: moving.Move, form: Any, stale: Stale) -> HttpResponse:
    """The record as it is now, with what was written kept: moving on is then a decision."""
    move.record.refresh_from_db()
    if move.objections(move.to) or form is None:  # type: ignore[arg-type]
        return _refuse(request, said(stale))
    put_on(form, stale)
    return _ask(
        request, replace(move, version=None), form, status=422, change=moving.last_change(move.record)
    )


def _ask(request: Request, move: moving.Move, form: Any, **more: Any) -> HttpResponse:
    """A dialog on the board, a page of its own without scripts."""
    status = more.pop("status", 200)
    reachable = [
        (stage, why(move.objections(stage)))
        for stage in targets(move.agreement)
        if stage.code != move.record.stage
    ]
    context = {"move": move, "form": form if move.asks else None, "targets": reachable, **more}
    context["version"] = move.now_version if move.version is None else move.version
    if not request.htmx:  # type: ignore[attr-defined]
        return render(request, "pipeline/move.html", context, status=status)
    response = render(request, "pipeline/_move_dialog.html", context, status=status)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#move-dialog", "innerHTML"
    return response
