"""Performs a plan through the set-based writer: what `by_actions` does one by one, a few hundred lives at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import singledispatchmethod
from itertools import islice
from typing import Any

from django.db.models import F

from detente.crm.capture.models import CampaignMember
from detente.crm.capture.origin import Origin, response_beside
from detente.crm.deals.models import Deal, DealLead
from detente.crm.followup import rules
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
from detente.crm.people.money import to_base
from detente.crm.people.naming import label_of, name_key, tidy
from detente.crm.playbook.actions import current
from detente.demo import acts
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
        self.deal: bulk.DealStory | None

    def live(self, writer: bulk.Writer, life: acts.Life) -> None:
        """Perform one life."""
        self.writer, self.deal = writer, None
        for act in life.acts:
            # The company lived with Detente from the start: what happened was written down when it happened.
            writer.recorded_at = act.at
            self.perform(act)
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

    def _record(self, fact: Any, act: acts.Act, **more: Any) -> None:
        words = {"note": act.words} if act.words else None
        self.writer.record(self.lead, fact, at=act.at, actor_id=self._by(act), words=words, **more)

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
        self._record(Captured(to_stage=act.stage, code=act.code, **facts), act)
        for campaign_id in {facts["campaign_id"], told["campaign_id"]}:
            self._join(campaign_id, act)
        for contact in (email, phone):
            if contact.defect:
                self._record(DefectFound(code=contact.defect, reason="validation"), act)

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
        self._record(fact, act)
        self._join(campaign_id, act)

    @perform.register
    def _(self, act: acts.Assign) -> None:
        self._record(Assigned(owner_id=self.setting.users[act.to].pk, reason=act.reason), act)

    @perform.register
    def _(self, act: acts.Attempt) -> None:
        fact = Attempted(
            channel=act.channel, disposition=act.disposition, outcome=act.outcome, reason=act.reason,
            seconds=act.seconds,
        )  # fmt: skip
        self._record(fact, act, deal=self.deal)
        team = self.setting.users[act.by or ""].team
        following = rules.consequences_of_attempt(
            self.agreement,
            self.lead.state,
            disposition=act.disposition,
            team=team.kind if team else None,
            at=act.at,
        )
        for consequence, at in following:
            self.writer.record(self.lead, consequence, at=at, actor_id=self._by(act))

    @perform.register
    def _(self, act: acts.Move) -> None:
        self._record(Moved(from_stage=self.lead.state.stage, to_stage=act.to), act)

    @perform.register
    def _(self, act: acts.End) -> None:
        stage = self.agreement.stage(act.exit_)
        day = rules.recycle_on(stage, act.reason, day_of(act.at))
        fact = Ended(from_stage=self.lead.state.stage, to_stage=act.exit_, reason=act.reason, day=day)
        self._record(fact, act)

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
        with bulk.writing() as writer:
            for life in chunk:
                performer.live(writer, life)
        done += len(chunk)
        if progress:
            progress(done, len(lives))
    # Whoever bought is a customer; `win` says so one deal at a time.
    won = Deal.objects.filter(status="won").values("account")
    Account.objects.filter(pk__in=won, type="prospect").update(type="customer", version=F("version") + 1)
