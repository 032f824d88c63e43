"""Lines that are deals, with a lead that goes along or on an account alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from detente.crm.deals.models import DealLead
from detente.crm.deals.rules import TYPES, objections_to_amount
from detente.crm.history import rows
from detente.crm.history.bulk import DealStory, LeadStory
from detente.crm.history.facts import (
    AccountChanged,
    Assigned,
    DealLost,
    DealMoved,
    DealOpened,
    DealWon,
    DefectFound,
)
from detente.crm.history.stages import LOST, WON, is_open
from detente.crm.people.models import Account
from detente.intake.problems import gettext_noop
from detente.intake.storing.chunk import Chunk, Entry, Outcome, Rejected, merged_by_id
from detente.intake.storing.paths import Step, path_of
from detente.intake.storing.people import account_of, look_up_people
from detente.intake.storing.reasons import reason_code

NO_LEAD = gettext_noop("no lead is known by the id %(id)s; import the leads first, in the same system")
NOTHING_SAID = gettext_noop("a deal without a lead needs an account, a person, a name, a product or an id")
LEAD_ENDED = gettext_noop("its lead ended as %(stage)s; reopen it or translate its status in the mapping")
HAS_DEAL = gettext_noop("its lead has a deal already")
NO_CLOSE = gettext_noop("a deal that is %(stage)s needs the date when it was closed")
CLOSED_IN_FUTURE = gettext_noop("it is closed, but on a day that has not come")
CLOSED_BEFORE_OPENED = gettext_noop("it was closed before it was opened")
WON_BEFORE_ARRIVAL = "won_before_arrival"


class Deals:
    """Stores the lines of a deal file."""

    object = "deal"

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.new_customers: set[int] = set()

    def look_up(self, entries: list[Entry]) -> None:
        """Read everything that the lines name."""
        chunk = self.chunk
        chunk.look_up_keys("deal", entries)
        chunk.known.read_external(
            "lead", {entry.values["lead"] for entry in entries if entry.values.get("lead")}
        )
        look_up_people(chunk, entries)
        leads = {key for entry in entries if (key := self._lead_id(entry))}
        chunk.known.read_leads(leads=leads)
        chunk.known.read_labels(chunk.known.leads[key].person_id for key in leads if key in chunk.known.leads)
        chunk.writer.leads(key for key in leads if key in chunk.known.leads)

    def _lead_id(self, entry: Entry) -> int | None:
        return self.chunk.known.external.get(("lead", entry.values.get("lead") or ""))

    def store(self, entry: Entry) -> Outcome:
        """What becomes of one line."""
        chunk, values = self.chunk, entry.values
        if outcome := chunk.recognised("deal", entry):
            return outcome
        if found := chunk.same_id("deal", entry):
            return merged_by_id("deal", found, values["external_id"])
        lead = self._lead(entry)
        self._refuse(entry, lead)
        owner, sdr = chunk.user(entry, "owner", role="ae"), chunk.user(entry, "sdr", role="sdr")
        steps = self._steps(entry)
        opened_at = values.get("opened_at") or (steps[-1].at if steps else chunk.now)
        account_id = account_of(chunk, entry, at=opened_at) or (lead.static["account_id"] if lead else None)
        person_id = lead.static["person_id"] if lead else self._person(entry)
        if lead is None and account_id is None and person_id is None and not self._name(entry):
            raise Rejected(NOTHING_SAID)
        deal = self._open(entry, lead, person_id, account_id, owner, at=opened_at)
        if lead and sdr and lead.state.owner_id is None:
            chunk.writer.record(lead, Assigned(owner_id=sdr, reason="import"), at=opened_at)
        for step in steps:
            enter(chunk, deal, step, lead=lead, reason=values.get("reason"))
        if deal.state.status == "won":
            self._celebrate(deal, lead, account_id)
        chunk.keep_keys("deal", entry, deal.id)
        return Outcome("stored", "deal", deal.id)

    def _lead(self, entry: Entry) -> LeadStory | None:
        wanted = entry.values.get("lead")
        if not wanted:
            return None
        lead_id = self._lead_id(entry)
        if lead_id is None:
            raise Rejected(NO_LEAD % {"id": wanted})
        (story,) = self.chunk.writer.leads([lead_id]).values()
        if not is_open(story.state.stage):
            raise Rejected(LEAD_ENDED % {"stage": story.state.stage})
        if story.state.deal_id is not None:
            raise Rejected(HAS_DEAL)
        return story

    def _person(self, entry: Entry) -> int | None:
        email = entry.values.get("email")
        return self.chunk.known.people_by_email.get(email.key) if email and email.key else None

    def _refuse(self, entry: Entry, lead: LeadStory | None) -> None:
        values = entry.values
        if found := objections_to_amount(values.get("amount"), self._currency(entry)):
            raise Rejected(" ".join(map(str, found)))
        if values.get("stage") not in (WON, LOST):
            return
        closed_at = self._closed_at(entry)
        if closed_at is None:
            raise Rejected(NO_CLOSE % {"stage": values["stage"]})
        if closed_at > self.chunk.now:
            raise Rejected(CLOSED_IN_FUTURE)
        if values.get("opened_at") and closed_at < values["opened_at"]:
            raise Rejected(CLOSED_BEFORE_OPENED)

    def _currency(self, entry: Entry) -> str:
        return str(entry.values.get("amount_currency") or entry.values.get("currency") or self.chunk.currency)

    def _expected_on(self, entry: Entry) -> date | None:
        """The expected close; the closing date of a deal that is not closed is nothing else."""
        values = entry.values
        if values.get("expected_on") or values.get("stage") in (WON, LOST) or not values.get("closed_at"):
            return values.get("expected_on")
        return self.chunk.day_of(values["closed_at"])

    def _closed_at(self, entry: Entry) -> datetime | None:
        return entry.values.get("closed_at") or entry.reading.moves.get(entry.values.get("stage") or "")

    def _steps(self, entry: Entry) -> list[Step]:
        """What the deal entered after it was opened; an open deal's closing date is only expected."""
        chunk, values = self.chunk, entry.values
        stage, opened = values.get("stage"), bool(values.get("opened_at"))
        starts = chunk.agreement.deal_stages[0].code if opened else ""
        at = self._closed_at(entry) if stage in (WON, LOST) else None
        return path_of(
            entry.reading.moves, starts=starts, stage=stage, stage_at=at, now=chunk.now, ranks=chunk.ranks
        )

    def _open(
        self, entry: Entry, lead: LeadStory | None, person_id: int | None, account_id: int | None, owner: int | None,
        *, at: datetime,
    ) -> DealStory:  # fmt: skip
        values = entry.values
        given: dict[str, Any] = {
            "type_": values.get("type") if values.get("type") in TYPES else "new",
            "product": self.chunk.directory.products.called(values.get("product")),
            "amount_minor": values.get("amount"), "currency": self._currency(entry),
            "expected_on": self._expected_on(entry), "custom": dict(entry.reading.custom),
            "owner": owner, "name": self._name(entry),
            "note": values.get("note"), "is_dated": bool(values.get("opened_at")),
        }  # fmt: skip
        return open_on(self.chunk, lead, at=at, account_id=account_id, person_id=person_id, **given)

    def _name(self, entry: Entry) -> str | None:
        """What the deal is called: its name, else its account's, else what was to be sold, and its id."""
        values = entry.values
        if found := values.get("name") or values.get("account") or _numbered(values.get("account_id")):
            return found
        if values.get("lead") or values.get("email"):
            return None
        product = self.chunk.directory.products.called(values.get("product"))
        return " · ".join(part for part in (product, values.get("external_id")) if part) or None

    def _celebrate(self, deal: DealStory, lead: LeadStory | None, account_id: int | None) -> None:
        """An account is a customer from its first win; a win before the lead arrived is bad data."""
        won_at = deal.state.closed_at
        if lead and won_at and lead.state.arrived_at and won_at < lead.state.arrived_at:
            self.chunk.writer.record(
                lead, DefectFound(code=WON_BEFORE_ARRIVAL, reason="import"), at=self.chunk.now
            )
        if account_id:
            self.new_customers.add(account_id)

    def finish(self) -> None:
        """After all rows are written."""
        if self.new_customers:
            self.chunk.writer.flush()
            known = Account.objects.filter(pk__in=self.new_customers, type="prospect").order_by("pk")
            found = list(known.values_list("version", "id"))
            rows.update(
                Account, ("type", "version"), [("customer", version + 1, key) for version, key in found]
            )
            for _version, key in found:
                self.chunk.writer.record_loose(
                    AccountChanged(facts={"fields": ["type"]}), at=self.chunk.now, subject={"account_id": key},
                    words={"before": {"type": "prospect"}},
                )  # fmt: skip


def open_on(
    chunk: Chunk, lead: LeadStory | None, *, at: datetime, account_id: int | None = None, person_id: int | None = None,
    name: str | None = None, type_: str = "new", owner: int | None = None, is_dated: bool = False, **given: Any,
) -> DealStory:  # fmt: skip
    """Open a deal. Where nobody dated its opening its lead stays where it stands: stages are reached, not dated."""
    static: dict[str, Any] = lead.static if lead else {}
    person_id, account_id = person_id or static.get("person_id"), account_id or static.get("account_id")
    deal = chunk.writer.new_deal(
        name=(name or _default_name(chunk, person_id))[:300], account_id=account_id, person_id=person_id,
        product=given.get("product"), custom=given.get("custom", {}), playbook=chunk.agreement.version,
    )  # fmt: skip
    first = chunk.agreement.deal_stages[0].code
    fact = DealOpened(
        from_stage=lead.state.stage if lead else None, to_stage=lead.state.stage if lead and not is_dated else first,
        code=type_, owner_id=owner, amount_minor=given.get("amount_minor"), currency=given.get("currency"),
        day=given.get("expected_on"),
    )  # fmt: skip
    if lead:
        chunk.writer.add(DealLead, deal_id=deal.id, lead_id=lead.id, role="primary")
    note = given.get("note")
    chunk.writer.record_deal(deal, fact, at=at, lead=lead, words={"note": note} if note else None)
    return deal


def _default_name(chunk: Chunk, person_id: int | None) -> str:
    person = chunk.known.people.get(person_id or 0)
    return person["label"] if person else "?"


def _numbered(account_id: str | None) -> str | None:
    return f"#{account_id}" if account_id else None


def enter(chunk: Chunk, deal: DealStory, step: Step, *, lead: LeadStory | None, reason: str | None) -> None:
    """The deal, and its lead with it, enters a stage, or is won or lost."""
    before = deal.state.stage
    if step.stage not in (WON, LOST):
        if step.stage != before:
            chunk.writer.record_deal(
                deal, DealMoved(from_stage=before, to_stage=step.stage), at=step.at, lead=lead
            )
        return
    code = reason_code(chunk, step.stage, reason)
    kind = DealWon if step.stage == WON else DealLost
    amount, currency = deal.state.amount_minor, deal.state.currency
    base = (
        chunk.directory.base_minor(amount, currency, chunk.day_of(step.at))
        if amount is not None and currency
        else None
    )
    fact = kind(
        from_stage=before,
        to_stage=step.stage,
        reason=code,
        amount_minor=amount,
        currency=currency,
        base_minor=base,
    )
    words = {"note": reason} if reason and not code else None
    chunk.writer.record_deal(deal, fact, at=step.at, lead=lead, words=words)
