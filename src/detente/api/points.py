"""A lead's points, with every line that they are the sum of; and promises to call back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema

from detente.api.finding import opened
from detente.api.gate import Asked, Strict, operation
from detente.api.lead_shape import SHAPE, LeadOut
from detente.api.showing import show
from detente.api.values import Code, Instant, Words
from detente.crm.capture.models import Lead
from detente.crm.followup import actions as followup
from detente.crm.scoring.actions import explained
from detente.crm.scoring.models import LeadScore

router = Router(tags=["Points and promises"])


class PointOut(Schema):
    """A line of the sum: what a rule gives now, or what a limit took away; `given` is what it was worth at first."""

    cause: str
    half: str
    points: float
    given: float
    code: str
    name: str
    group: str
    touch: str
    at: datetime | None
    campaign: str


class ScoreOut(Schema):
    """What a lead's points come to now, its bands, and whether it is sales-ready by the playbook's version."""

    score: int
    fit: int
    engagement: int
    band: str
    fit_band: str
    is_ready: bool
    playbook: int
    scored_at: datetime
    points: list[PointOut]


class PromiseIn(Strict):
    """When we will be in touch again, and by which channel of the playbook."""

    at: Instant
    channel: Code = "call"
    words: Words = ""


@router.get("/leads/{uuid:key}/score", response=ScoreOut | None, operation_id="get_score")
@operation("read")
def get_score(request: Asked, key: UUID) -> Any:
    """The points of a lead and why; null where the playbook gives none or the lead was never scored."""
    lead = opened(Lead, key, request.user)
    found = LeadScore.objects.filter(lead=lead).first()
    if found is None:
        return None
    names = ("score", "fit", "engagement", "band", "fit_band", "is_ready", "playbook", "scored_at")
    lines = [{name: getattr(point, name) for name in PointOut.model_fields} for point in explained(lead)]
    return {name: getattr(found, name) for name in names} | {"points": lines}


@router.post("/leads/{uuid:key}/promises", response={201: LeadOut}, operation_id="promise_callback")
@operation("work_leads")
def promise_callback(request: Asked, response: HttpResponse, key: UUID, body: PromiseIn) -> Any:
    """Promise to be in touch; what was planned before no longer holds."""
    lead = opened(Lead, key, request.user)
    followup.promise_callback(lead, at=body.at, channel=body.channel, by=request.user, words=body.words)
    return show(request, response, SHAPE.one(lead))


@router.delete("/leads/{uuid:key}/next", response=LeadOut, operation_id="drop_next")
@operation("work_leads")
def drop_next(request: Asked, response: HttpResponse, key: UUID) -> Any:
    """What is planned next no longer holds."""
    lead = opened(Lead, key, request.user)
    followup.drop_next(lead, by=request.user)
    return show(request, response, SHAPE.one(lead))
