"""The agreement: the version in effect, all versions, proposals to change it. People sign, not programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema

from detente.api.gate import Asked, Strict, operation
from detente.api.paging import Listed, keyed, page_of
from detente.api.showing import Reference, Shape
from detente.api.values import Instant, Line
from detente.crm.playbook import actions
from detente.crm.playbook.models import Playbook, Proposal
from detente.crm.playbook.proposals import draft, propose

router = Router(tags=["Playbook"])


class VersionOut(Schema):
    """A version and since when it holds."""

    version: int
    effective_at: datetime


class ProposalIn(Strict):
    """A whole document, as `GET /playbook` shows it with the changes that you want."""

    document: dict[str, Any]
    summary: Line = ""
    starts_at: Instant | None = None


class ProposalOut(Schema):
    """A proposal: the version it changes, its state, and the version it became, if any."""

    id: UUID
    base: int
    edition: int
    summary: str
    state: str
    by: Reference | None
    proposed_at: datetime
    starts_at: datetime | None
    decided_at: datetime | None
    became: int | None


VERSION = Shape({"version": "version", "effective_at": "effective_at"})
PROPOSAL = Shape(
    {"id": "uuid", "by.id": "by__uuid", "by.name": "by__name", "became": "became__version"}
    | {
        name: name
        for name in ("base", "edition", "summary", "state", "proposed_at", "starts_at", "decided_at")
    }
)


@router.get("/playbook", response=dict[str, Any], operation_id="get_playbook")
@operation("read")
def get_playbook(request: Asked) -> Any:
    """The agreement in effect: stages, exits with reasons, channels, dispositions and every other code."""
    agreement = actions.current()
    return {"version": agreement.version, "document": agreement.document}


@router.get("/playbook/versions", response=Listed[VersionOut], operation_id="list_playbook_versions")
@operation("read")
@keyed
def list_versions(request: Asked) -> Any:
    """All versions, the oldest first."""
    return page_of(request, Playbook.objects.all(), VERSION)


@router.get("/playbook/versions/{int:number}", response=dict[str, Any], operation_id="get_playbook_version")
@operation("read")
def get_version(request: Asked, number: int) -> Any:
    """One version with its document."""
    found = Playbook.objects.filter(version=number).first() if number < 2**31 else None
    if found is None:
        raise Http404
    return {"version": found.version, "effective_at": found.effective_at, "document": found.document}


@router.get("/playbook/proposals", response=Listed[ProposalOut], operation_id="list_proposals")
@operation("see_changes")
@keyed
def list_proposals(request: Asked) -> Any:
    """Proposals that both sides were shown, the oldest first."""
    return page_of(request, Proposal.objects.exclude(state="draft"), PROPOSAL)


@router.post("/playbook/proposals", response={201: ProposalOut}, operation_id="propose_playbook")
@operation("propose")
def propose_playbook(request: Asked, body: ProposalIn) -> Any:
    """Propose a changed document: both sides are asked to sign it, by a person, in the app."""
    proposal = draft(by=request.user, document=body.document)
    proposed = propose(proposal, by=request.user, summary=body.summary, starts_at=body.starts_at)
    return PROPOSAL.one(proposed)
