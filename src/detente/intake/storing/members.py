"""Who responded to which campaign: one membership a pair, the first response dated once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from detente.crm.capture.models import CampaignMember
from detente.crm.history.facts import MemberAdded
from detente.intake.problems import gettext_noop
from detente.intake.storing.chunk import Chunk, Entry, Outcome, Rejected
from detente.intake.storing.people import look_up_people

NO_PERSON = gettext_noop("no person is known by what the line says; import the people or leads first")
IN_FUTURE = gettext_noop("it lies in the future")
MEMBER_ALREADY = gettext_noop("a member of the campaign already")


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


class Members:
    """Stores the lines of a file of campaign members; a known one is only moved on, never back."""

    object = "member"

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk

    def look_up(self, entries: list[Entry]) -> None:
        """Read the persons that the lines name and where they are members already."""
        known = self.chunk.known
        self.chunk.look_up_keys("member", entries)
        look_up_people(self.chunk, entries)
        known.read_external("lead", {entry.values["lead"] for entry in entries if entry.values.get("lead")})
        known.read_leads(leads={record for (kind, _), record in known.external.items() if kind == "lead"})
        people = {person for entry in entries if (person := self._person(entry))}
        known.read_members((0, person) for person in people)

    def _person(self, entry: Entry) -> int | None:
        values, known = entry.values, self.chunk.known
        found = known.external.get(("person", values.get("person_id") or ""))
        lead = known.leads.get(known.external.get(("lead", values.get("lead") or ""), 0))
        email = values.get("email")
        by_email = known.people_by_email.get(email.key) if email and email.key else None
        return found or (lead.person_id if lead else None) or by_email

    def store(self, entry: Entry) -> Outcome:
        """What becomes of one line."""
        chunk, values = self.chunk, entry.values
        person = self._person(entry)
        if person is None:
            raise Rejected(NO_PERSON)
        at = values.get("at") or chunk.now
        if at > chunk.now:
            raise Rejected(IN_FUTURE)
        campaign = chunk.directory.campaign(values["campaign"], chunk.writer, at=at)
        if (campaign, person) in chunk.known.members:
            return Outcome("merged", "person", person, MEMBER_ALREADY)
        key = self._add(entry, campaign or 0, person, at=at)
        chunk.keep_keys("member", entry, key)
        return Outcome("stored", "member", key)

    def _add(self, entry: Entry, campaign_id: int, person_id: int, *, at: datetime) -> int:
        values, chunk = entry.values, self.chunk
        said = values.get("status") or ""
        responded = values.get("responded", said.casefold() in ("responded", ""))
        status = (said or ("responded" if responded else "sent"))[:30]
        chunk.known.members.add((campaign_id, person_id))
        key = chunk.writer.add(
            CampaignMember, campaign_id=campaign_id, person_id=person_id, status=status, added_at=at,
            responded_at=at if responded else None,
        )  # fmt: skip
        subject = {"campaign_id": campaign_id, "person_id": person_id}
        chunk.writer.record_loose(MemberAdded(code=status), at=at, subject=subject)
        return key
