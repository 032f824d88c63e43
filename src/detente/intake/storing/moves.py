"""Lines that are stages which leads entered: the past is dated, what comes after where a lead stands moves it."""

from __future__ import annotations

from datetime import datetime

from detente.crm.history.bulk import LeadStory
from detente.crm.history.facts import Backfilled, Ended, Moved
from detente.crm.history.models import Event
from detente.crm.history.stages import is_open
from detente.intake.problems import gettext_noop
from detente.intake.storing.chunk import Chunk, Entry, Outcome, Rejected
from detente.intake.storing.known import in_sets
from detente.intake.storing.reasons import reason_code
from detente.intake.storing.work import OnLeads

BEFORE = gettext_noop("the lead arrived later, on %(at)s")
OF_A_DEAL = gettext_noop("a lead comes to %(stage)s by its deal; import the deals")
ENDED = gettext_noop("the lead ended as %(stage)s before")
KNOWN = gettext_noop("it is dated already")


class Moves(OnLeads):
    """Stores the lines of a file of stage moves; the record is the event."""

    object = "move"

    def __init__(self, chunk: Chunk) -> None:
        super().__init__(chunk)
        self.path_stages = {stage.code for stage in chunk.agreement.lead_stages}
        self.exits = {stage.code for stage in chunk.agreement.exits} - {"lost", "joined"}
        self._entered: dict[tuple[int, str], int] = {}

    def look_up(self, entries: list[Entry]) -> None:
        """Read the leads, and which stages they have entered when."""
        super().look_up(entries)
        leads = {lead for entry in entries if (lead := self._lead_id(entry))}
        for some in in_sets(leads):
            entered = Event.objects.filter(lead__in=some, to_stage__isnull=False)
            names = ("id", "lead_id", "to_stage", "at", "recorded_at")
            for key, lead_id, stage, at, recorded_at in entered.values_list(*names):
                if at != recorded_at:  # else it is only known to have been reached, not when
                    self._entered.setdefault((lead_id or 0, stage or ""), key)

    def store(self, entry: Entry) -> Outcome:
        """What becomes of one line; a stage that is dated stays as it is."""
        lead_id = self._lead_id(entry)
        if lead_id and (found := self._entered.get((lead_id, entry.values["stage"]))):
            return Outcome("merged", self.object, found, KNOWN)
        return super().store(entry)

    def _record(self, story: LeadStory, entry: Entry, *, at: datetime) -> int:
        chunk, stage, state = self.chunk, entry.values["stage"], story.state
        if stage not in self.path_stages | self.exits:
            raise Rejected(OF_A_DEAL % {"stage": stage})
        if state.arrived_at and at < state.arrived_at:
            raise Rejected(BEFORE % {"at": chunk.day_of(state.arrived_at)})
        if state.stage_since and at <= state.stage_since and stage in self.path_stages:
            event = chunk.writer.record(story, Backfilled(to_stage=stage), at=at)
        elif not is_open(state.stage):
            raise Rejected(ENDED % {"stage": state.stage})
        elif stage in self.exits:
            event = self._end(story, entry, stage, at=at)
        else:
            fact = Moved(from_stage=state.stage, to_stage=stage)
            event = chunk.writer.record(story, fact, at=at)
        self._entered[story.id, stage] = event
        return event

    def _end(self, story: LeadStory, entry: Entry, stage: str, *, at: datetime) -> int:
        reason = entry.values.get("reason")
        code = reason_code(self.chunk, stage, reason)
        words = {"note": reason} if reason and not code else None
        fact = Ended(from_stage=story.state.stage, to_stage=stage, reason=code)
        return self.chunk.writer.record(story, fact, at=at, words=words)
