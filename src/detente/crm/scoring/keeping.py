"""A lead's points are kept, a change of band is told, and who became sales-ready moves on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from detente.crm.capture.models import Lead, StageInterval
from detente.crm.history import rows
from detente.crm.history.facts import Moved, Scored
from detente.crm.history.record import record
from detente.crm.playbook.agreement import Agreement
from detente.crm.scoring import rules
from detente.crm.scoring.facts import facts_of
from detente.crm.scoring.models import LeadScore
from detente.crm.scoring.rules import Points, Touch

Reason = list[Any]
COLUMNS = (
    "lead_id", "score", "fit", "engagement", "band", "fit_band", "is_ready", "playbook", "reasons", "scored_at",
    "changes_at",
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What a lead's points come to at a moment, and whether that makes it sales-ready."""

    at: datetime
    points: Points
    is_ready: bool
    has_asked: bool
    changes_at: datetime | None
    playbook: int

    @property
    def facts(self) -> dict[str, Any]:
        """What the event of a changed band says."""
        points = self.points
        return {
            "score": points.score, "fit": points.fit, "engagement": points.engagement,
            "fit_band": points.fit_band.code, "is_ready": self.is_ready, "playbook": self.playbook,
        }  # fmt: skip


def standing_of(
    lead: Lead,
    agreement: Agreement,
    touches: Sequence[Touch],
    at: datetime,
    facts: dict[str, Any] | None = None,
) -> Standing:
    """Reckon a lead's points at a moment, by what is known of it now."""
    assert agreement.scoring is not None
    instant = rules.instant_of(at)
    known = facts_of(lead) if facts is None else facts
    points = rules.points_of(agreement.scoring, known, touches, instant)
    change = rules.changes_at(agreement.scoring, points, touches, instant)
    return Standing(
        at, points, rules.is_ready(agreement.readiness, points, known, touches),
        rules.has_asked(agreement.readiness, touches), None if change is None else rules.moment_of(change),
        agreement.version,
    )  # fmt: skip


def keep(lead: Lead, standing: Standing, before: LeadScore | None) -> LeadScore:
    """Store the points of a lead whose lock is held."""
    points = standing.points
    row = LeadScore(
        lead=lead, score=points.score, fit=points.fit, engagement=points.engagement, band=points.band.code,
        fit_band=points.fit_band.code, is_ready=standing.is_ready, playbook=standing.playbook,
        reasons=reasons_of(points), scored_at=standing.at, changes_at=standing.changes_at,
    )  # fmt: skip
    if before is None:
        # Every capture comes by here; an ORM insert takes four times as long.
        rows.insert(LeadScore, COLUMNS, [tuple(getattr(row, name) for name in COLUMNS)])
        row._state.adding = False
    else:
        row.save(force_update=True)
    return row


def freeze(lead: Lead, fit_band: str) -> None:
    """The fit on arrival stays as it was, whatever becomes known later."""
    if lead.fit_band is None:
        lead.fit_band = fit_band
        rows.update(Lead, ("fit_band",), [(fit_band, lead.pk)])


def reasons_of(points: Points) -> list[Reason]:
    """Which rules gave or took how many tenths, in the playbook's order; those that gave nothing are left out."""
    found: dict[str, int] = {}
    for part in points.parts:
        if part.rule:
            found[part.rule.code] = found.get(part.rule.code, 0) + part.left
    return [[code, tenths] for code, tenths in found.items() if tenths]


def tell(lead: Lead, standing: Standing, before: LeadScore | None, *, lowest: str, cause: str) -> None:
    """One event for a changed band or for becoming sales-ready; whoever was never scored was in the lowest band."""
    band = before.band if before else lowest
    was_ready = bool(before and before.is_ready)
    if standing.points.band.code != band or (standing.is_ready and not was_ready):
        fact = Scored(code=standing.points.band.code, reason=cause, facts=standing.facts)
        record(lead, fact, by=None, at=standing.at)


def move_on(
    lead: Lead, standing: Standing, before: LeadScore | None, agreement: Agreement, *, asks: bool
) -> None:
    """A sales-ready lead that marketing still has becomes an MQL; `asks` says that they asked for contact just now.

    One that sales sent back stays where it is until it becomes sales-ready anew or asks: nobody argues with a move
    made by hand. Whoever was sales-ready when they came as history moves with their first response here.
    """
    to = next((stage.code for stage in agreement.lead_stages if stage.milestone == "mql"), None)
    if not standing.is_ready or to is None or lead.closed_at or lead.deal_id:
        return
    if agreement.milestone(lead.stage) != "inquiry":
        return
    became = not (before and before.is_ready)
    if became or asks or not StageInterval.objects.filter(lead=lead.pk).exclude(stage=lead.stage).exists():
        reason = "request" if standing.has_asked else "score"
        fact = Moved(from_stage=lead.stage, to_stage=to, reason=reason)
        record(lead, fact, by=None, at=max(standing.at, lead.stage_since))
