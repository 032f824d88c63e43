"""Performs a plan through the very functions that people's clicks call, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatchmethod

from detente.crm.capture import actions as capture
from detente.crm.capture.models import Lead
from detente.crm.capture.origin import Origin
from detente.crm.deals import actions as deals
from detente.crm.deals.models import Deal
from detente.crm.followup import actions as followup
from detente.crm.handoff import actions as handoff
from detente.crm.handoff.giving import not_by_itself
from detente.crm.handoff.models import Handoff
from detente.crm.people.models import User
from detente.demo import acts
from detente.demo.setting import Setting


class Performer:
    """Goes through one life; knows the lead and the deal that came of it so far."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.lead: Lead
        self.deal: Deal

    def _by(self, act: acts.Act) -> User | None:
        return self.setting.users[act.by] if act.by else None

    @singledispatchmethod
    def perform(self, act: acts.Act) -> None:
        raise TypeError(f"nobody knows how to perform {act}")

    @perform.register
    def _(self, act: acts.Capture) -> None:
        who = capture.Who(
            name=act.name, email=act.email, phone=act.phone, title=act.title, country=act.country,
            company=act.company, domain=act.domain,
        )  # fmt: skip
        campaign = self.setting.campaigns[act.campaign] if act.campaign else None
        utm = {"landing_page": act.landing_page} if act.landing_page else {}
        origin = Origin(source=act.source, medium=act.medium, campaign=campaign, utm=utm)
        found = capture.capture(
            who,
            by=self._by(act),
            origin=origin,
            at=act.at,
            code=act.code,
            stage=act.stage,
            words=act.words,
        )
        self.lead = found.lead

    @perform.register
    def _(self, act: acts.Touch) -> None:
        campaign = self.setting.campaigns[act.campaign] if act.campaign else None
        capture.touch(self.lead, code=act.code, by=self._by(act), origin=Origin(campaign=campaign), at=act.at)

    @perform.register
    def _(self, act: acts.HandOver) -> None:
        users = self.setting.users
        handoff.hand_over(self.lead, to=users[act.to], by=self._by(act), reason=act.reason, at=act.at)

    @perform.register
    def _(self, act: acts.PassOn) -> None:
        users = self.setting.users
        handoff.pass_on(self.lead, to=users[act.to], by=users[act.by or ""], words=act.words, at=act.at)

    @perform.register
    def _(self, act: acts.Accept) -> None:
        handoff.accept(self._waiting(), by=self.setting.users[act.by or ""], at=act.at)

    @perform.register
    def _(self, act: acts.SendBack) -> None:
        by = self.setting.users[act.by or ""]
        handoff.reject(self._waiting(), by=by, reason=act.reason, words=act.words, at=act.at)

    def _waiting(self) -> Handoff:
        found = handoff.open_handoff(self.lead)
        if found is None:
            raise ValueError("a life answers a handoff that was never made")
        return found

    @perform.register
    def _(self, act: acts.Attempt) -> None:
        followup.log_attempt(
            self.lead, by=self.setting.users[act.by or ""], channel=act.channel, disposition=act.disposition,
            outcome=act.outcome, reason=act.reason, seconds=act.seconds, at=act.at, words=act.words,
        )  # fmt: skip

    @perform.register
    def _(self, act: acts.End) -> None:
        by = self.setting.users[act.by or ""]
        followup.end(self.lead, exit_=act.exit_, by=by, reason=act.reason, at=act.at, words=act.words)

    @perform.register
    def _(self, act: acts.OpenDeal) -> None:
        self.lead.refresh_from_db()
        self.deal = deals.open_deal(
            by=self._by(act), lead=self.lead, name=act.name, stage=act.stage, amount_minor=act.amount_minor,
            currency=act.currency, expected_on=act.expected_on, product=act.product, at=act.at,
            owner=self.setting.users[act.owner],
        )  # fmt: skip

    @perform.register
    def _(self, act: acts.MoveDeal) -> None:
        deals.move_deal(self.deal, to=act.to, by=self.setting.users[act.by or ""], at=act.at)

    @perform.register
    def _(self, act: acts.Win) -> None:
        deals.win(self.deal, by=self._by(act), reason=act.reason, at=act.at)

    @perform.register
    def _(self, act: acts.Lose) -> None:
        deals.lose(self.deal, by=self._by(act), reason=act.reason, at=act.at, words=act.words)


def perform(lives: Iterable[acts.Life], setting: Setting) -> None:
    """Perform every life in order of arrival."""
    performer = Performer(setting)
    # The plan says who gets which lead: by their room at the time, of which lives in turn know nothing.
    with not_by_itself():
        for life in lives:
            for act in life.acts:
                performer.perform(act)
