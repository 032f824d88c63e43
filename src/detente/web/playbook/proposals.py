"""A proposal: both versions side by side, the back-test, the two signature lines, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from detente.crm.models import Playbook, Proposal
from detente.crm.objections import Refused
from detente.crm.people.days import starts_at, today
from detente.crm.playbook import proposals as acts
from detente.crm.playbook import signing
from detente.crm.playbook.actions import newest
from detente.crm.playbook.checks import faults
from detente.crm.playbook.checks.company import company
from detente.crm.playbook.differences import Change, differences
from detente.crm.playbook.schema import schema_faults
from detente.crm.playbook.sections import TOPICS
from detente.crm.playbook.shipped import with_shipped_sections
from detente.web.access import Request, needs
from detente.web.playbook import topics
from detente.web.playbook.signed import lines_of
from detente.web.toasts import toast
from detente.web.words import in_words, said, why


class ProposingForm(forms.Form):
    """Why it is proposed, and from when it is to hold."""

    summary = forms.CharField(
        label=gettext_lazy("Why"), max_length=acts.LONGEST_SUMMARY,
        help_text=gettext_lazy("One sentence that both teams read first."),
    )  # fmt: skip
    day = forms.DateField(
        label=gettext_lazy("Holds from"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Nothing: as soon as both sides have signed."),
    )  # fmt: skip

    def starts_at(self) -> datetime | None:
        """The first instant of the day, None for at once."""
        wanted = self.cleaned_data["day"]
        return starts_at(wanted) if wanted and wanted > today() else None


def proposal_with(uuid: Any) -> Proposal:
    """The proposal with this id; 404 when there is none."""
    found = Proposal.objects.select_related("by", "became").filter(uuid=uuid).first()
    if found is None:
        raise Http404(_("There is no such proposal."))
    return found


def document_of(proposal: Proposal) -> dict[str, Any]:
    """What its author is writing, else what is proposed."""
    document: dict[str, Any] = proposal.document if proposal.draft is None else proposal.draft
    return document


@require_POST
@needs("propose")
def begin(request: Request) -> HttpResponse:
    """Go on with one's own draft on the newest version, or begin one."""
    topic = request.POST.get("topic", "")
    base = newest()
    own = (
        Proposal.objects.filter(state="draft", by=request.user.pk, base=base.version).order_by("-pk").first()
    )
    if request.POST.get("shipped"):
        own = acts.draft(by=request.user, document=with_shipped_sections(base.document))
        return redirect("playbook_proposal", own.uuid)
    proposal = own or acts.draft(by=request.user)
    return redirect("playbook_draft", proposal.uuid, topic if topic in TOPICS else TOPICS[0])


@require_safe
@needs("see_changes")
def proposal_page(request: Request, uuid: Any) -> HttpResponse:
    """Old beside new, by topic, with the back-test and the signatures."""
    return show(request, proposal_with(uuid), ProposingForm())


def show(request: Request, proposal: Proposal, form: ProposingForm) -> HttpResponse:
    """The page of a proposal; a draft is shown to its author and to those who keep the playbook."""
    is_writing = proposal.state == "draft" or (proposal.draft is not None and is_writer(request, proposal))
    if proposal.state == "draft" and not is_writer(request, proposal):
        raise Http404(_("There is no such proposal."))
    document = document_of(proposal) if is_writing else proposal.document
    if proposal.summary and not form.is_bound:
        form.initial["summary"] = proposal.summary
    wrong = _wrong(document) if is_writing else []
    base = Playbook.objects.get(version=proposal.base)
    told = [] if schema_faults(document) else differences(base.document, document)
    shown = {
        "proposal": proposal, "base": base, "form": form, "is_writing": is_writing, "wrong": wrong,
        "by_topic": _by_topic(told), "count": len(told), "lines": lines_of(proposal, _signatures(proposal)),
        "contents": topics.contents(proposal=proposal) if _may_change(request, proposal) else topics.contents(),
        "may": _may(request, proposal), "state": STATES[proposal.state], "is_ours": is_writer(request, proposal),
        "minimum_day": today() + timedelta(days=1),
    }  # fmt: skip
    return render(request, "playbook/proposal.html", shown, status=422 if form.errors else 200)


STATES = {
    "draft": gettext_lazy("Draft"), "open": gettext_lazy("Waits for signatures"), "enacted": gettext_lazy("Agreed"),
    "withdrawn": gettext_lazy("Withdrawn"), "outdated": gettext_lazy("Outdated"),
}  # fmt: skip


def is_writer(request: Request, proposal: Proposal) -> bool:
    """Whether the reader may change this proposal: its author, or who keeps the playbook."""
    return proposal.by_id == request.user.pk or request.user.may("settings")


def _may_change(request: Request, proposal: Proposal) -> bool:
    return (
        proposal.state in ("draft", "open") and is_writer(request, proposal) and request.user.may("propose")
    )


def _may(request: Request, proposal: Proposal) -> dict[str, Any]:
    """Each act with the reason against it, None where there is none."""
    return {
        "sign": why(signing.objections_to_answering(proposal, request.user)),
        "decide": why(signing.objections_to_deciding(proposal, request.user)),
        "change": _may_change(request, proposal),
    }


def _signatures(proposal: Proposal) -> list[Any]:
    return list(proposal.signatures.filter(edition=proposal.edition).select_related("by"))


def _wrong(document: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What is to be mended, with the topic whose page has it."""
    found = []
    for fault in faults(document, company()):
        section = str(fault.path[0]) if fault.path else ""
        topic = next((name for name, sections in topics.SECTIONS.items() if section in sections), TOPICS[0])
        found.append((topic, str(topics.NAMES[topic]), in_words(fault.objection)))
    return found


def _by_topic(found: list[Change]) -> list[tuple[str, list[Change]]]:
    return [
        (str(topics.NAMES[topic]), list(rows)) for topic, rows in groupby(found, lambda change: change.topic)
    ]


@require_POST
@needs("propose")
def proposing(request: Request, uuid: Any) -> HttpResponse:
    """Show the draft to both sides."""
    proposal, form = proposal_with(uuid), ProposingForm(request.POST)
    if not form.is_valid():
        return show(request, proposal, form)
    try:
        acts.propose(
            proposal, by=request.user, summary=form.cleaned_data["summary"], starts_at=form.starts_at()
        )
    except Refused as refused:
        form.add_error(None, said(refused))
        return show(request, proposal, form)
    toast(request, _("Proposed. Whoever signs has been told."))
    return redirect("playbook_proposal", uuid)


def _acting(act: Callable[[Request, Proposal], str]) -> Callable[..., HttpResponse]:
    """A view that does something with a proposal and says how it went, on the proposal's page."""

    def view(request: Request, uuid: Any) -> HttpResponse:
        proposal = proposal_with(uuid)
        try:
            toast(request, act(request, proposal))
        except Refused as refused:
            toast(request, said(refused), tone="failed")
        return redirect(reverse("playbook_proposal", args=[uuid]))

    view.__doc__ = act.__doc__
    return view


def _edition(request: Request) -> int:
    given = request.POST.get("edition", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0


def _sign(request: Request, proposal: Proposal) -> str:
    """Sign for one's side what was read."""
    proposal = signing.sign(proposal, by=request.user, edition=_edition(request))
    if proposal.state != "enacted" or proposal.became is None:
        return _("Signed. It waits for the other side.")
    return _in_force(proposal)


def _decline(request: Request, proposal: Proposal) -> str:
    """Answer no, with a reason."""
    reason = request.POST.get("reason", "")
    signing.decline(proposal, by=request.user, reason=reason, edition=_edition(request))
    return _("Declined. Both teams read why.")


def _decide(request: Request, proposal: Proposal) -> str:
    """Break a deadlock, with a reason."""
    is_signed = request.POST.get("decision") == "enact"
    reason, edition = request.POST.get("reason", ""), _edition(request)
    proposal = signing.break_deadlock(
        proposal, by=request.user, is_signed=is_signed, reason=reason, edition=edition
    )
    return _in_force(proposal) if is_signed else _("Turned down. Both teams read why.")


def _in_force(proposal: Proposal) -> str:
    version = proposal.became
    if version is None:
        return ""
    if version.effective_at > timezone.now():
        return _("Agreed: version %(version)s holds from its day on.") % {"version": version.version}
    return _("Agreed: version %(version)s holds now.") % {"version": version.version}


def _withdraw(request: Request, proposal: Proposal) -> str:
    """Take it back."""
    acts.withdraw(proposal, by=request.user, reason=request.POST.get("reason", ""))
    return _("Withdrawn.")


signature = require_POST(needs("see_changes")(_acting(_sign)))
refusal = require_POST(needs("see_changes")(_acting(_decline)))
decision = require_POST(needs("see_changes")(_acting(_decide)))
withdrawal = require_POST(needs("propose")(_acting(_withdraw)))


@require_POST
@needs("propose")
def again(request: Request, uuid: Any) -> HttpResponse:
    """Propose an outdated proposal anew, on the newest version."""
    try:
        proposal = acts.propose_again(proposal_with(uuid), by=request.user)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
        return redirect("playbook_proposal", uuid)
    toast(
        request, _("This is the same change on the newest version. Look at the comparison, then propose it.")
    )
    return redirect("playbook_proposal", proposal.uuid)


@require_POST
@needs("propose")
def dropping(request: Request, uuid: Any) -> HttpResponse:
    """Throw a draft away."""
    proposal = proposal_with(uuid)
    try:
        acts.drop_draft(proposal, by=request.user)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
        return redirect("playbook_proposal", uuid)
    toast(request, _("The draft is thrown away."))
    return redirect("playbook" if proposal.state == "draft" else reverse("playbook_proposal", args=[uuid]))
