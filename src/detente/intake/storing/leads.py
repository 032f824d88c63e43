"""Lines that are leads: a new attempt, another response on an open one, or one that is known already."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from detente.crm.capture.origin import without_addresses
from detente.crm.history.bulk import DealStory, LeadStory
from detente.crm.history.facts import Backfilled, Captured, DefectFound, Ended, Moved, Touched
from detente.crm.history.models import Event
from detente.crm.history.stages import LOST, WON, is_open
from detente.intake.problems import gettext_noop
from detente.intake.storing import deals, members
from detente.intake.storing.chunk import Chunk, Entry, Outcome, Rejected, merged_by_id
from detente.intake.storing.known import KnownLead, in_sets
from detente.intake.storing.paths import Step, path_of
from detente.intake.storing.people import account_of, add_person, fill_person, find_person, look_up_people
from detente.intake.storing.reasons import reason_code

NOBODY = gettext_noop("nobody to qualify: give a name, an address, a number or an id")
NOT_A_START = gettext_noop("a lead can't arrive in %(stage)s")
SAME_PERSON = gettext_noop("the person has an open lead already; kept as a touch on it")
SAME_ATTEMPT = gettext_noop("the person has a lead of the same moment already")
FIRST_RESPONSE = "form"


class Leads:
    """Stores the lines of a lead file."""

    object = "lead"

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.path_stages = {stage.code for stage in chunk.agreement.lead_stages}
        # A file of deals says better than a lead's status what became of its deal.
        self.deals_come_apart = any(file.kind == "deals" for file in chunk.mapping.files)
        self._dated: dict[int, set[str]] = {}

    def look_up(self, entries: list[Entry]) -> None:
        """Read everything that the lines name."""
        chunk = self.chunk
        chunk.look_up_keys("lead", entries)
        look_up_people(chunk, entries)
        known = {chunk.same_id("lead", entry) for entry in entries} - {None}
        chunk.known.read_leads(leads=known)  # type: ignore[arg-type]
        chunk.known.read_labels(lead.person_id for key in known if (lead := chunk.known.leads.get(key or 0)))
        people = {person for entry in entries if (person := find_person(chunk, entry.values))}
        chunk.known.read_leads(people=people)
        touched = {lead.id for person in people for lead in chunk.known.leads_of[person] if lead.is_open}
        chunk.writer.leads(touched | {key for key in known if key in chunk.known.leads})
        members.look_up(chunk, entries, people)
        for some in in_sets(key for key in known if any(e.reading.moves for e in entries)):
            entered = Event.objects.filter(lead__in=some, to_stage__isnull=False)
            for lead_id, stage in entered.values_list("lead_id", "to_stage"):
                self._dated.setdefault(lead_id or 0, set()).add(stage or "")

    def store(self, entry: Entry) -> Outcome:
        """What becomes of one line."""
        if outcome := self.chunk.recognised("lead", entry):
            return outcome
        at = entry.values.get("arrived_at") or self.chunk.now
        if found := self.chunk.same_id("lead", entry):
            return self._merge(found, entry, at=at)
        person_id = find_person(self.chunk, entry.values)
        steps = self._steps(entry, at=at)
        if person_id is not None and (same := self._same_attempt(person_id, entry, steps, at=at)):
            return same
        return self._add(entry, person_id, steps, at=at)

    # --- a lead that is known ----------------------------------------------------------------------

    def _merge(self, lead_id: int, entry: Entry, *, at: datetime) -> Outcome:
        """The same id: blanks are filled and past stages dated; what stands is not overwritten."""
        chunk = self.chunk
        (story,) = chunk.writer.leads([lead_id]).values()
        person_id = story.static["person_id"]
        fill_person(chunk, person_id, entry, account_id=account_of(chunk, entry, at=at))
        dated = self._dated.setdefault(lead_id, set())
        for stage, moved_at in sorted(entry.reading.moves.items(), key=lambda move: move[1]):
            if stage not in dated and story.state.arrived_at <= moved_at <= story.state.stage_since:  # type: ignore[operator]
                chunk.writer.record(story, Backfilled(to_stage=stage), at=moved_at)
                dated.add(stage)
        return merged_by_id("lead", lead_id, entry.values["external_id"])

    def _same_attempt(
        self, person_id: int, entry: Entry, steps: list[Step], *, at: datetime
    ) -> Outcome | None:
        """A person has at most one open lead: another response is a touch on it."""
        chunk = self.chunk
        stays_open = not steps or is_open(steps[-1].stage)
        for lead in chunk.known.leads_of[person_id]:
            if lead.arrived_at == at and not (lead.is_open and stays_open):
                chunk.keep_keys("lead", entry, lead.id)
                fill_person(chunk, person_id, entry, account_id=account_of(chunk, entry, at=at))
                return Outcome("merged", "lead", lead.id, SAME_ATTEMPT)
            if lead.is_open and stays_open:
                return self._touch(lead, person_id, entry, at=at)
        return None

    def _touch(self, lead: KnownLead, person_id: int, entry: Entry, *, at: datetime) -> Outcome:
        chunk, origin = self.chunk, self._origin(entry, at=at)
        (story,) = chunk.writer.leads([lead.id]).values()
        fill_person(chunk, person_id, entry, account_id=account_of(chunk, entry, at=at))
        fact = Touched(
            code=entry.values.get("touch") or FIRST_RESPONSE, source=origin["source"], medium=origin["medium"],
            campaign_id=origin["campaign_id"], facts=_pages(entry) or None,
        )  # fmt: skip
        chunk.writer.record(story, fact, at=at, words=_words(entry))
        members.respond(chunk, origin["campaign_id"], person_id, at=at)
        chunk.keep_keys("lead", entry, lead.id)
        return Outcome("merged", "lead", lead.id, SAME_PERSON)

    # --- a new lead --------------------------------------------------------------------------------

    def _steps(self, entry: Entry, *, at: datetime) -> list[Step]:
        values, chunk = entry.values, self.chunk
        starts, stage = self._starts(entry), values.get("stage")
        ranks = chunk.ranks
        if (
            self.deals_come_apart
            and stage not in (None, *self.path_stages)
            and not self._is_plain_exit(stage)
        ):
            stage = None
        moves = {
            name: when
            for name, when in entry.reading.moves.items()
            if not self.deals_come_apart or name in self.path_stages
        }
        if stage is None and moves:
            stage = max(moves, key=lambda name: (moves[name], ranks.get(name, 0)))
        return path_of(
            moves, starts=starts, stage=stage, stage_at=values.get("stage_at"), now=chunk.now, ranks=ranks
        )

    def _is_plain_exit(self, stage: str | None) -> bool:
        return any(stage == known.code for known in self.chunk.agreement.exits) and stage != LOST

    def _starts(self, entry: Entry) -> str:
        starts = entry.values.get("arrives_in") or self.chunk.agreement.path[0].code
        if starts not in self.path_stages:
            raise Rejected(NOT_A_START % {"stage": starts})
        return str(starts)

    def _origin(self, entry: Entry, *, at: datetime) -> dict[str, Any]:
        """Source and medium of the line, else of its campaign; `at` dates a campaign that is new."""
        chunk, values = self.chunk, entry.values
        campaign = chunk.directory.campaign(values.get("campaign"), chunk.writer, at=at)
        source, medium, vendor = chunk.directory.origins.get(campaign or 0, (None, None, None))
        return {
            "campaign_id": campaign, "source": values.get("source") or source, "medium": values.get("medium") or medium,
            "vendor_id": chunk.directory.vendor(values.get("vendor"), chunk.writer) or vendor,
        }  # fmt: skip

    def _add(self, entry: Entry, person_id: int | None, steps: list[Step], *, at: datetime) -> Outcome:
        chunk = self.chunk
        if person_id is None and not _is_somebody(entry):
            raise Rejected(NOBODY)
        owner = chunk.user(entry, "owner", role="sdr")
        account_id = account_of(chunk, entry, at=at)
        if person_id is None:
            person_id = add_person(chunk, entry, account_id=account_id, at=at)
        else:
            fill_person(chunk, person_id, entry, account_id=account_id)
        story = self._capture(entry, person_id, account_id, owner, at=at)
        self._find_defects(story, entry, at=at)
        deal = self._walk(story, entry, steps)
        state = story.state
        chunk.known.know_lead(
            KnownLead(story.id, person_id, at, state.closed_at is None, deal.id if deal else None)
        )
        chunk.keep_keys("lead", entry, story.id)
        self._keep_person(entry, person_id)
        return Outcome("stored", "lead", story.id)

    def _keep_person(self, entry: Entry, person_id: int) -> None:
        """A person's own id; one without an address is known by their lead's."""
        key = entry.values.get("person_id")
        if key is None and not self.chunk.known.people[person_id]["email_key"]:
            key = entry.values.get("external_id")
        if key:
            self.chunk.known.remember("person", key, person_id)

    def _capture(
        self, entry: Entry, person_id: int, account_id: int | None, owner: int | None, *, at: datetime
    ) -> LeadStory:
        chunk, origin, pages = self.chunk, self._origin(entry, at=at), _pages(entry)
        earlier = next(
            (lead for lead in reversed(chunk.known.leads_of[person_id]) if lead.arrived_at <= at), None
        )
        story = chunk.writer.new_lead(
            person_id=person_id, account_id=account_id or chunk.known.people[person_id]["account_id"],
            earlier_id=earlier.id if earlier else None, utm=pages, custom=dict(entry.reading.custom),
            playbook=chunk.agreement.version,
        )  # fmt: skip
        fact = Captured(
            to_stage=self._starts(entry),
            owner_id=owner,
            code=entry.values.get("touch"),
            facts=pages or None,
            **origin,
        )
        chunk.writer.record(story, fact, at=at, words=_words(entry))
        members.respond(chunk, origin["campaign_id"], person_id, at=at)
        return story

    def _find_defects(self, story: LeadStory, entry: Entry, *, at: datetime) -> None:
        for problem in entry.reading.defects:
            fact = DefectFound(code=problem.code, reason="validation")
            self.chunk.writer.record(story, fact, at=at, words={"note": str(problem)})

    def _walk(self, story: LeadStory, entry: Entry, steps: list[Step]) -> DealStory | None:
        """Take the steps; the first of a deal opens one."""
        chunk, deal = self.chunk, None
        for step in steps:
            if step.stage in self.path_stages and deal is None:
                chunk.writer.record(
                    story, Moved(from_stage=story.state.stage, to_stage=step.stage), at=step.at
                )
            elif step.stage in (WON, LOST) or chunk.agreement.stage(step.stage).is_deal:
                deal = deal or deals.open_on(chunk, story, at=step.at, owner=story.state.owner_id)
                deals.enter(chunk, deal, step, lead=story, reason=entry.values.get("reason"))
            else:
                self._end(story, entry, step)
        return deal

    def _end(self, story: LeadStory, entry: Entry, step: Step) -> None:
        reason = entry.values.get("reason")
        code = reason_code(self.chunk, step.stage, reason)
        fact = Ended(
            from_stage=story.state.stage, to_stage=step.stage, reason=code, day=entry.values.get("recycle_on")
        )
        self.chunk.writer.record(
            story, fact, at=step.at, words={"note": reason} if reason and not code else None
        )


def _is_somebody(entry: Entry) -> bool:
    names = ("name", "first_name", "last_name", "email", "phone", "external_id", "person_id")
    return any(entry.values.get(name) for name in names)


def _pages(entry: Entry) -> dict[str, str]:
    page = entry.values.get("landing_page")
    return {"landing_page": without_addresses(page)} if page else {}


def _words(entry: Entry) -> dict[str, str] | None:
    note = entry.values.get("note")
    return {"note": note} if note else None
