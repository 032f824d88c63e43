"""The queue: a part of Today that is asked for anew after each key, so that no page is loaded between two leads."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from detente.crm.capture.models import Lead
from detente.crm.history.models import Event
from detente.crm.history.record import of
from detente.crm.objections import N_, Objection, Refused
from detente.crm.playbook.actions import current
from detente.crm.playbook.agreement import Agreement
from detente.web.access import Request, needs, open_record
from detente.web.leads.acts import undo
from detente.web.leads.forms import OnLead
from detente.web.query import whole
from detente.web.toasts import toast
from detente.web.today import working
from detente.web.today.desk import desk_of, silence
from detente.web.today.queue import queue_of
from detente.web.today.skipping import skip, skipped
from detente.web.today.strokes import STROKES, Stroke
from detente.web.words import put_on, said

LOGGED_ALREADY = N_(
    "You logged an attempt at this lead after this was shown, so nothing more is logged. If it was another one, "
    "press the key again."
)
LIVING = Lead.objects.filter(is_archived=False)


def queue_part(
    request: Request,
    agreement: Agreement,
    *,
    at: int | None = None,
    sent: OnLead | None = None,
    opened: str = "",
) -> dict[str, Any]:
    """What the template of the queue needs; `sent` is a form that was refused, of the key `opened`."""
    queue = queue_of(request.user, agreement, at=at, skipped=skipped(request))
    row = queue.current
    desk = desk_of(row, request.user, agreement, sent=sent, opened=opened) if row else None
    return {
        "queue": queue,
        "desk": desk,
        "agreement": agreement,
        "said": silence(row),
        "unowned": 0 if row else Lead.objects.filter(owner=None, closed_at=None, is_archived=False).count(),
    }


@needs("work_leads")
@require_safe
def queue(request: Request) -> HttpResponse:
    """`/queue/?lead=<id>`: the queue with this lead on the desk; as a page of its own it is Today."""
    at = whole(request.GET.get("lead", ""))
    if not _is_part(request):
        return redirect(reverse("today") + (f"?lead={at}" if at else ""))
    return part(request, at=at)


def part(request: Request, at: int | None = None) -> HttpResponse:
    """The queue as a fragment."""
    return render(request, "today/queue.html", queue_part(request, current(), at=at) | {"is_part": True})


@needs("read", write="work_leads")
@require_POST
def queue_log(request: Request, pk: int) -> HttpResponse:
    """POST logs what one key stands for, and goes on to the next lead."""
    lead = open_record(LIVING.select_related("person"), request.user, pk)
    stroke = STROKES.get(request.POST.get("stroke", ""))
    if stroke is None:
        toast(request, _("There is no such key. Nothing was logged."), tone="failed")
        return _go_on(request, at=lead.pk)
    form = stroke.pad(lead, request.POST) if stroke.pad else None
    if form and not form.is_valid():
        return _again(request, lead, stroke, form)
    try:
        done = _run(request, lead, stroke, form.cleaned_data if form else {})
    except Refused as refusal:
        return _refused(request, lead, stroke, form, refusal)
    toast(request, done.text, undo_url=done.undo_url)
    return _go_on(request)


def _run(request: Request, lead: Lead, stroke: Stroke, kept: dict[str, Any]) -> working.Done:
    """Do what the key stands for, once: what the same person logged after this form was shown is not logged again."""
    version = kept.get("version")
    if version is None:
        return stroke.run(request.user, lead, stroke, kept)
    with of(lead):
        later = Event.objects.filter(lead=lead.pk, kind="attempted", seq__gt=version, actor=request.user.pk)
        if later.exists():
            raise Refused(Objection("logged_already", LOGGED_ALREADY))
        return stroke.run(request.user, lead, stroke, kept)


def _refused(
    request: Request, lead: Lead, stroke: Stroke, form: OnLead | None, refusal: Refused
) -> HttpResponse:
    if form is None:
        toast(request, said(refusal), tone="failed")
        return _go_on(request)
    put_on(form, refusal)
    lead.refresh_from_db()
    form.read_again()
    return _again(request, lead, stroke, form)


def _again(request: Request, lead: Lead, stroke: Stroke, form: OnLead) -> HttpResponse:
    """The same lead with the pad open, what was written, and what is wrong with it."""
    if _is_part(request):
        shown = queue_part(request, current(), at=lead.pk, sent=form, opened=stroke.key)
        if shown["desk"] and shown["desk"].shows(form):
            return render(request, "today/queue.html", shown | {"is_part": True}, status=422)
    # The key is not there any more: somebody answered meanwhile.
    for errors in form.errors.values():
        toast(request, " ".join(map(str, errors)), tone="failed")
    if words := form.data.get("words", "").strip():
        toast(request, _("What you wrote is not saved: %(words)s") % {"words": words}, tone="note")
    return _go_on(request, at=lead.pk)


@needs("read", write="work_leads")
@require_POST
def queue_skip(request: Request, pk: int) -> HttpResponse:
    """POST sets a lead aside for today; with `back` it stands where it stood."""
    lead = open_record(LIVING.select_related("person"), request.user, pk)
    back = bool(request.GET.get("back"))
    skip(request, lead.pk, back=back)
    named = {"name": lead.person.label}
    if back:
        toast(request, _("%(name)s is back in your queue.") % named)
    else:
        toast(request, _("Skipped for today: %(name)s.") % named, undo_url=undo("queue_skip", lead, back=1))
    return _go_on(request, at=lead.pk if back else None)


@needs("read", write="work_leads")
@require_POST
def queue_undo(request: Request, pk: int) -> HttpResponse:
    """POST takes back what the last key did: the exit if the lead ended, and the `events` it logged."""
    lead = open_record(LIVING.select_related("person"), request.user, pk)
    keys = [int(key) for key in request.GET.get("events", "").split(",") if key.isdecimal() and len(key) < 19]
    try:
        toast(request, working.take_back(request.user, lead, keys))
    except Refused as refusal:
        toast(request, said(refusal), tone="failed")
    return _go_on(request, at=lead.pk)


def _is_part(request: Request) -> bool:
    return "HX-Request" in request.headers


def _go_on(request: Request, at: int | None = None) -> HttpResponse:
    if _is_part(request):
        return part(request, at=at)
    response = redirect(reverse("today") + (f"?lead={at}" if at else ""))
    response.status_code = 303
    return response
