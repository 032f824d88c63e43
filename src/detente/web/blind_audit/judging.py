"""One lead at a time: what it asked for, and three answers. Nothing on the page says where it came from or went."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from detente.crm.blind_audit import actions
from detente.crm.blind_audit.rules import OPINIONS, WORDS_AT_MOST
from detente.crm.blind_audit.seen import seen
from detente.crm.models import BlindAudit, Judgement, Lead
from detente.crm.objections import Refused
from detente.web.access import Request, needs
from detente.web.blind_audit.piles import Pile, piles
from detente.web.toasts import toast
from detente.web.words import said
from detente.web.world import country_name


@needs("see_blind_audits")
@require_safe
def next_lead(request: Request, pk: int) -> HttpResponse:
    """`/blind-audits/<id>/judging/`: on to the first lead that waits; to the audit when none does."""
    audit, pile = _pile(request, pk)
    if audit.state != "open" or pile.next_no is None:
        return HttpResponseRedirect(reverse("blind_audit", args=[pk]))
    return HttpResponseRedirect(reverse("blind_audit_lead", args=[pk, pile.next_no]))


@needs("see_blind_audits")
@require_http_methods(["GET", "HEAD", "POST"])
def lead(request: Request, pk: int, no: int) -> HttpResponse:
    """`/blind-audits/<id>/judging/<place>/`: a lead of one's pile; POST gives one's opinion of it."""
    audit, pile = _pile(request, pk)
    judgement = _judgement(request, audit, no)
    if request.method == "POST":
        opinion, words = request.POST.get("opinion", ""), request.POST.get("words", "")
        try:
            actions.judge(judgement, by=request.user, opinion=opinion, words=words)
        except Refused as refused:
            shown = _shown(audit, pile, judgement) | {"refused": said(refused), "words": words}
            return render(request, "blind_audit/lead.html", shown, status=422)
        return _on(request, pk, no)
    if audit.state != "open":
        return HttpResponseRedirect(reverse("blind_audit", args=[pk]))
    return render(request, "blind_audit/lead.html", _shown(audit, pile, judgement))


@needs("see_blind_audits")
@require_POST
def take_back(request: Request, pk: int, no: int) -> HttpResponse:
    """Have no opinion of this lead after all; back to it."""
    audit, _mine = _pile(request, pk)
    try:
        actions.take_back(_judgement(request, audit, no), by=request.user)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
        return HttpResponseRedirect(reverse("blind_audit", args=[pk]), status=303)
    return HttpResponseRedirect(reverse("blind_audit_lead", args=[pk, no]), status=303)


def _on(request: Request, pk: int, no: int) -> HttpResponse:
    """To the next lead that waits, after this one if any does."""
    waiting = Judgement.objects.filter(audit=pk, judge=request.user.pk, opinion=None).order_by("no")
    following = waiting.filter(no__gt=no).first() or waiting.first()
    if following is None:
        toast(request, _("That was your last lead. Thank you."))
        return HttpResponseRedirect(reverse("blind_audit", args=[pk]), status=303)
    undo = reverse("blind_audit_taking_back", args=[pk, no])
    toast(request, _("Noted for lead %(no)s.") % {"no": no}, undo_url=undo)
    return HttpResponseRedirect(reverse("blind_audit_lead", args=[pk, following.no]), status=303)


def _pile(request: Request, pk: int) -> tuple[BlindAudit, Pile]:
    audit = get_object_or_404(BlindAudit, pk=pk)
    found = next((one for one in piles([pk]) if one.judge == request.user.pk), None)
    if found is None:
        raise Http404(_("Two other people judge this audit."))
    return audit, found


def _judgement(request: Request, audit: BlindAudit, no: int) -> Judgement:
    try:
        return actions.judgement_of(audit, request.user, no)
    except Refused as refused:
        raise Http404(said(refused)) from refused


def _shown(audit: BlindAudit, pile: Pile, judgement: Judgement) -> dict[str, Any]:
    """What the template gets. The lead itself stays out: what is not handed over can't be shown by mistake."""
    told = seen(Lead.objects.select_related("person", "account").get(pk=judgement.lead_id))
    own = Judgement.objects.filter(audit=audit, judge=judgement.judge_id).order_by("no")
    waiting = Judgement.objects.filter(audit=audit, opinion=None)
    return {
        "audit": audit.pk, "no": judgement.no, "pile": pile, "seen": told, "country": country_name(told.country),
        "opinion": judgement.opinion, "words": judgement.words, "words_at_most": WORDS_AT_MOST, "refused": "",
        "opinions": OPINIONS, "spots": [(no, opinion is not None) for no, opinion in own.values_list("no", "opinion")],
        "is_last": not waiting.exclude(pk=judgement.pk).exists(),
    }  # fmt: skip
