"""Points and handoffs of one life in the set-based writer: the same rules, rows and events as the acts lead to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from detente.crm.followup import cadences
from detente.crm.followup.cadences import Happened
from detente.crm.handoff import clock
from detente.crm.handoff.brief import brief_from
from detente.crm.handoff.hours import hours_for, hours_of
from detente.crm.handoff.models import Handoff
from detente.crm.handoff.rules import Given, is_urgent
from detente.crm.history import bulk
from detente.crm.history.facts import HandedOver, HandoffAnswered, Moved, Scored
from detente.crm.history.stages import is_open
from detente.crm.ids import new_uuid
from detente.crm.people.models import User
from detente.crm.playbook.agreement import Agreement
from detente.crm.scoring import rules
from detente.crm.scoring.facts import NAMES, facts_in
from detente.crm.scoring.keeping import reasons_of
from detente.crm.scoring.models import LeadScore
from detente.crm.scoring.rules import Points, Touch, instant_of


@dataclass
class Scores:
    """A lead's points as they follow from what is known and done so far."""

    agreement: Agreement
    row: dict[str, Any]
    touches: list[Touch] = field(default_factory=list)
    points: Points | None = None
    is_ready: bool = False
    at: datetime | None = None

    @property
    def has_asked(self) -> bool:
        """Whether they asked to be contacted."""
        return rules.has_asked(self.agreement.readiness, self.touches)

    def follow(
        self, writer: bulk.Writer, lead: bulk.LeadStory, *, at: datetime, cause: str, moves: bool
    ) -> None:
        """Reckon anew, tell a change of band, and move on a lead that became sales-ready."""
        scoring = self.agreement.scoring
        assert scoring is not None
        facts = facts_in(self.row | {"defects": lead.state.defects})
        points = rules.points_of(scoring, facts, self.touches, instant_of(at))
        is_ready = rules.is_ready(self.agreement.readiness, points, facts, self.touches)
        band = self.points.band.code if self.points else scoring.bands[-1].code
        became, self.points, self.is_ready, self.at = is_ready and not self.is_ready, points, is_ready, at
        if points.band.code != band or became:
            writer.record(lead, self._told(cause), at=at)
        if became and moves and self.agreement.milestone(lead.state.stage) == "inquiry":
            reason = "request" if self.has_asked else "score"
            writer.record(lead, Moved(from_stage=lead.state.stage, to_stage="mql", reason=reason), at=at)

    def _told(self, cause: str) -> Scored:
        assert self.points is not None
        facts = {
            "score": self.points.score, "fit": self.points.fit, "engagement": self.points.engagement,
            "fit_band": self.points.fit_band.code, "is_ready": self.is_ready, "playbook": self.agreement.version,
        }  # fmt: skip
        return Scored(code=self.points.band.code, reason=cause, facts=facts)

    def keep(self, writer: bulk.Writer, lead: bulk.LeadStory) -> None:
        """The points as they stand at the end of the life."""
        points, scoring = self.points, self.agreement.scoring
        assert points is not None and scoring is not None and self.at is not None
        fades = is_open(lead.state.stage) and rules.changes_at(
            scoring, points, self.touches, instant_of(self.at)
        )
        writer.add_row(
            LeadScore, lead_id=lead.id, score=points.score, fit=points.fit, engagement=points.engagement,
            band=points.band.code, fit_band=points.fit_band.code, is_ready=self.is_ready,
            playbook=self.agreement.version, reasons=reasons_of(points), scored_at=self.at,
            changes_at=rules.moment_of(fades) if fades else None,
        )  # fmt: skip


@dataclass
class Handoffs:
    """A lead's handoffs: each a row that is written when the life is through, and its events on the way."""

    agreement: Agreement
    row: dict[str, Any]
    made: list[dict[str, Any]] = field(default_factory=list)
    receivers: list[User] = field(default_factory=list)

    @property
    def waiting(self) -> dict[str, Any] | None:
        """The one that nobody has answered."""
        return self.made[-1] if self.made and self.made[-1]["answer"] is None else None

    def give(
        self, writer: bulk.Writer, lead: bulk.LeadStory, scores: Scores, *, kind: str, to: User, by_id: int | None,
        reason: str, at: datetime, words: str = "",
    ) -> None:  # fmt: skip
        """Give the lead to somebody, with score and brief as they are."""
        assert scores.points is not None and self.agreement.slas is not None
        done = [lead.state.arrived_at, lead.state.last_touch_at]
        urgent = is_urgent(self.agreement.slas, band=scores.points.band.code, is_request=scores.has_asked)
        times = clock.clock_for(to, self.agreement, kind=kind, urgent=urgent, since=at)
        row = {
            "uuid": new_uuid(), "lead_id": lead.id, "kind": kind, "by_id": by_id, "to_id": to.pk, "made_at": at,
            "responded_to_at": max((moment for moment in done if moment and moment <= at), default=at),
            "assigned_at": at, **vars(times), "route": reason,
            "route_facts": {"urgent": urgent, "request": scores.has_asked, "from": lead.state.owner_id},
            "is_randomised": False,
            "pooled_seconds": 0, "reassignments": 0, "warned_at": None, "escalated_at": None,
            "score": scores.points.score, "band": scores.points.band.code, "fit_band": scores.points.fit_band.code,
            "brief_share": self._brief_share(lead), "playbook": self.agreement.version, "answer": None,
            "reason": None, "answered_at": None, "answered_by_id": None, "answer_seconds": None,
            "answer_business_seconds": None, "version": 1,
        }  # fmt: skip
        frozen = ("score", "band", "fit_band", "brief_share", "is_randomised", "playbook")
        facts = {"handoff": str(row["uuid"])} | {name: row[name] for name in frozen}
        facts |= {name: moment.isoformat() if moment else None for name, moment in vars(times).items()}
        fact = HandedOver(code=kind, reason=reason, owner_id=to.pk, facts=facts)
        note = {"note": words} if words else None
        row["event_id"] = writer.record(lead, fact, at=at, actor_id=by_id, words=note)
        self.made.append(row)
        self.receivers.append(to)

    def _brief_share(self, lead: bulk.LeadStory) -> int:
        told = {
            name.partition("__")[2]: value for name, value in self.row.items() if name.startswith("person__")
        }
        state = lead.state
        lead_: Any = SimpleNamespace(
            person=SimpleNamespace(**told), account=self.row["account__name"] and object(), source=state.source,
            campaign_id=state.campaign_id,
        )  # fmt: skip
        return brief_from(lead_, has_words=self.row["has_words"]).share

    def answer(
        self, writer: bulk.Writer, lead: bulk.LeadStory, given: Given, *, by_id: int | None, at: datetime,
        words: str = "",
    ) -> None:  # fmt: skip
        """The answer of what waits; nothing when nothing does."""
        row = self.waiting
        if row is None:
            return
        at = max(at, row["assigned_at"])
        business = hours_for(self.receivers[-1], self.agreement).seconds_between(row["assigned_at"], at)
        row |= {
            "answer": given.answer, "reason": given.reason, "answered_at": at, "answered_by_id": by_id,
            "answer_seconds": int((at - row["assigned_at"]) / timedelta(seconds=1)),
            "answer_business_seconds": int(business), "version": row["version"] + 1,
        }  # fmt: skip
        facts = {
            "handoff": str(row["uuid"]), "kind": row["kind"], "seconds": row["answer_seconds"],
            "business_seconds": row["answer_business_seconds"],
        }  # fmt: skip
        fact = HandoffAnswered(code=given.answer, reason=given.reason, facts=facts)
        writer.record(lead, fact, at=at, actor_id=by_id, words={"note": words} if words else None)

    def keep(self, writer: bulk.Writer) -> None:
        """Write the rows as they stand at the end of the life."""
        for row in self.made:
            writer.add(Handoff, **row)


def next_step(
    agreement: Agreement, lead: bulk.LeadStory, happened: list[Happened], *, at: datetime, disposition: str,
    team: str | None,
) -> dict[str, Any] | None:  # fmt: skip
    """What the lead's cadence plans after an attempt."""
    state = lead.state
    if not cadences.goes_on(
        agreement, stage=state.stage, status=state.status, disposition=disposition, team=team
    ):
        return None
    requests = agreement.readiness.requests if agreement.readiness else ()
    run = cadences.run_of(happened, at=at, requests=requests)
    cadence = cadences.cadence_of(agreement, band=run.band, is_request=run.is_request)
    return (
        cadences.step_after(cadence, run, at=at, hours=hours_of("inside_sales", agreement))
        if cadence
        else None
    )


def known_of(act: Any, *, email_key: str | None, phone_key: str | None, source: Any, medium: Any, campaign: str | None,
             vendor: str | None) -> dict[str, Any]:  # fmt: skip
    """The row that facts are made of, from what a person told when they were captured."""
    told = {
        "has_words": bool(act.words),
        "source": source, "medium": medium, "campaign__name": campaign, "vendor__name": vendor, "defects": [],
        "custom": {}, "person__name": act.name, "person__title": act.title, "person__country": act.country,
        "person__email_key": email_key, "person__phone_key": phone_key, "person__custom": {},
        "account__name": act.company, "account__type": "prospect", "account__is_named": False, "account__custom": {},
    }  # fmt: skip
    return dict.fromkeys(NAMES) | told
