"""Northwind, a small company whose people do random but repeatable things with the domain's own actions."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils import timezone

from detente.crm.blind_audit.models import BlindAudit
from detente.crm.capture import actions as capture
from detente.crm.capture.actions import Who
from detente.crm.capture.campaigns import add_campaign, add_cost, change_campaign, find_vendor
from detente.crm.capture.models import Campaign, Lead
from detente.crm.capture.origin import Origin
from detente.crm.deals import actions as deals
from detente.crm.deals.models import Deal
from detente.crm.followup import actions as followup
from detente.crm.handoff import actions as handoffs
from detente.crm.handoff.models import Handoff
from detente.crm.history.facts import Archived, Restored
from detente.crm.history.models import Event
from detente.crm.history.record import of, record, record_deal
from detente.crm.objections import Refused
from detente.crm.people import actions as people
from detente.crm.people.models import Account, FxRate, Person, Team, User
from detente.crm.playbook.actions import adopt_default


@dataclass
class Northwind:
    """The cast: Ada administers, Maya is in marketing, Sam calls, Eva sells."""

    ada: User
    maya: User
    sam: User
    eva: User
    campaigns: list[Campaign] = field(default_factory=list)


def found() -> Northwind:
    """The company on its first day."""
    adopt_default()
    people.organisation()
    teams = {
        kind: Team.objects.create(name=kind, kind=kind) for kind in ("marketing", "inside_sales", "sales")
    }

    def user(name: str, role: str, team: str | None) -> User:
        return people.add_user(
            email=f"{name.lower()}@northwind.example", name=name, role=role, by=None, team=teams.get(team)
        )

    cast = Northwind(
        user("Ada", "admin", None), user("Maya", "marketing", "marketing"), user("Sam", "sdr", "inside_sales"),
        user("Eva", "ae", "sales"),
    )  # fmt: skip
    cast.campaigns = [
        add_campaign(
            "Spring webinar", by=cast.maya, source="webinar", medium="event", starts_on=date(2026, 3, 1)
        ),
        add_campaign("Paid list", by=cast.maya, source="list", vendor_id=find_vendor("LeadFactory").pk),
    ]
    FxRate.objects.create(day=date(2026, 1, 1), currency="USD", rate="0.9")
    return cast


def judged(cast: Northwind) -> BlindAudit:
    """A blind audit of one lead that has ended; everybody here had to do with every lead, so nothing could be drawn."""
    now, day = timezone.now(), date(2026, 3, 1)
    lead = Lead.objects.filter(is_archived=False).order_by("id")[0]
    audit = BlindAudit.objects.create(
        first_on=day, last_on=day, seed=1, strata={}, marketing_judge=cast.maya, sales_judge=cast.sam,
        started_at=now, ended_at=now, state="closed",
    )  # fmt: skip
    lead.judgements.create(
        audit=audit, judge=cast.maya, no=1, stratum="rejected", stated="sales", opinion="good", given_at=now
    )
    return audit


class Worker:
    """Does `steps` random things; what the rules refuse is not done."""

    def __init__(self, cast: Northwind, seed: int) -> None:
        self.cast, self.random, self.seed = cast, random.Random(seed), seed
        self.verbs = [getattr(self, name) for name in sorted(dir(self)) if name.startswith("do_")]

    def work(self, steps: int) -> int:
        return sum(self._try(self.random.choice(self.verbs)) for _ in range(steps))

    def _try(self, verb) -> bool:
        try:
            verb()
        except (Refused, IndexError):
            return False
        return True

    def one(self, model, **filters):
        return self.random.choice(list(model.objects.filter(**filters).order_by("id")))

    def someone(self) -> User:
        return self.random.choice([self.cast.maya, self.cast.sam, self.cast.eva])

    def moment(self):
        return timezone.now() - timedelta(days=self.random.uniform(0, 40))

    def do_capture(self) -> None:
        number = self.random.randrange(30)
        who = Who(
            name=f"Person {number}", email=self.random.choice([f"p{number}@customer{number % 7}.example", "broken@"]),
            company=self.random.choice(["", f"Customer {number % 7}"]), country=self.random.choice([None, "DE", "FR"]),
            external=("test", str(number)),
        )  # fmt: skip
        campaign = self.random.choice([None, *self.cast.campaigns])
        utm = {"landing_page": "/spring"} if self.random.random() < 0.5 else {}
        owner = self.random.choice([None, self.someone()])
        capture.capture(
            who, by=None, origin=Origin(campaign=campaign, utm=utm), at=self.moment(), owner=owner
        )

    do_capture_again = do_capture

    def do_touch(self) -> None:
        origin = Origin(campaign=self.random.choice(self.cast.campaigns))
        capture.touch(self.one(Lead, is_archived=False), code="webinar", by=None, origin=origin)

    def do_attempt(self) -> None:
        disposition = self.random.choice(["connected", "connected", "no_answer", "wrong_number"])
        lead = self.one(Lead, is_archived=False, closed_at=None)
        followup.log_attempt(lead, by=self.someone(), channel="call", disposition=disposition, seconds=60)

    def do_move(self) -> None:
        to = self.random.choice(["inquiry", "mql", "sal", "sql"])
        followup.move(self.one(Lead, is_archived=False), to=to, by=self.someone(), reason="not_ready")

    def do_backfill(self) -> None:
        followup.backfill(self.one(Lead, is_archived=False), to="mql", at=self.moment(), by=self.someone())

    def do_end(self) -> None:
        lead = self.one(Lead, is_archived=False, closed_at=None, deal=None)
        after = [("recycled", "timing"), ("recycled", "budget_cycle"), ("disqualified", "no_need")]
        before = [("unreached", "no_answer"), ("rejected", "duplicate")]
        exit_, reason = self.random.choice(after if lead.status == "connected" else before)
        followup.end(lead, exit_=exit_, reason=reason, by=self.someone())

    def do_reopen(self) -> None:
        followup.reopen(self.one(Lead, is_archived=False), by=self.someone(), reason="came_back")

    def do_assign(self) -> None:
        to = self.random.choice([None, self.someone()])
        followup.assign(self.one(Lead, is_archived=False), to=to, by=self.cast.ada)

    def do_hand_over(self) -> None:
        to = self.random.choice([None, self.cast.sam, self.cast.eva])
        handoffs.hand_over(self.one(Lead, is_archived=False, closed_at=None), by=self.cast.maya, to=to)

    def do_pass_on(self) -> None:
        handoffs.pass_on(
            self.one(Lead, is_archived=False, closed_at=None), by=self.cast.sam, to=self.cast.eva
        )

    def do_accept(self) -> None:
        waiting = self.one(Handoff, answer=None)
        handoffs.accept(waiting, by=waiting.to or self.cast.sam)

    def do_reject(self) -> None:
        waiting = self.one(Handoff, answer=None)
        reason = self.random.choice(["duplicate", "criteria_not_met"])
        handoffs.reject(waiting, by=waiting.to or self.cast.sam, reason=reason)

    def do_reroute(self) -> None:
        to = self.random.choice([None, self.cast.sam, self.cast.eva])
        handoffs.reroute(self.one(Handoff, answer=None), to=to, by=self.cast.ada)

    def do_clear_defect(self) -> None:
        lead = self.one(Lead, is_archived=False)
        capture.clear_defect(lead, self.random.choice(lead.defects), by=self.cast.sam)

    def do_correct_origin(self) -> None:
        capture.correct_origin(
            self.one(Lead, is_archived=False), Origin(source="referral"), by=self.cast.maya
        )

    def do_take_back(self) -> None:
        event = self.random.choice(list(Event.objects.filter(kind__in=capture.REVERSIBLE).order_by("id")))
        capture.take_back(event, by=self.cast.sam)

    def do_open_deal(self) -> None:
        deals.open_deal(
            by=self.cast.eva, lead=self.one(Lead, is_archived=False), amount_minor=self.random.randrange(10**6),
            currency=self.random.choice(["EUR", "USD"]), product="Widget",
        )  # fmt: skip

    def do_open_deal_alone(self) -> None:
        deals.open_deal(by=self.cast.eva, account=self.one(Account), amount_minor=100_00)

    def do_change_deal(self) -> None:
        deals.change_deal(
            self.one(Deal), by=self.cast.eva, amount_minor=self.random.randrange(10**6), name="Renamed"
        )

    def do_move_deal(self) -> None:
        stage = self.random.choice(["discovery", "proposal", "negotiation"])
        deals.move_deal(self.one(Deal), to=stage, by=self.cast.eva)

    def do_win(self) -> None:
        deals.win(self.one(Deal, status="open", is_archived=False), by=self.cast.eva, reason="best_fit")

    def do_lose(self) -> None:
        deals.lose(self.one(Deal), by=self.cast.eva, reason="price")

    def do_reopen_deal(self) -> None:
        deals.reopen_deal(self.one(Deal), by=self.cast.eva, reason="came_back")

    def do_join(self) -> None:
        deals.join(self.one(Lead, is_archived=False), to=self.one(Deal), by=self.cast.eva)

    def do_change_person(self) -> None:
        person = self.one(Person)
        people.change_person(person, by=self.cast.sam, title="CTO", country=self.random.choice(["AT", "CH"]))

    def do_change_account(self) -> None:
        country = self.random.choice(["IT", "ES"])
        people.change_account(self.one(Account), by=self.cast.sam, country=country, employees=9)

    def do_cost(self) -> None:
        add_cost(
            day=date(2026, 3, self.random.randrange(1, 28)), amount_minor=5000, currency="EUR", by=self.cast.maya,
            campaign=self.random.choice(self.cast.campaigns),
        )  # fmt: skip

    def do_change_campaign(self) -> None:
        campaign = Campaign.objects.get(pk=self.cast.campaigns[0].pk)
        change_campaign(campaign, by=self.cast.maya, type=self.random.choice(["webinar", "event"]))

    def do_change_user(self) -> None:
        people.change_user(
            self.one(User, role="sdr"), by=self.cast.ada, name=f"Sam {self.random.randrange(9)}"
        )

    def do_archive_lead(self) -> None:
        with of(self.one(Lead, is_archived=False, deal=None)) as lead:
            record(lead, Archived(code="lead"), by=self.cast.ada)

    def do_restore_lead(self) -> None:
        with of(self.one(Lead, is_archived=True)) as lead:
            if Lead.objects.filter(person=lead.person_id, closed_at=None, is_archived=False).exists():
                return
            record(lead, Restored(code="lead"), by=self.cast.ada)

    def do_archive_deal(self) -> None:
        if Deal.objects.filter(is_archived=False).count() < 3:
            return
        with of(self.one(Deal, is_archived=False)) as deal:
            record_deal(deal, Archived(code="deal"), by=self.cast.ada)
