"""Writing a change: the pages of the playbook with fields for numbers, or all of it as a file."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from detente.crm.models import Proposal
from detente.crm.objections import Refused
from detente.crm.playbook import proposals as acts
from detente.crm.playbook.checks import checked
from detente.crm.playbook.checks.company import company
from detente.crm.playbook.reading import LONGEST, read
from detente.crm.playbook.sections import TOPICS
from detente.crm.playbook.writing import write
from detente.web.access import Request, needs
from detente.web.playbook import topics
from detente.web.playbook.new_rows import add_row, remove_row
from detente.web.playbook.posted import write_into
from detente.web.playbook.proposals import document_of, is_writer, proposal_with
from detente.web.toasts import toast
from detente.web.words import in_words, said


@needs("propose")
def draft_page(request: Request, uuid: Any, topic: str) -> HttpResponse:
    """A topic with fields; POST keeps what was written, right or wrong, and adds or takes out a row."""
    proposal = _writable(request, uuid)
    if topic not in TOPICS:
        raise Http404(_("The playbook has no such page."))
    if request.method == "POST":
        return _keep(request, proposal, topic)
    document = document_of(proposal)
    shown = topics.shown(document, topic, is_writing=True)
    more = {
        "proposal": proposal, "name": topics.NAMES[topic], "lead": topics.LEADS[topic],
        "contents": topics.contents(topic, proposal=proposal, wrong=shown["d"].wrong),
        "next": TOPICS[TOPICS.index(topic) + 1] if topic != TOPICS[-1] else "",
    }  # fmt: skip
    return render(request, "playbook/writing.html", shown | more)


def _keep(request: Request, proposal: Proposal, topic: str) -> HttpResponse:
    document = deepcopy(document_of(proposal))
    write_into(document, request.POST)
    act, _colon, place = request.POST.get("do", "").partition(":")
    if act in ("add", "remove"):
        (add_row if act == "add" else remove_row)(document, place)
    if not _kept(request, proposal, document):
        return redirect("playbook_proposal", proposal.uuid)
    if act == "compare":
        return redirect("playbook_proposal", proposal.uuid)
    if act == "":
        toast(request, _("The draft is saved."))
    return redirect(
        reverse("playbook_draft", args=[proposal.uuid, place if act == "go" and place in TOPICS else topic])
    )


def _kept(request: Request, proposal: Proposal, document: dict[str, Any]) -> bool:
    if document == document_of(proposal):
        return True
    try:
        acts.change_draft(proposal, document, by=request.user)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
        return False
    return True


def _writable(request: Request, uuid: Any) -> Proposal:
    proposal = proposal_with(uuid)
    if not is_writer(request, proposal):
        raise Http404(_("There is no such draft of yours."))
    return proposal


@needs("propose")
def text_page(request: Request, uuid: Any) -> HttpResponse:
    """All of it as a file: written here, or sent; what is wrong is named by its line, and nothing is lost."""
    proposal = _writable(request, uuid)
    text, wrong = write(document_of(proposal)), []
    if request.method == "POST":
        text = _sent(request)
        try:
            document = checked(read(text), company())
            acts.change_draft(proposal, document, by=request.user)
        except Refused as refused:
            wrong = [
                (one.values.get("line"), one.values.get("column"), in_words(one))
                for one in refused.objections
            ]
        else:
            toast(request, _("The file is read. This is what it changes."))
            return redirect("playbook_proposal", proposal.uuid)
    shown = {
        "proposal": proposal,
        "text": text,
        "wrong": wrong,
        "contents": topics.contents(proposal=proposal),
    }
    return render(request, "playbook/text.html", shown, status=422 if wrong else 200)


def _sent(request: Request) -> str:
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("text", "").replace("\r\n", "\n")
    return file.read(LONGEST + 1).decode("utf-8-sig", errors="replace")
