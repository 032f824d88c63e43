"""I19: the points of open leads: what is stored is what the playbook gives for what is known, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from detente.crm.models import Event, Lead, LeadScore
from detente.crm.playbook.actions import current
from detente.crm.playbook.agreement import Agreement
from detente.crm.scoring import rules
from detente.crm.scoring.facts import NAMES, facts_in
from detente.crm.scoring.rules import Touch
from detente.doctor.looking import Look, Row, by_key

NUMBER = "I19"
TITLE = "Stored points = points reckoned anew, and the last change of band that the history tells"
REPAIR = "Points follow from the playbook and the history. Reckon everybody's anew: `detente score`."
_STORED = ("score", "fit", "engagement", "band", "fit_band", "is_ready")
_SCORES = ("lead_id", "scored_at", *_STORED)


def faults(look: Look) -> Iterator[str]:
    """Leads whose stored points are others than those of the moment when they were scored."""
    agreement = current()
    if agreement.scoring is None:
        return
    for keys in look.leads():
        scores = LeadScore.objects.filter(
            lead__in=keys, playbook=agreement.version, lead__closed_at=None, lead__is_archived=False
        )
        rows = {row["lead_id"]: row for row in look.rows(scores.order_by("pk"), *_SCORES)}
        if rows:
            yield from _parted(look, agreement, rows)


def _parted(look: Look, agreement: Agreement, rows: dict[int, Row]) -> Iterator[str]:
    told = look.rows(
        Event.objects.filter(lead__in=list(rows), kind__in=("captured", "touched", "scored", "reversed")).order_by(
            "at", "pk"
        ),
        "lead_id", "id", "seq", "kind", "at", "code", "reverses_id",
    )  # fmt: skip
    events = by_key(told, "lead_id")
    for row in look.rows(Lead.objects.filter(pk__in=list(rows)).order_by("pk"), "id", *NAMES):
        yield from _of_one(agreement, rows[row["id"]], row, events.get(row["id"], []))


def _of_one(agreement: Agreement, stored: Row, row: Row, events: list[Row]) -> Iterator[str]:
    assert agreement.scoring is not None
    gone = {event["reverses_id"] for event in events}
    touches = [
        Touch(rules.instant_of(event["at"]), event["code"])
        for event in events
        if event["kind"] in ("captured", "touched") and event["code"] and event["id"] not in gone
    ]
    facts = facts_in(row)
    points = rules.points_of(agreement.scoring, facts, touches, rules.instant_of(stored["scored_at"]))
    ready = rules.is_ready(agreement.readiness, points, facts, touches)
    found = (
        points.score, points.fit, points.engagement, points.band.code, points.fit_band.code, ready
    )  # fmt: skip
    for name, value in zip(_STORED, found, strict=True):
        if stored[name] != value:
            yield f"lead {row['id']}: {name} is {stored[name]!r}, the playbook gives {value!r}"
    scored = [event for event in events if event["kind"] == "scored"]
    last = max(scored, key=lambda event: event["seq"])["code"] if scored else None
    if last and last != stored["band"]:
        yield f"lead {row['id']}: stands in band {stored['band']}, its history says {last}"
