"""Who responded to which campaign: one membership a pair, the first response dated once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from detente.crm.capture.models import CampaignMember
from detente.crm.history.facts import MemberAdded
from detente.intake.storing.chunk import Chunk, Entry


def look_up(chunk: Chunk, entries: list[Entry], people: Iterable[int]) -> None:
    """Read the memberships of these persons, where the file names campaigns at all."""
    if any(entry.values.get("campaign") for entry in entries):
        chunk.known.read_members((0, person) for person in people)


def respond(chunk: Chunk, campaign_id: int | None, person_id: int, *, at: datetime) -> None:
    """The person responded to the campaign; a known member stays as they are."""
    if campaign_id is None or (campaign_id, person_id) in chunk.known.members:
        return
    chunk.known.members.add((campaign_id, person_id))
    chunk.writer.add(
        CampaignMember,
        campaign_id=campaign_id,
        person_id=person_id,
        status="responded",
        added_at=at,
        responded_at=at,
    )
    subject = {"campaign_id": campaign_id, "person_id": person_id}
    chunk.writer.record_loose(MemberAdded(code="responded"), at=at, subject=subject)
