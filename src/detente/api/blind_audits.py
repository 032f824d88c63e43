"""Blind audits: started, watched, ended, and read once they have ended. Judging has a file of its own (`judging`).

While one runs nobody reads an opinion, by whatever way they ask.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from detente.analytics.verdict.agreement import Share
from detente.api.etags import expected_version
from detente.api.finding import user_of
from detente.api.gate import Asked, Strict, operation
from detente.api.paging import NEWEST, Listed, keyed, page_of
from detente.api.showing import Reference, Shape, made, show
from detente.api.values import Day
from detente.crm.blind_audit import actions, rules
from detente.crm.models import BlindAudit
from detente.crm.objections import N_, Objection, Refused
from detente.web.blind_audit.findings import Findings, findings, listed
from detente.web.blind_audit.piles import piles

router = Router(tags=["Blind audits"])
FEWEST = 10
"""Below so many leads no rate is told, as on the page."""
Opinion = Literal["good", "poor", "unsure"]


class AuditOut(Schema):
    """Which leads were drawn from, by which seed, and who judges them."""

    id: UUID
    version: int
    state: Literal["open", "done", "closed"]
    first_on: date
    last_on: date
    started_at: datetime
    ended_at: datetime | None
    by: Reference | None
    marketing_judge: Reference
    sales_judge: Reference
    seed: int
    strata: dict[str, dict[str, int]]


class Progress(Schema):
    """How many of their leads a judge has judged."""

    total: int
    done: int


class Rate(Schema):
    """A share of `n` leads with its 90 % interval; null where too few tell."""

    n: int
    estimate: float | None
    low: float | None
    high: float | None


class Found(Schema):
    """What an ended audit says: do the judges agree, and how often do both find the stated reason wrong?"""

    leads: int
    agreement: Rate
    kappa: Rate
    quality_judged_good: Rate
    sales_judged_poor: Rate
    use: Literal["too_few", "judges_disagree", "usable"]


class WholeAuditOut(AuditOut):
    """An audit with how far its judges are; `found` is null until it has ended."""

    marketing_progress: Progress
    sales_progress: Progress
    found: Found | None


class JudgedOut(Schema):
    """A lead of an ended audit with what its reason spoke for and what both judges thought, marketing's first."""

    lead: Reference
    stratum: Literal["rejected", "late_lost"]
    stated: Literal["quality", "sales", "unknown"]
    opinions: list[Opinion | None]
    words: list[str]


class JudgedLeads(Schema):
    """The leads that you may open; `hidden` are those that you may not."""

    items: list[JudgedOut]
    hidden: int


class AuditIn(Strict):
    """The days on which the leads arrived, the two who judge, and how many leads."""

    first_on: Day
    last_on: Day
    marketing_judge: UUID
    sales_judge: UUID
    size: Annotated[int, Field(ge=rules.FEWEST, le=rules.MOST)] = rules.USUAL


SHAPE = Shape(
    {
        "id": "uuid",
        **{name: name for name in ("version", "state", "first_on", "last_on", "started_at", "ended_at")},
        "by.id": "by__uuid", "by.name": "by__name",
        "marketing_judge.id": "marketing_judge__uuid", "marketing_judge.name": "marketing_judge__name",
        "sales_judge.id": "sales_judge__uuid", "sales_judge.name": "sales_judge__name",
        "seed": "seed", "strata": "strata",
    },
    page="/blind-audits/{}/",
)  # fmt: skip


def audit_of(key: UUID) -> BlindAudit:
    """The audit with this key; 404 when there is none."""
    found = BlindAudit.objects.filter(uuid=key).first()
    if found is None:
        raise Http404
    return found


def _whole(audit: BlindAudit) -> dict[str, Any]:
    held = {pile.judge: pile for pile in piles([audit.pk])}
    marketing, sales = (held[judge] for judge in audit.judges)
    return SHAPE.one(audit) | {
        "marketing_progress": vars(marketing), "sales_progress": vars(sales),
        "found": None if audit.state == "open" else _found(findings(audit)),
    }  # fmt: skip


def _found(found: Findings) -> dict[str, Any]:
    read = found.read
    rates = {name: _rate(getattr(read, name)) for name in ("quality_judged_good", "sales_judged_poor")}
    told = {"leads": len(read.pairs), "agreement": vars(read.agreement), "kappa": vars(read.kappa)}
    return told | rates | {"use": found.use}


def _rate(share: Share) -> dict[str, Any]:
    return vars(share) if share.n >= FEWEST else {"n": share.n, "estimate": None, "low": None, "high": None}


@router.get("/blind-audits", response=Listed[AuditOut], operation_id="list_blind_audits")
@operation("see_blind_audits")
@keyed
def list_blind_audits(request: Asked) -> Any:
    """All blind audits, the newest first."""
    return page_of(request, BlindAudit.objects.all(), SHAPE, order=NEWEST)


@router.post("/blind-audits", response={201: WholeAuditOut}, operation_id="start_blind_audit")
@operation("blind_audit")
def start_blind_audit(request: Asked, response: HttpResponse, body: AuditIn) -> Any:
    """Draw leads that were turned away, by lot, for two judges; both are told."""
    audit = actions.start(
        body.first_on, body.last_on, by=request.user, size=body.size,
        marketing=user_of(body.marketing_judge, "marketing_judge"), sales=user_of(body.sales_judge, "sales_judge"),
    )  # fmt: skip
    return made(response, _whole(audit), "blind-audits")


@router.get("/blind-audits/{uuid:key}", response=WholeAuditOut, operation_id="get_blind_audit")
@operation("see_blind_audits")
def get_blind_audit(request: Asked, response: HttpResponse, key: UUID) -> Any:
    """One audit: how far its judges are while it runs, what they found once it has ended."""
    return show(request, response, _whole(audit_of(key)))


@router.post("/blind-audits/{uuid:key}/end", response=WholeAuditOut, operation_id="end_blind_audit")
@operation("see_blind_audits", takes_version=True)
def end_blind_audit(request: Asked, response: HttpResponse, key: UUID) -> Any:
    """End an audit before both judges are through; who started it, or operations. What was judged counts."""
    audit = actions.close(audit_of(key), by=request.user, version=expected_version(request))
    return show(request, response, _whole(audit))


@router.get("/blind-audits/{uuid:key}/leads", response=JudgedLeads, operation_id="list_judged_leads")
@operation("see_blind_audits")
def list_judged_leads(request: Asked, key: UUID) -> Any:
    """The leads of an ended audit with both opinions; of a running one: 422."""
    audit = audit_of(key)
    if audit.state == "open":
        raise Refused(Objection("running", N_("What the judges think is shown when the audit has ended.")))
    rows, hidden = listed(findings(audit), "all", request.user)
    items = [
        {
            "lead": {"id": one.lead.uuid, "name": one.lead.person.label}, "stratum": one.stratum,
            "stated": one.stated, "opinions": list(one.opinions), "words": list(one.words),
        }
        for one in rows
    ]  # fmt: skip
    return {"items": items, "hidden": hidden}
