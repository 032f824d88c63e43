"""Handoffs: leads given to sales or passed on, each with its clock and its one answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from ninja import Router, Schema
from ninja.utils import contribute_operation_callback

from detente.api.etags import expected_version
from detente.api.finding import opened, user_of
from detente.api.gate import Asked, Strict, operation
from detente.api.paging import Listed, keyed, page_of
from detente.api.showing import Reference, Shape
from detente.api.values import Code, Words
from detente.crm.capture.models import Lead
from detente.crm.handoff import actions
from detente.crm.handoff.models import Handoff
from detente.crm.people.models import User
from detente.crm.people.permissions import openable

router = Router(tags=["Handoffs"])


class HandoffOut(Schema):
    """A lead given on: by whom and to whom, why to them, until when it is to be answered, and the answer."""

    id: UUID
    version: int
    kind: Literal["handed_over", "passed"]
    lead: Reference
    by: Reference | None
    to: Reference | None
    made_at: datetime
    responded_to_at: datetime
    assigned_at: datetime | None
    due_at: datetime | None
    attempt_due_at: datetime | None
    route: str
    is_randomised: bool
    pooled_seconds: int
    reassignments: int
    escalated_at: datetime | None
    score: int | None
    band: str | None
    fit_band: str | None
    brief_share: int | None
    playbook: int
    answer: Literal["accepted", "rejected", "withdrawn"] | None
    reason: str | None
    answered_at: datetime | None
    answered_by: Reference | None
    answer_seconds: int | None
    answer_business_seconds: int | None


class GivenIn(Strict):
    """To whom; null leaves it to the agreed routing."""

    to: UUID | None = None
    words: Words = ""


class RefusalIn(Strict):
    """A reason of the playbook, and what the other team should know."""

    reason: Code
    words: Words = ""


class ReceiverIn(Strict):
    """Who has it from now on; null puts it into the pool."""

    to: UUID | None


SHAPE = Shape(
    {
        "id": "uuid", "version": "version", "kind": "kind", "lead.id": "lead__uuid",
        "lead.name": "lead__person__label", "by.id": "by__uuid", "by.name": "by__name", "to.id": "to__uuid",
        "to.name": "to__name", "answered_by.id": "answered_by__uuid", "answered_by.name": "answered_by__name",
    }
    | {
        name: name
        for name in (
            "made_at", "responded_to_at", "assigned_at", "due_at", "attempt_due_at", "route", "is_randomised",
            "pooled_seconds", "reassignments", "escalated_at", "score", "band", "fit_band", "brief_share", "playbook",
            "answer", "reason", "answered_at", "answer_seconds", "answer_business_seconds",
        )
    }
)  # fmt: skip


def _seen_by(user: User) -> QuerySet[Handoff]:
    leads = openable(Lead.objects.filter(is_archived=False), user)
    return Handoff.objects.filter(lead__in=leads.values("pk"))


def _opened(key: UUID, user: User) -> Handoff:
    found = Handoff.objects.filter(uuid=key).select_related("lead").first()
    if found is None:
        raise Http404
    if not _seen_by(user).filter(pk=found.pk).exists():
        raise PermissionDenied
    return found


def _asked(name: str, words: str, choices: list[str]) -> dict[str, Any]:
    schema = {"type": "string", "enum": choices} if choices else {"type": "string", "format": "uuid"}
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema}


def _says_filters(act: Any) -> Any:
    told = [
        _asked("state", "Those that wait for their answer, or those that have it", ["open", "answered"]),
        _asked("kind", "From marketing to sales, or from an SDR to an AE", list(Handoff.KINDS)),
        _asked("to", "To whom it was given; a user's id", []),
    ]

    def describe(made: Any) -> None:
        extra = made.openapi_extra or {}
        made.openapi_extra = extra | {"parameters": [*extra.get("parameters", ()), *told]}

    contribute_operation_callback(act, describe)
    return act


@router.get("/handoffs", response=Listed[HandoffOut], operation_id="list_handoffs")
@operation("read")
@_says_filters
@keyed
def list_handoffs(
    request: Asked, state: Literal["open", "answered"] | None = None,
    kind: Literal["handed_over", "passed"] | None = None, to: UUID | None = None,
) -> Any:  # fmt: skip
    """Handoffs of the leads that you may open, the oldest first."""
    found = _seen_by(request.user)
    if state:
        found = found.filter(answer__isnull=state == "open")
    if kind:
        found = found.filter(kind=kind)
    if to:
        found = found.filter(to__uuid=to)
    return page_of(request, found, SHAPE)


@router.get("/handoffs/{uuid:key}", response=HandoffOut, operation_id="get_handoff")
@operation("read")
def get_handoff(request: Asked, key: UUID) -> Any:
    """One handoff as it stands now."""
    return SHAPE.one(_opened(key, request.user))


@router.get("/leads/{uuid:key}/handoffs", response=Listed[HandoffOut], operation_id="list_lead_handoffs")
@operation("read")
@keyed
def list_lead_handoffs(request: Asked, key: UUID) -> Any:
    """All handoffs of a lead, the oldest first."""
    return page_of(request, Handoff.objects.filter(lead=opened(Lead, key, request.user)), SHAPE)


@router.post("/leads/{uuid:key}/handoffs", response={201: HandoffOut}, operation_id="hand_over_lead")
@operation("hand_over")
def hand_over_lead(request: Asked, key: UUID, body: GivenIn) -> Any:
    """Give a lead to sales: to somebody, or to whom the agreed routing says. An inquiry becomes an MQL by it."""
    lead, to = opened(Lead, key, request.user), user_of(body.to, "to")
    return SHAPE.one(actions.hand_over(lead, by=request.user, to=to, words=body.words))


@router.post("/leads/{uuid:key}/passes", response={201: HandoffOut}, operation_id="pass_lead_on")
@operation("hand_over")
def pass_lead_on(request: Asked, key: UUID, body: GivenIn) -> Any:
    """Pass an accepted lead on to an account executive."""
    lead, to = opened(Lead, key, request.user), user_of(body.to, "to")
    return SHAPE.one(actions.pass_on(lead, by=request.user, to=to, words=body.words))


@router.post("/handoffs/{uuid:key}/acceptance", response={201: HandoffOut}, operation_id="accept_handoff")
@operation("work_leads", takes_version=True)
def accept_handoff(request: Asked, key: UUID) -> Any:
    """Take the lead: it becomes an SAL, or, when it was passed on, an SQL. Answered twice: 422."""
    handoff = _opened(key, request.user)
    return SHAPE.one(actions.accept(handoff, by=request.user, version=expected_version(request)))


@router.post("/handoffs/{uuid:key}/rejection", response={201: HandoffOut}, operation_id="reject_handoff")
@operation("work_leads", takes_version=True)
def reject_handoff(request: Asked, key: UUID, body: RefusalIn) -> Any:
    """Refuse the lead before contact, with a reason that marketing reads; what was passed goes back to the SDR."""
    handoff = _opened(key, request.user)
    return SHAPE.one(
        actions.reject(
            handoff, by=request.user, reason=body.reason, words=body.words, version=expected_version(request)
        )
    )


@router.put("/handoffs/{uuid:key}/receiver", response=HandoffOut, operation_id="reroute_handoff")
@operation("assign")
def reroute_handoff(request: Asked, key: UUID, body: ReceiverIn) -> Any:
    """Give what waits for an answer to somebody else; their clock begins anew, the buyer's does not."""
    handoff, to = _opened(key, request.user), user_of(body.to, "to")
    return SHAPE.one(actions.reroute(handoff, to=to, by=request.user))
