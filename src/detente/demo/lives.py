"""Plans every lead's life: who arrives, who follows up how fast, and where it ends.

What the story hides for readers to find: LeadHarbor's lists are full of bad addresses and grow; the newsletter,
a good source, dries up; Tom answers within minutes and twice as many of his leads are won; Jonas leaves leads
lying; discovery lets weak leads through to negotiation, where they fall; marketing's count rises all the same.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from detente.demo import acts, world
from detente.demo.agreement import Readiness
from detente.demo.people import Contact, Crowd
from detente.demo.selling import Selling
from detente.demo.setting import MONTHS

ATTEMPTS = 6
SYSTEM_TAKES = timedelta(seconds=20)


class Plan:
    """The whole company's plan; the same seed gives the same lives, relative to `now`."""

    def __init__(self, *, seed: int, leads: int, now: datetime) -> None:
        self.dice = random.Random(seed)
        self.now, self.count = now, leads
        self.crowd = Crowd(self.dice)
        self.selling = Selling(self.dice, now)
        self.readiness = Readiness()
        self.turn = 0

    def lives(self) -> list[acts.Life]:
        """All lives in order of arrival; acts after `now` have not happened yet."""
        arrivals = sorted((self._arrival(), number) for number in range(self.count))
        found = [life for at, _number in arrivals for life in self._lives_of_one(at)]
        return sorted(found, key=lambda life: life.acts[0].at)

    def _arrival(self) -> datetime:
        """Most respond on weekdays by day; the company grows slowly and is quiet in August and December."""
        while True:
            share = self.dice.random() ** 0.87
            day = self.now - timedelta(days=MONTHS * 30 * (1 - share))
            quiet = {8: 0.6, 12: 0.65, 7: 0.85}.get(day.month, 1.0) * (0.35 if day.weekday() > 4 else 1.0)
            if self.dice.random() < quiet:
                hour = self.dice.gauss(12.5, 3.2) if self.dice.random() < 0.78 else self.dice.uniform(0, 24)
                seconds = int(min(max(hour, 0), 23.99) * 3600)
                at = day.replace(hour=0, minute=0, second=0) + timedelta(seconds=seconds)
                return at if at < self.now else at - timedelta(days=1)

    def _lives_of_one(self, at: datetime) -> Iterator[acts.Life]:
        stream = self._stream(at)
        contact = self.crowd.somebody(is_bad=self.dice.random() < stream.bad_data)
        life, comes_back = self._life(contact, stream, at)
        yield life
        if comes_back and comes_back < self.now and self.dice.random() < 0.35:
            yield self._life(contact, stream, comes_back, is_return=True)[0]

    def _stream(self, at: datetime) -> world.Stream:
        age = 1 - (self.now - at).days / (MONTHS * 30)
        weights = [stream.share * (1 + (stream.drift - 1) * max(age, 0) ** 3) for stream in world.STREAMS]
        return self.dice.choices(world.STREAMS, weights)[0]

    def _life(
        self, contact: Contact, stream: world.Stream, at: datetime, *, is_return: bool = False
    ) -> tuple[acts.Life, datetime | None]:
        quality = (
            stream.quality * math.exp(self.dice.gauss(0, 0.45)) * (0.4 if contact.title == "Student" else 1)
        )
        quality *= 1.6 if is_return else 1
        life = acts.Life(contact.email, [self._capture(contact, stream, at, is_return=is_return)])
        back = self._qualify(life, contact, stream, quality)
        kept = [act for act in life.acts if act.at <= self.now]
        return acts.Life(life.person, kept), back

    def _capture(
        self, contact: Contact, stream: world.Stream, at: datetime, *, is_return: bool
    ) -> acts.Capture:
        code = "reply" if is_return else self.dice.choice(stream.codes)
        return acts.Capture(
            at=at, name=contact.name, email=contact.email, phone=contact.phone, title=contact.title,
            country=contact.country, company=contact.company, domain=contact.domain, code=code,
            stage="inquiry", words=self.dice.choice(world.SAID[code]) if code in world.SAID else "",
            campaign=self.dice.choice(stream.campaigns) if stream.campaigns else None, source=stream.source,
            medium=stream.medium, landing_page=stream.landing_page if code != "event" else None,
        )  # fmt: skip

    def _qualify(
        self, life: acts.Life, contact: Contact, stream: world.Stream, quality: float
    ) -> datetime | None:
        """Marketing's half: more touches, until the points say that it is ready for sales, or somebody thinks so."""
        first = life.acts[0]
        touches = self._touches(first, quality)
        ready_at = self.readiness.moment(contact, stream, touches)
        if ready_at is None:
            return self._look_through(life, contact, quality, touches)
        self._respond(life, [touch for touch in touches if touch[0] <= ready_at])
        return self._hand_over(life, contact, quality, ready_at + SYSTEM_TAKES, by=None)

    def _touches(self, first: acts.Act, quality: float) -> list[tuple[datetime, str]]:
        """What they did, the response that made them a lead first."""
        at = first.at
        found = [(at, first.code)]  # type: ignore[attr-defined]
        while self.dice.random() < min(0.62, 0.3 + 0.2 * quality) and len(found) < 6:
            at += timedelta(days=self.dice.expovariate(1 / 4), minutes=self.dice.randint(1, 300))
            found.append((at, self.dice.choice(("visit", "download", "webinar", "survey", "reply"))))
        return found

    @staticmethod
    def _respond(life: acts.Life, touches: list[tuple[datetime, str]]) -> None:
        campaign = life.acts[0].campaign  # type: ignore[attr-defined]
        life.acts.extend(acts.Touch(at=at, code=code, campaign=campaign) for at, code in touches[1:])

    def _look_through(
        self, life: acts.Life, contact: Contact, quality: float, touches: list[tuple[datetime, str]]
    ) -> datetime | None:
        """Paid for counts: marketing hands lists over whole, and more of the rest since half a year."""
        self._respond(life, touches)
        first, at = life.acts[0], touches[-1][0]
        bar = 0.6 if first.code == "list" else 0.1 + 0.06 * len(touches)  # type: ignore[attr-defined]
        bar += 0.1 if first.at > self.now - timedelta(days=180) else 0
        if self.dice.random() > bar:
            return self._pass_over(life, at)
        at += timedelta(minutes=self.dice.randint(60, 60 * 40))
        return self._hand_over(life, contact, quality, at, by=self.dice.choice(("mats", "lucia")))

    def _hand_over(
        self, life: acts.Life, contact: Contact, quality: float, at: datetime, *, by: str | None
    ) -> datetime | None:
        sdr = world.SDRS[self.turn % len(world.SDRS)]
        self.turn += 1
        life.acts.append(acts.HandOver(at=at, by=by, to=sdr.key, reason="by_hand" if by else "round_robin"))
        return self._follow_up(life, contact, sdr, quality, at)

    def _pass_over(self, life: acts.Life, at: datetime) -> datetime | None:
        at += timedelta(days=self.dice.uniform(20, 75))
        by = self.dice.choice(("mats", "lucia"))
        if self.dice.random() < 0.55:
            day = (at + timedelta(days=90)).date()
            life.acts.append(acts.End(at=at, by=by, exit_="recycled", reason="timing", day=day))
            return at + timedelta(days=self.dice.uniform(40, 120))
        life.acts.append(acts.End(at=at, by=by, exit_="rejected", reason="criteria_not_met"))
        return None

    def _follow_up(
        self, life: acts.Life, contact: Contact, sdr: world.Member, quality: float, at: datetime
    ) -> datetime | None:
        """Inside sales: attempts until a conversation, a dead number, or the playbook's last attempt."""
        if self.dice.random() < sdr.neglect:
            self._clear_out(life, at)
            return None
        if self._refuse(life, contact, sdr, quality, at):
            return None
        delay = sdr.answers_h * math.exp(self.dice.gauss(0, 0.7))
        at += timedelta(hours=delay)
        reach = 0.36 / (1 + delay / 40) * (0.85 + 0.15 * min(quality, 2))
        tries = ATTEMPTS if sdr.key != "jonas" else self.dice.choice((2, 3, ATTEMPTS))
        used: set[str] = set()
        for number in range(tries):
            channel = self.dice.choices(("call", "mail", "social", "text"), (6, 3, 1, 0.4))[0]
            if number == ATTEMPTS - 1 and used == {channel}:
                channel = "mail" if channel == "call" else "call"
            used.add(channel)
            if contact.is_bad and channel in ("call", "mail", "text"):
                self._find_dead_contact(life, sdr, at, channel)
                return None
            if self.dice.random() < reach:
                return self._talk(life, contact, sdr, quality, at, channel)
            result = self.dice.choice(("no_answer", "voicemail", "busy")) if channel == "call" else "sent"
            life.acts.append(acts.Attempt(at=at, by=sdr.key, channel=channel, disposition=result))
            at += timedelta(days=self.dice.uniform(0.8, 3.5))
        if tries < ATTEMPTS:
            self._clear_out(life, at)
            return None
        life.acts.append(acts.End(at=at, by=sdr.key, exit_="unreached", reason="no_answer"))
        return None

    def _refuse(
        self, life: acts.Life, contact: Contact, sdr: world.Member, quality: float, at: datetime
    ) -> bool:
        """What the brief alone speaks against is rejected before anybody calls; most of it was given by hand."""
        given = life.acts[-1]
        chance = 0.05 if given.by is None else 0.24
        chance += 0.3 if contact.title == "Student" else max(0.0, 0.7 - quality) * 0.4
        if self.dice.random() > chance:
            return False
        is_list = life.acts[0].code == "list"  # type: ignore[attr-defined]
        reason = self.dice.choices(
            ("criteria_not_met", "brief_missing", "no_contact_data", "wrong_territory"),
            (5, 2, 4 if is_list or contact.is_bad else 1, 1),
        )[0]
        words = self.dice.choice(world.REFUSALS[reason]) if self.dice.random() < 0.7 else ""
        at += timedelta(hours=sdr.answers_h * math.exp(self.dice.gauss(0, 0.5)))
        life.acts.append(acts.End(at=at, by=sdr.key, exit_="rejected", reason=reason, words=words))
        return True

    def _clear_out(self, life: acts.Life, at: datetime) -> None:
        """What nobody works any more is recycled by the manager, weeks later; a few are overlooked for good."""
        if self.dice.random() < 0.97:
            at += timedelta(days=self.dice.uniform(25, 100))
            life.acts.append(acts.End(at=at, by="dana", exit_="recycled", reason="changed_priority"))

    def _find_dead_contact(self, life: acts.Life, sdr: world.Member, at: datetime, channel: str) -> None:
        result = "wrong_number" if channel == "call" else "bounced"
        life.acts.append(acts.Attempt(at=at, by=sdr.key, channel=channel, disposition=result))
        at += timedelta(minutes=self.dice.randint(3, 900))
        life.acts.append(acts.End(at=at, by=sdr.key, exit_="rejected", reason="no_contact_data"))

    def _talk(
        self, life: acts.Life, contact: Contact, sdr: world.Member, quality: float, at: datetime, channel: str
    ) -> datetime | None:
        """A conversation: interested, later, or not."""
        good = min(0.86, 0.36 * quality * sdr.skill)
        outcome = "interested" if self.dice.random() < good else self.dice.choice(("later", "not_interested"))
        life.acts.append(
            acts.Attempt(
                at=at, by=sdr.key, channel=channel, disposition="connected" if channel == "call" else "replied",
                outcome=outcome, seconds=self.dice.randint(90, 1500) if channel == "call" else None,
                words=self.dice.choice(world.NOTES[outcome]) if self.dice.random() < 0.7 else "",
            )
        )  # fmt: skip
        at += timedelta(minutes=self.dice.randint(2, 60))
        if outcome == "interested":
            return self._confirm(life, contact, sdr, quality, at)
        if outcome == "later":
            reason = self.dice.choice(("timing", "budget_cycle", "contract_runs", "changed_priority"))
            day = (at + timedelta(days=120)).date()
            life.acts.append(acts.End(at=at, by=sdr.key, exit_="recycled", reason=reason, day=day))
            return at + timedelta(days=self.dice.uniform(70, 200))
        reason = self.dice.choice(
            ("no_need", "no_need", "no_budget", "too_small", "no_authority", "uses_competitor")
        )
        reason = "student_or_competitor" if contact.title == "Student" else reason
        life.acts.append(acts.End(at=at, by=sdr.key, exit_="disqualified", reason=reason))
        return None

    def _confirm(
        self, life: acts.Life, contact: Contact, sdr: world.Member, quality: float, at: datetime
    ) -> datetime | None:
        """A meeting, a confirmed opportunity, and over to an account executive."""
        at += timedelta(days=self.dice.uniform(1, 6))
        held = self.dice.random() < 0.85
        life.acts.append(
            acts.Attempt(at=at, by=sdr.key, channel="meeting", disposition="held" if held else "no_show")
        )
        if not held:
            at += timedelta(days=self.dice.uniform(1, 5))
            life.acts.append(acts.Attempt(at=at, by=sdr.key, channel="call", disposition="connected"))
        at += timedelta(minutes=self.dice.randint(5, 240))
        self.selling.take(life, contact, sdr, quality, at)
        return None
