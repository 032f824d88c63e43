"""Lines that are touches and activities: added to the lead they name, or to the one their person had then."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime

from detente.crm.deals.models import Deal
from detente.crm.followup.rules import objections_to_attempt
from detente.crm.history.bulk import LeadStory
from detente.crm.history.facts import Attempted, DefectFound, Noted, Touched
from detente.intake.problems import gettext_noop
from detente.intake.storing import members
from detente.intake.storing.chunk import Chunk, Entry, Outcome, Rejected, merged_by_id

NO_LEAD = gettext_noop("no lead is known by %(by)s; import the leads first, in the same system")
NO_DEAL = gettext_noop("no deal is known by the id %(id)s; import the deals first, in the same system")
NAMES_NO_LEAD = gettext_noop("it names no lead: neither an id nor an address stands on it")
IN_FUTURE = gettext_noop("it lies in the future")


class OnLeads(ABC):
    """What both kinds share: finding the lead that a line is about."""

    object = ""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk

    def look_up(self, entries: list[Entry]) -> None:
        """Read the leads that the lines name, and those of the persons they name."""
        known = self.chunk.known
        self.chunk.look_up_keys(self.object, entries)
        known.read_external("lead", {entry.values["lead"] for entry in entries if entry.values.get("lead")})
        known.read_people(
            {
                entry.values["email"].key
                for entry in entries
                if entry.values.get("email") and entry.values["email"].key
            }
        )
        known.read_leads(leads={record for (kind, _), record in known.external.items() if kind == "lead"})
        leads = {lead for entry in entries if (lead := self._lead_id(entry))}
        stories = self.chunk.writer.leads(leads)
        members.look_up(self.chunk, entries, {story.static["person_id"] for story in stories.values()})

    def _lead_id(self, entry: Entry) -> int | None:
        """The lead by its id; else the person's lead at that time: the last that had arrived, or their first."""
        values, known = entry.values, self.chunk.known
        if values.get("lead"):
            return known.external.get(("lead", values["lead"]))
        person = known.people_by_email.get(values["email"].key) if values.get("email") else None
        leads = sorted(known.leads_of[person], key=lambda lead: lead.arrived_at) if person else []
        arrived = [lead.id for lead in leads if lead.arrived_at <= values["at"]]
        return next(iter(arrived[-1:] or [lead.id for lead in leads[:1]]), None)

    def store(self, entry: Entry) -> Outcome:
        """What becomes of one line."""
        chunk = self.chunk
        if outcome := chunk.recognised(self.object, entry):
            return outcome
        if found := chunk.same_id(self.object, entry):
            return merged_by_id(self.object, found, entry.values["external_id"])
        lead_id = self._lead_id(entry)
        if lead_id is None:
            by = entry.values.get("lead") or (
                entry.values["email"].text if entry.values.get("email") else None
            )
            raise Rejected(NO_LEAD % {"by": by} if by else NAMES_NO_LEAD)
        if entry.values["at"] > chunk.now:
            raise Rejected(IN_FUTURE)
        (story,) = chunk.writer.leads([lead_id]).values()
        event = self._record(story, entry, at=entry.values["at"])
        chunk.keep_keys(self.object, entry, event)
        return Outcome("stored", self.object, event)

    @abstractmethod
    def _record(self, story: LeadStory, entry: Entry, *, at: datetime) -> int:
        """Write the line as an event of the lead; returns the event's key."""


class Touches(OnLeads):
    """Stores the lines of a file of touches; the record is the event."""

    object = "touch"

    def _record(self, story: LeadStory, entry: Entry, *, at: datetime) -> int:
        chunk, values = self.chunk, entry.values
        campaign = chunk.directory.campaign(values.get("campaign"), chunk.writer, at=at)
        source, medium, _ = chunk.directory.origins.get(campaign or 0, (None, None, None))
        fact = Touched(
            code=values.get("kind") or "form", source=values.get("source") or source,
            medium=values.get("medium") or medium, campaign_id=campaign,
        )  # fmt: skip
        members.respond(chunk, campaign, story.static["person_id"], at=at)
        return chunk.writer.record(story, fact, at=at, words=_note(entry))


class Activities(OnLeads):
    """Stores the lines of a file of activities; the record is the event."""

    object = "activity"

    def _record(self, story: LeadStory, entry: Entry, *, at: datetime) -> int:
        chunk, values = self.chunk, entry.values
        channel, disposition = values.get("channel") or "", values.get("disposition") or ""
        objections = objections_to_attempt(
            chunk.agreement, channel=channel, disposition=disposition, outcome=values.get("outcome")
        )
        if objections:
            raise Rejected(" ".join(map(str, objections)))
        fact = Attempted(
            channel=channel, disposition=disposition, outcome=values.get("outcome"),
            reason=(values.get("reason") or "")[:60] or None, seconds=values.get("seconds"),
        )  # fmt: skip
        rep = chunk.user(entry, "owner", role="sdr")
        event = chunk.writer.record(story, fact, at=at, actor_id=rep, words=_note(entry))
        self._find_defect(story, disposition, at=at)
        return event

    def _find_defect(self, story: LeadStory, disposition: str, *, at: datetime) -> None:
        """A bounce or a wrong number is bad data of the lead, as it is when a rep logs it."""
        choice = next(choice for choice in self.chunk.agreement.dispositions if choice.code == disposition)
        code = choice.more.get("defect")
        if code and code not in story.state.defects:
            self.chunk.writer.record(story, DefectFound(code=code, reason="import"), at=at)


class Notes(OnLeads):
    """Stores the lines of a file of notes; the record is the event."""

    object = "note"

    def look_up(self, entries: list[Entry]) -> None:
        """Read the leads that the lines name, then the deals, in this order because they are locked so."""
        super().look_up(entries)
        known, writer = self.chunk.known, self.chunk.writer
        known.read_external("deal", {entry.values["deal"] for entry in entries if entry.values.get("deal")})
        keys = {key for (kind, _), key in known.external.items() if kind == "deal"}
        carried = Deal.objects.filter(pk__in=keys, lead__isnull=False).values_list("lead_id", flat=True)
        writer.leads(set(carried))
        writer.deals(keys)

    def store(self, entry: Entry) -> Outcome:
        """A note on a deal, or on a lead."""
        chunk, wanted = self.chunk, entry.values.get("deal")
        if not wanted:
            return super().store(entry)
        if outcome := chunk.recognised(self.object, entry):
            return outcome
        if found := chunk.same_id(self.object, entry):
            return merged_by_id(self.object, found, entry.values["external_id"])
        key = chunk.known.external.get(("deal", wanted))
        if key is None:
            raise Rejected(NO_DEAL % {"id": wanted})
        if entry.values["at"] > chunk.now:
            raise Rejected(IN_FUTURE)
        (deal,) = chunk.writer.deals([key]).values()
        lead = chunk.writer.leads([deal.state.lead_id])[deal.state.lead_id] if deal.state.lead_id else None
        author = chunk.user(entry, "owner", role="ae")
        event = chunk.writer.record_deal(
            deal, Noted(), at=entry.values["at"], lead=lead, actor_id=author, words=_note(entry)
        )
        chunk.keep_keys(self.object, entry, event)
        return Outcome("stored", self.object, event)

    def _record(self, story: LeadStory, entry: Entry, *, at: datetime) -> int:
        author = self.chunk.user(entry, "owner", role="sdr")
        return self.chunk.writer.record(story, Noted(), at=at, actor_id=author, words=_note(entry))


def _note(entry: Entry) -> dict[str, str] | None:
    note = entry.values.get("note")
    return {"note": note} if note else None
