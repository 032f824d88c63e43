"""Performs a plan through the set-based writer: what `by_actions` does one by one, a few hundred lives at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import singledispatchmethod
from itertools import islice
from typing import Any

from django.db.models import F

from detente.crm import once
from detente.crm.capture.models import Campaign, CampaignMember, Vendor
from detente.crm.capture.origin import Origin, response_beside
from detente.crm.deals.models import Deal, DealLead
from detente.crm.followup import rules
from detente.crm.followup.cadences import Happened
from detente.crm.handoff.routing import BY_HAND
from detente.crm.handoff.rules import ACCEPTED, HANDED_OVER, PASSED, REJECTED, Given, answer_by_end
from detente.crm.history import bulk
from detente.crm.history.facts import (
    AccountAdded,
    Assigned,
    Attempted,
    Captured,
    DealLost,
    DealMoved,
    DealOpened,
    DealWon,
    DefectFound,
    Ended,
    MemberAdded,
    Moved,
    Touched,
)
from detente.crm.ids import new_uuid
from detente.crm.people.contacts import Contact, read_email, read_phone
from detente.crm.people.days import day_of
from detente.crm.people.models import Account, Person
from detente.crm.people.naming import label_of, name_key, tidy
from detente.crm.people.rates import to_base
from detente.crm.playbook.actions import current
from detente.crm.scoring.rules import Touch, instant_of
from detente.demo import acts
from detente.demo.giving_in_sets import Handoffs, Scores, known_of, next_step
from detente.demo.setting import Setting

CHUNK = 400
Progress = Callable[[int, int], None]


class Performer:
    """Performs lives through one writer; remembers who is known across writers."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.agreement = current()
        self.accounts: dict[str, int] = {}
        self.people: dict[str, tuple[int, int | None]] = {}
        self.last_lead: dict[int, tuple[int, int, str, dict[str, Any]]] = {}
        self.members: set[tuple[int, int]] = set()
        self.writer: bulk.Writer
        self.lead: bulk.LeadStory
        self.scores: Scores
        self.handoffs: Handoffs
        self.happened: list[Happened] = []
        self.deal: bulk.DealStory | None

    def live(self, writer: bulk.Writer, life: acts.Life) -> None:
        """Perform one life."""
        self.writer, self.deal = writer, None
        for act in life.acts:
            # The company lived with Detente from the start: what happened was written down when it happened.
            writer.recorded_at = act.at
            self.perform(act)
        self.scores.keep(writer, self.lead)
        self.handoffs.keep(writer)
        first = self.lead.static["first_id"] or self.lead.id
        self.last_lead[self.lead.static["person_id"]] = (
            self.lead.id,
            first,
            self.lead.state.stage,
            self._origin(),
        )

    def _origin(self) -> dict[str, Any]:
        names = ("source", "medium", "campaign_id", "vendor_id")
        return {name: getattr(self.lead.state, name) for name in names} | {
            "facts": self.lead.static["utm"] or None
        }

    def _by(self, act: acts.Act) -> int | None:
        return self.setting.users[act.by].pk if act.by else None

    def _record(self, fact: Any, act: acts.Act, **more: Any) -> int:
        words = {"note": act.words} if act.words else None
        return self.writer.record(self.lead, fact, at=act.at, actor_id=self._by(act), words=words, **more)

    def _follow(self, act: Any, key: int, cause: str) -> None:
        """A response counts, and may make the lead sales-ready."""
        self.happened.append(Happened(key, cause, act.at, act.code))
        self.scores.touches.append(Touch(instant_of(act.at), act.code, key))
        self.scores.follow(self.writer, self.lead, at=act.at, cause=cause, moves=True)

    def _find_defect(self, code: str, found_by: str, at: datetime, actor_id: int | None) -> None:
        fact = DefectFound(code=code, reason=found_by)
        self.writer.record(self.lead, fact, at=at, actor_id=actor_id)
        self.scores.follow(self.writer, self.lead, at=at, cause=fact.kind, moves=False)

    @singledispatchmethod
    def perform(self, act: acts.Act) -> None:
        raise TypeError(f"nobody knows how to perform {act}")

    @perform.register
    def _(self, act: acts.Capture) -> None:
        campaign = self.setting.campaigns[act.campaign] if act.campaign else None
        utm = {"landing_page": act.landing_page} if act.landing_page else {}
        origin = Origin(source=act.source, medium=act.medium, campaign=campaign, utm=utm).completed()
        email, phone = read_email(act.email), read_phone(act.phone, act.country)
        person_id, account_id = self._person(act, email, phone)
        facts: dict[str, Any] = {
            "source": origin.source, "medium": origin.medium, "campaign_id": campaign.pk if campaign else None,
            "vendor_id": origin.vendor.pk if origin.vendor else None, "facts": origin.utm or None,
        }  # fmt: skip
        earlier, first, stage, kept = self.last_lead.get(person_id, (None, None, "", facts))
        told, utm = facts, facts["facts"]
        if stage == "recycled":
            utm = kept["facts"]
            facts = kept | {"facts": (utm or {}) | response_beside(told, kept) or None}
        self.lead = self.writer.new_lead(
            person_id=person_id, account_id=account_id, earlier_id=earlier, utm=utm or {},
            first_id=first if stage == "recycled" else None, playbook=self.agreement.version,
        )  # fmt: skip
        known = known_of(
            act, email_key=email.key, phone_key=phone.key, source=facts["source"], medium=facts["medium"],
            campaign=self._name(Campaign, facts["campaign_id"]), vendor=self._name(Vendor, facts["vendor_id"]),
        )  # fmt: skip
        self.scores, self.handoffs = Scores(self.agreement, known), Handoffs(self.agreement, known)
        self.happened = []
        key = self._record(Captured(to_stage=act.stage, code=act.code, **facts), act)
        self._follow(act, key, "captured")
        self.lead.static["fit_band"] = self.scores.points.fit_band.code if self.scores.points else None
        for campaign_id in {facts["campaign_id"], told["campaign_id"]}:
            self._join(campaign_id, act)
        for contact in (email, phone):
            if contact.defect:
                self._find_defect(contact.defect, "validation", act.at, self._by(act))

    def _name(self, model: type[Campaign] | type[Vendor], key: int | None) -> str | None:
        known: list[Any] = [*self.setting.campaigns.values(), self.setting.vendor]
        return next((one.name for one in known if isinstance(one, model) and one.pk == key), None)

    def _person(self, act: acts.Capture, email: Contact, phone: Contact) -> tuple[int, int | None]:
        if known := self.people.get(email.key or ""):
            return known
        account_id = self._account(act)
        person_id = self.writer.add(
            Person, uuid=new_uuid(), label=label_of(name=act.name, email=email.text, phone=phone.text),
            name=tidy(act.name), email=email.text, email_key=email.key, phone=phone.text, phone_key=phone.key,
            title=act.title, country=act.country, account_id=account_id, custom={}, created_at=act.at,
            is_archived=False, merged_into_id=None, version=1,
        )  # fmt: skip
        self.people[email.key or ""] = person_id, account_id
        return person_id, account_id

    def _account(self, act: acts.Capture) -> int:
        if act.domain not in self.accounts:
            key = self.writer.add(
                Account, uuid=new_uuid(), name=tidy(act.company), name_key=name_key(act.company), domain=act.domain,
                owner_id=None, type="prospect", is_named=False, industry=None, country=None, city=None,
                employees=None, revenue_minor=None, website=None, custom={}, created_at=act.at, is_archived=False,
                merged_into_id=None, version=1,
            )  # fmt: skip
            self.writer.record_loose(
                AccountAdded(), at=act.at, subject={"account_id": key}, actor_id=self._by(act)
            )
            self.accounts[act.domain] = key
        return self.accounts[act.domain]

    def _join(self, campaign_id: int | None, act: acts.Act) -> None:
        person_id = self.lead.static["person_id"]
        if campaign_id is None or (campaign_id, person_id) in self.members:
            return
        self.members.add((campaign_id, person_id))
        self.writer.add(
            CampaignMember, campaign_id=campaign_id, person_id=person_id, status="responded", added_at=act.at,
            responded_at=act.at,
        )  # fmt: skip
        subject = {"campaign_id": campaign_id, "person_id": person_id}
        self.writer.record_loose(
            MemberAdded(code="responded"), at=act.at, subject=subject, actor_id=self._by(act)
        )

    @perform.register
    def _(self, act: acts.Touch) -> None:
        campaign = self.setting.campaigns[act.campaign] if act.campaign else None
        origin = Origin(campaign=campaign).completed()
        campaign_id = campaign.pk if campaign else None
        fact = Touched(code=act.code, source=origin.source, medium=origin.medium, campaign_id=campaign_id)
        self._follow(act, self._record(fact, act), "touched")
        self._join(campaign_id, act)

    def _give(self, kind: str, act: Any, reason: str) -> None:
        self.handoffs.give(
            self.writer, self.lead, self.scores, kind=kind, to=self.setting.users[act.to], by_id=self._by(act),
            reason=reason, at=act.at, words=act.words,
        )  # fmt: skip
        facts = {"band": self.handoffs.made[-1]["band"]}
        self.happened.append(Happened(self.handoffs.made[-1]["event_id"], "handed_over", act.at, facts=facts))

    def _answer(self, act: acts.Act, answer: str, reason: str | None = None, words: str = "") -> None:
        given = Given(answer, reason)
        self.handoffs.answer(self.writer, self.lead, given, by_id=self._by(act), at=act.at, words=words)

    @perform.register
    def _(self, act: acts.HandOver) -> None:
        stage = self.lead.state.stage
        if self.agreement.milestone(stage) == "inquiry":
            fact = Moved(from_stage=stage, to_stage="mql", reason=act.reason)
            self.writer.record(self.lead, fact, at=act.at, actor_id=self._by(act))
        self._give(HANDED_OVER, act, act.reason)

    @perform.register
    def _(self, act: acts.PassOn) -> None:
        self._give(PASSED, act, BY_HAND)

    @perform.register
    def _(self, act: acts.Accept) -> None:
        self._answer(act, ACCEPTED)
        fact = Moved(from_stage=self.lead.state.stage, to_stage="sql")
        self.writer.record(self.lead, fact, at=act.at, actor_id=self._by(act))

    @perform.register
    def _(self, act: acts.SendBack) -> None:
        self._answer(act, REJECTED, act.reason, act.words)
        back = Assigned(owner_id=self.handoffs.made[-1]["by_id"], reason="passed_back")
        self.writer.record(self.lead, back, at=act.at, actor_id=self._by(act))

    @perform.register
    def _(self, act: acts.Attempt) -> None:
        team = self.setting.users[act.by or ""].team
        step = next_step(
            self.agreement, self.lead, self.happened, at=act.at, disposition=act.disposition,
            team=team.kind if team else None,
        )  # fmt: skip
        fact = Attempted(
            channel=act.channel, disposition=act.disposition, outcome=act.outcome, reason=act.reason,
            seconds=act.seconds, facts={"next": step} if step else None,
        )  # fmt: skip
        key = self._record(fact, act, deal=self.deal)
        self.happened.append(Happened(key, "attempted", act.at, channel=act.channel))
        following = rules.consequences_of_attempt(
            self.agreement,
            self.lead.state,
            disposition=act.disposition,
            team=team.kind if team else None,
            at=act.at,
        )
        for consequence, at in following:
            if isinstance(consequence, DefectFound):
                self._find_defect(consequence.code, consequence.reason, at, self._by(act))
                continue
            self.writer.record(self.lead, consequence, at=at, actor_id=self._by(act))
            self._answer(act, ACCEPTED)

    @perform.register
    def _(self, act: acts.End) -> None:
        stage = self.agreement.stage(act.exit_)
        day = rules.recycle_on(stage, act.reason, day_of(act.at))
        fact = Ended(from_stage=self.lead.state.stage, to_stage=act.exit_, reason=act.reason, day=day)
        self._record(fact, act)
        if waiting := self.handoffs.waiting:
            given = answer_by_end(waiting["kind"], act.exit_, act.reason, is_merge=False)
            self._answer(act, given.answer, given.reason)

    @perform.register
    def _(self, act: acts.OpenDeal) -> None:
        static = self.lead.static
        self.deal = self.writer.new_deal(
            name=act.name, account_id=static["account_id"], person_id=static["person_id"], product=act.product,
            playbook=self.agreement.version,
        )  # fmt: skip
        self.writer.add(DealLead, deal_id=self.deal.id, lead_id=self.lead.id, role="primary")
        fact = DealOpened(
            from_stage=self.lead.state.stage, to_stage=act.stage, code="new", currency=act.currency,
            owner_id=self.setting.users[act.owner].pk, amount_minor=act.amount_minor, day=act.expected_on,
        )  # fmt: skip
        self._record(fact, act, deal=self.deal)

    @perform.register
    def _(self, act: acts.MoveDeal) -> None:
        self._record(DealMoved(from_stage=self.lead.state.stage, to_stage=act.to), act, deal=self.deal)

    @perform.register
    def _(self, act: acts.Win) -> None:
        self._close(DealWon, "won", act, act.reason)

    @perform.register
    def _(self, act: acts.Lose) -> None:
        self._close(DealLost, "lost", act, act.reason)

    def _close(self, kind: type[DealWon] | type[DealLost], to: str, act: acts.Act, reason: str) -> None:
        if self.deal is None:
            raise ValueError("a life closes a deal that it never opened")
        state = self.deal.state
        fact = kind(
            from_stage=state.stage, to_stage=to, reason=reason, amount_minor=state.amount_minor,
            currency=state.currency, base_minor=to_base(state.amount_minor, state.currency, day_of(act.at)),
        )  # fmt: skip
        self._record(fact, act, deal=self.deal)


def _chunks(lives: list[acts.Life]) -> Iterator[list[acts.Life]]:
    rest = iter(lives)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def perform(lives: list[acts.Life], setting: Setting, *, progress: Progress | None = None) -> None:
    """Perform all lives in order of arrival, each chunk in a transaction of its own."""
    performer, done = Performer(setting), 0
    for chunk in _chunks(lives):
        with once.kept(), bulk.writing() as writer:
            for life in chunk:
                performer.live(writer, life)
        done += len(chunk)
        if progress:
            progress(done, len(lives))
    # Whoever bought is a customer; `win` says so one deal at a time.
    won = Deal.objects.filter(status="won").values("account")
    Account.objects.filter(pk__in=won, type="prospect").update(type="customer", version=F("version") + 1)
