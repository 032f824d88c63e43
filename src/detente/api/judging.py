"""A judge's pile in a blind audit: one's own leads, without anything that tells where they came from or went."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema

from detente.api.blind_audits import Opinion, audit_of
from detente.api.gate import Asked, Strict, operation
from detente.api.values import Words
from detente.crm.blind_audit import actions
from detente.crm.blind_audit.seen import seen
from detente.crm.models import BlindAudit, Judgement, Lead, User
from detente.crm.objections import N_, Objection, Refused

router = Router(tags=["Blind audits"])


class PlaceOut(Schema):
    """A lead of one's pile by its place, and one's own opinion of it so far."""

    no: int
    opinion: Opinion | None
    words: str


class PileOut(Schema):
    """One's pile in its order, which says nothing about the leads."""

    items: list[PlaceOut]


class Answer(Schema):
    """An added field that says nothing of the source, and what it holds."""

    field: str
    value: str


class SeenOut(PlaceOut):
    """A lead as a judge sees it; names and words that would tell the rest are blanked."""

    title: str
    company: str
    industry: str
    employees: int | None
    country: str
    answers: list[Answer]
    said: list[str]
    notes: list[str]


class OpinionIn(Strict):
    """Was this lead worth a salesperson's time?"""

    opinion: Literal["good", "poor", "unsure"]
    words: Words = ""


def _pile(key: UUID, user: User) -> tuple[BlindAudit, list[Judgement]]:
    """The audit and the user's leads in it; 404 for everybody but its judges."""
    audit = audit_of(key)
    if user.pk not in audit.judges:
        raise Http404
    return audit, list(Judgement.objects.filter(audit=audit, judge=user).order_by("no"))


def _judgement(key: UUID, no: int, user: User) -> Judgement:
    audit, pile = _pile(key, user)
    found = next((one for one in pile if one.no == no), None)
    if found is None:
        raise Http404
    found.audit = audit
    return found


def _place(judgement: Judgement) -> dict[str, Any]:
    return {"no": judgement.no, "opinion": judgement.opinion, "words": judgement.words}


@router.get("/blind-audits/{uuid:key}/pile", response=PileOut, operation_id="list_pile")
@operation("see_blind_audits")
def list_pile(request: Asked, key: UUID) -> Any:
    """Your leads in this audit; 404 where two others judge."""
    _audit, pile = _pile(key, request.user)
    return {"items": [_place(one) for one in pile]}


@router.get("/blind-audits/{uuid:key}/pile/{int:no}", response=SeenOut, operation_id="get_pile_lead")
@operation("see_blind_audits")
def get_pile_lead(request: Asked, key: UUID, no: int) -> Any:
    """One of your leads, as far as a judge may see it; once the audit has ended: 422."""
    judgement = _judgement(key, no, request.user)
    if judgement.audit.state != "open":
        raise Refused(Objection("ended", N_("This audit has ended; opinions stand as they are.")))
    told = seen(Lead.objects.select_related("person", "account").get(pk=judgement.lead_id))
    answers = [{"field": field, "value": value} for field, value in told.answers]
    return vars(told) | {"answers": answers} | _place(judgement)


@router.put("/blind-audits/{uuid:key}/pile/{int:no}", response=PlaceOut, operation_id="judge_lead")
@operation("see_blind_audits")
def judge_lead(request: Asked, key: UUID, no: int, body: OpinionIn) -> Any:
    """Give your opinion of a lead, or another one. The last one that was missing ends the audit."""
    judgement = _judgement(key, no, request.user)
    return _place(actions.judge(judgement, by=request.user, opinion=body.opinion, words=body.words))


@router.delete("/blind-audits/{uuid:key}/pile/{int:no}", response=PlaceOut, operation_id="take_back_opinion")
@operation("see_blind_audits")
def take_back_opinion(request: Asked, key: UUID, no: int) -> Any:
    """Have no opinion of a lead yet, after all."""
    return _place(actions.take_back(_judgement(key, no, request.user), by=request.user))
