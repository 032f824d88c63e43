"""Writing a change: the pages of the playbook with fields for numbers, or all of it as a file."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from detente.crm.models import Proposal
from detente.crm.objections import N_, Objection, Refused
from detente.crm.playbook import proposals as acts
from detente.crm.playbook.checks import checked
from detente.crm.playbook.checks.company import company
from detente.crm.playbook.reading import LONGEST, read
from detente.crm.playbook.sections import TOPICS
from detente.crm.playbook.writing import write
from detente.web.access import Request, needs
from detente.web.playbook import topics
from detente.web.playbook.new_rows import add_row, remove_row
from detente.web.playbook.posted import without_place, write_into
from detente.web.playbook.proposals import document_of, is_writer, proposal_with
from detente.web.playbook.two_tabs import is_outdated, mark_of, replaced
from detente.web.toasts import toast
from detente.web.words import in_words, said

SAVED_MEANWHILE = N_(
    "This draft was saved elsewhere meanwhile. Your text stands below; send it again to have it in that one's place."
)


@needs("propose")
def draft_page(request: Request, uuid: Any, topic: str) -> HttpResponse:
    """A topic with fields; POST keeps what was written, right or wrong, and adds or takes out a row."""
    proposal = _writable(request, uuid)
    if topic not in TOPICS:
        raise Http404(_("The playbook has no such page."))
    if request.method == "POST":
        return _keep(request, proposal, topic)
    return _show(request, proposal, topic, document_of(proposal))


def _show(
    request: Request, proposal: Proposal, topic: str, document: dict[str, Any], *, is_outdated: bool = False
) -> HttpResponse:
    """The fields of a topic, holding this document; `is_outdated` where something else was saved meanwhile."""
    kept = document_of(proposal)
    shown = topics.shown(document, topic, is_writing=True)
    more = {
        "proposal": proposal, "name": topics.NAMES[topic], "lead": topics.LEADS[topic],
        "contents": topics.contents(topic, proposal=proposal, wrong=shown["d"].wrong),
        "next": TOPICS[TOPICS.index(topic) + 1] if topic != TOPICS[-1] else "",
        "read": mark_of(kept, topic), "is_outdated": is_outdated,
        "replaced": replaced(kept, document) if is_outdated else None,
    }  # fmt: skip
    return render(request, "playbook/writing.html", shown | more, status=409 if is_outdated else 200)


def _keep(request: Request, proposal: Proposal, topic: str) -> HttpResponse:
    kept = document_of(proposal)
    document = deepcopy(kept)
    write_into(document, request.POST)
    is_lost = document != kept or without_place(kept, request.POST)
    if is_lost and is_outdated(request.POST.get("read", ""), kept, topic):
        return _show(request, proposal, topic, document, is_outdated=True)
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
    before = document_of(proposal)
    if document == before:
        return True
    try:
        acts.change_draft(proposal, document, by=request.user, instead_of=before)
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
    kept = document_of(proposal)
    text, wrong = write(kept), []
    if request.method == "POST":
        text = _sent(request)
        try:
            document = checked(read(text), company())
            if is_outdated(request.POST.get("read", ""), kept):
                raise Refused(Objection("stale", SAVED_MEANWHILE))
            acts.change_draft(proposal, document, by=request.user, instead_of=kept)
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
        "read": mark_of(kept),
        "contents": topics.contents(proposal=proposal),
    }
    return render(request, "playbook/text.html", shown, status=422 if wrong else 200)


def _sent(request: Request) -> str:
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("text", "").replace("\r\n", "\n")
    return file.read(4 * LONGEST + 1).decode("utf-8-sig", errors="replace")
