"""What is done with a lead: tried, touched, noted, moved, ended, reopened, given to somebody, mended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from detente.api.etags import expected_version
from detente.api.finding import needed, opened, user_of
from detente.api.gate import Asked, Strict, operation
from detente.api.lead_shape import SHAPE, LeadOut
from detente.api.leads import OriginIn
from detente.api.showing import show
from detente.api.values import Code, Day, Instant, Words
from detente.crm.capture import actions as capture
from detente.crm.capture.models import Lead
from detente.crm.followup import actions as followup
from detente.crm.people.models import Account

router = Router(tags=["What is done with leads"])


class AttemptIn(Strict):
    """One thing done to reach the person, and its result; codes are the playbook's."""

    channel: Code
    disposition: Code
    outcome: Code | None = None
    reason: Code | None = None
    seconds: int | None = None
    at: Instant | None = None
    words: Words = ""


class TouchIn(OriginIn):
    """The person interacted with us again."""

    code: Code
    at: Instant | None = None
    words: Words = ""


class NoteIn(Strict):
    """Words that both teams read."""

    words: Words
    at: Instant | None = None


class MoveIn(Strict):
    """Another stage."""

    to: Code
    at: Instant | None = None
    reason: Code | None = None


class BackfillIn(Strict):
    """A stage that was passed, dated afterwards."""

    to: Code
    at: Instant


class ExitIn(Strict):
    """How a lead ends: an exit of the playbook, its reason, and for a recycled one the day to come back."""

    exit: Code
    reason: Code | None = None
    day: Day | None = None
    at: Instant | None = None
    words: Words = ""


class ReopenIn(Strict):
    """Why a closed record is worked again."""

    reason: Code | None = None


class OwnerIn(Strict):
    """The new owner; null gives the record back to nobody."""

    owner: UUID | None
    reason: Code = "chosen"


class DefectIn(Strict):
    """Something wrong with the lead's data."""

    code: Code
    words: Words = ""


class AccountIn(Strict):
    """The account that the lead and its person belong to; null for none."""

    account: UUID | None


def _shown(request: Asked, response: HttpResponse, lead: Lead) -> Any:
    return show(request, response, SHAPE.one(lead))


@router.post("/leads/{uuid:key}/attempts", response={201: LeadOut}, operation_id="log_attempt")
@operation("work_leads")
def log_attempt(request: Asked, response: HttpResponse, key: UUID, body: AttemptIn) -> Any:
    """A human tried to reach the person; a first attempt on an MQL by sales accepts it."""
    lead = opened(Lead, key, request.user)
    followup.log_attempt(lead, by=request.user, **body.model_dump())
    return _shown(request, response, lead)


@router.post("/leads/{uuid:key}/touches", response={201: LeadOut}, operation_id="touch_lead")
@operation("work_leads")
def touch_lead(request: Asked, response: HttpResponse, key: UUID, body: TouchIn) -> Any:
    """The person of an open lead interacted with us again."""
    lead = opened(Lead, key, request.user)
    origin = body.origin(request.user)
    capture.touch(lead, code=body.code, by=request.user, origin=origin, at=body.at, words=body.words)
    return _shown(request, response, lead)


@router.post("/leads/{uuid:key}/notes", response={201: LeadOut}, operation_id="note_on_lead")
@operation("work_leads")
def note_on_lead(request: Asked, response: HttpResponse, key: UUID, body: NoteIn) -> Any:
    """Write something down; allowed on ended leads too."""
    lead = opened(Lead, key, request.user)
    followup.add_note(lead, body.words, by=request.user, at=body.at)
    return _shown(request, response, lead)


@router.post("/leads/{uuid:key}/moves", response={201: LeadOut}, operation_id="move_lead")
@operation("work_leads", takes_version=True)
def move_lead(request: Asked, response: HttpResponse, key: UUID, body: MoveIn) -> Any:
    """Move an open lead to another stage, forwards or backwards."""
    lead = opened(Lead, key, request.user)
    followup.move(lead, by=request.user, version=expected_version(request), **body.model_dump())
    return _shown(request, response, lead)


@router.post("/leads/{uuid:key}/backfills", response={201: LeadOut}, operation_id="backfill_lead")
@operation("work_leads")
def backfill_lead(request: Asked, response: HttpResponse, key: UUID, body: BackfillIn) -> Any:
    """Date a stage that the lead passed earlier; where it stands now does not change."""
    lead = opened(Lead, key, request.user)
    followup.backfill(lead, to=body.to, at=body.at, by=request.user)
    return _shown(request, response, lead)


@router.post("/leads/{uuid:key}/exit", response={201: LeadOut}, operation_id="end_lead")
@operation("work_leads", takes_version=True)
def end_lead(request: Asked, response: HttpResponse, key: UUID, body: ExitIn) -> Any:
    """End a lead by an exit with its reason."""
    lead = opened(Lead, key, request.user)
    given = body.model_dump()
    exit_ = given.pop("exit")
    followup.end(lead, exit_=exit_, by=request.user, version=expected_version(request), **given)
    return _shown(request, response, lead)


@router.post("/leads/{uuid:key}/reopening", response={201: LeadOut}, operation_id="reopen_lead")
@operation("work_leads", takes_version=True)
def reopen_lead(request: Asked, response: HttpResponse, key: UUID, body: ReopenIn) -> Any:
    """Work an ended lead again, from the stage it ended in."""
    lead = opened(Lead, key, request.user)
    followup.reopen(lead, by=request.user, reason=body.reason, version=expected_version(request))
    return _shown(request, response, lead)


@router.put("/leads/{uuid:key}/owner", response=LeadOut, operation_id="assign_lead")
@operation("assign", takes_version=True)
def assign_lead(request: Asked, response: HttpResponse, key: UUID, body: OwnerIn) -> Any:
    """Give a lead to a rep, or back to nobody."""
    lead, to = opened(Lead, key, request.user), user_of(body.owner)
    followup.assign(lead, to=to, by=request.user, reason=body.reason, version=expected_version(request))
    return _shown(request, response, lead)


@router.post("/leads/{uuid:key}/defects", response={201: LeadOut}, operation_id="find_defect")
@operation("work_leads")
def find_defect(request: Asked, response: HttpResponse, key: UUID, body: DefectIn) -> Any:
    """Something is wrong with this lead's data; found once, it stands until it is mended."""
    lead = opened(Lead, key, request.user)
    capture.find_defect(lead, body.code, by=request.user, words=body.words)
    return _shown(request, response, lead)


@router.delete("/leads/{uuid:key}/defects/{slug:code}", response=LeadOut, operation_id="clear_defect")
@operation("work_leads")
def clear_defect(request: Asked, response: HttpResponse, key: UUID, code: str) -> Any:
    """A defect was mended."""
    lead = opened(Lead, key, request.user)
    capture.clear_defect(lead, code, by=request.user)
    return _shown(request, response, lead)


@router.put("/leads/{uuid:key}/origin", response=LeadOut, operation_id="correct_origin")
@operation("work_leads", takes_version=True)
def correct_origin(request: Asked, response: HttpResponse, key: UUID, body: OriginIn) -> Any:
    """Where the lead came from was wrong; the earlier origin stays in the history."""
    lead, origin = opened(Lead, key, request.user), body.origin(request.user)
    capture.correct_origin(lead, origin, by=request.user, version=expected_version(request))
    return _shown(request, response, lead)


@router.put("/leads/{uuid:key}/account", response=LeadOut, operation_id="move_lead_to_account")
@operation("edit_people")
def move_lead_to_account(request: Asked, response: HttpResponse, key: UUID, body: AccountIn) -> Any:
    """The lead and its person belong to another account."""
    lead = opened(Lead, key, request.user)
    account = needed(Account, body.account, request.user, "account") if body.account else None
    capture.move_to_account(lead, account, by=request.user)
    return _shown(request, response, lead)
