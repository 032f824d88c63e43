"""Sales' half of a life: the deal, from discovery to won or lost."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from detente.demo import acts, world
from detente.demo.people import Contact

# Share that passes a stage, median days in it.
STAGES = (("discovery", 0.9, 11), ("proposal", 0.74, 16), ("negotiation", 0.62, 12))
PASSING = (
    "Knows what it costs them to stand still.",
    "Wants prices for two plants.",
    "Decides with the plant manager.",
)
SENT_BACK = "Nobody there has a budget before next year."
FOLLOWING = {"discovery": "proposal", "proposal": "negotiation"}


class Selling:
    """Plans deals. Discovery passes nearly everybody; what is weak is found out in negotiation, late and dear."""

    def __init__(self, dice: random.Random, now: datetime) -> None:
        self.dice, self.now = dice, now
        self.turn = 0

    def take(
        self, life: acts.Life, contact: Contact, sdr: world.Member, quality: float, at: datetime
    ) -> None:
        """An account executive gets the lead, and takes it or sends it back."""
        executive = world.AES[self.turn % len(world.AES)]
        self.turn += 1
        life.acts.append(acts.PassOn(at=at, by=sdr.key, to=executive.key, words=self.dice.choice(PASSING)))
        at += timedelta(hours=self.dice.lognormvariate(1.6, 0.9))
        if self.dice.random() < (0.2 if quality < 0.8 else 0.07):
            life.acts.append(
                acts.SendBack(at=at, by=executive.key, reason="criteria_not_met", words=SENT_BACK)
            )
            at += timedelta(days=self.dice.uniform(1, 9))
            life.acts.append(acts.End(at=at, by=sdr.key, exit_="recycled", reason="changed_priority"))
            return
        life.acts.append(acts.Accept(at=at, by=executive.key))
        self.sell(life, contact, sdr, executive, quality, at + timedelta(days=self.dice.uniform(0.5, 5)))

    def sell(
        self, life: acts.Life, contact: Contact, sdr: world.Member, executive: world.Member, quality: float,
        at: datetime,
    ) -> None:  # fmt: skip
        """Append the deal's acts to a life, up to its end."""
        self._open(life, contact, executive, at)
        for stage, passes, days in STAGES:
            at += timedelta(
                days=max(1.0, self.dice.gammavariate(2.2, days / 2.2)), minutes=self.dice.randint(0, 300)
            )
            if self.dice.random() < 0.6:
                self._meet(life, executive, at - timedelta(hours=self.dice.randint(2, 40)))
            is_weak = stage == "negotiation" and quality < 0.9
            chance = (
                passes * (0.45 if is_weak else 1) * executive.skill * (1.18 if sdr.key == "tom" else 0.95)
            )
            if self.dice.random() > min(chance, 0.97):
                self._lose(life, executive, at, is_weak=is_weak)
                return
            if stage in FOLLOWING:
                life.acts.append(acts.MoveDeal(at=at, by=executive.key, to=FOLLOWING[stage]))
        reason = self.dice.choice(("best_fit", "best_fit", "price", "relationship", "speed"))
        life.acts.append(acts.Win(at=at, by=executive.key, reason=reason))

    def _open(self, life: acts.Life, contact: Contact, executive: world.Member, at: datetime) -> None:
        amount = int(round(self.dice.lognormvariate(9.5, 0.6) / 250) * 250) * 100
        life.acts.append(
            acts.OpenDeal(
                at=at, by=executive.key, name=contact.company, stage="discovery", amount_minor=max(amount, 2_000_00),
                currency="USD" if contact.country == "GB" else "EUR", owner=executive.key,
                expected_on=(at + timedelta(days=self.dice.randint(30, 75))).date(),
                product=self.dice.choices(world.PRODUCTS, (6, 3, 2))[0],
            )
        )  # fmt: skip

    def _meet(self, life: acts.Life, executive: world.Member, at: datetime) -> None:
        before = life.acts[-1].at
        life.acts.append(
            acts.Attempt(
                at=max(at, before + timedelta(minutes=1)), by=executive.key, channel="meeting", disposition="held",
                outcome="interested", seconds=self.dice.randint(1200, 4800),
            )
        )  # fmt: skip

    def _lose(self, life: acts.Life, executive: world.Member, at: datetime, *, is_weak: bool) -> None:
        usual = ("competitor", "price", "no_decision", "went_silent", "missing_feature")
        reason = self.dice.choice(usual)
        if is_weak and self.dice.random() < 0.75:
            reason = self.dice.choices(("too_small", "no_budget", "not_a_fit"), (6, 2, 2))[0]
        words = self.dice.choice(world.NOTES["lost"]) if self.dice.random() < 0.5 else ""
        life.acts.append(acts.Lose(at=at, by=executive.key, reason=reason, words=words))
