"""How Larkfield came to its playbook, and what is going on between the teams just now."""

from __future__ import annotations

import random
from copy import deepcopy
from datetime import datetime, timedelta

from django.utils import timezone

from detente.crm.capture.models import Lead
from detente.crm.followup.callbacks import promise_callback
from detente.crm.handoff import clock
from detente.crm.handoff.capacity import change_capacity, note_absence
from detente.crm.handoff.models import Handoff
from detente.crm.jobs.running import run_due
from detente.crm.people.days import today
from detente.crm.people.models import User
from detente.crm.playbook.actions import adopt_default, current
from detente.crm.playbook.models import Playbook, Proposal, Signature
from detente.crm.playbook.proposals import draft, propose
from detente.crm.playbook.signatories import name_signatory
from detente.crm.playbook.signing import sign
from detente.crm.scoring.actions import rescore_due
from detente.demo.agreement import document

SIGN = (("marketing", "mats", "lucia"), ("sales", "dana", "elif"))
PROMISED = (
    "Asked to talk after the shift change.",
    "Wants to have a colleague on the call.",
    "Was in a meeting.",
)


def agree(users: dict[str, User], *, since: datetime) -> None:
    """Both heads sign the company's own numbers."""
    adopt_default()
    for side, signatory, deputy in SIGN:
        name_signatory(side, user=users[signatory], by=users["priya"])
        name_signatory(side, user=users[deputy], by=users["priya"], is_deputy=True)
    proposal = draft(by=users["omar"], document=document())
    propose(proposal, by=users["omar"], summary="Our own numbers instead of the shipped ones")
    for head in ("mats", "dana"):
        sign(proposal, by=users[head])
    _date_back(since)


def _date_back(since: datetime) -> None:
    """The company's history began with it; acts know no other time than now."""
    Playbook.objects.update(effective_at=since)
    Proposal.objects.update(proposed_at=since, decided_at=since)
    Signature.objects.update(at=since)


def go_on(seed: int) -> None:
    """Clocks run, points fade, promises are due today, somebody is away, and a proposal waits for sales."""
    users = {user.email.partition("@")[0]: user for user in User.objects.all()}
    rescore_due()
    for handoff in Handoff.objects.filter(answer=None):
        clock.wind(handoff)
    run_due()
    _promise(random.Random(seed))
    monday = today() + timedelta(days=7 - today().weekday())
    note_absence(
        users["hanna"], first=monday, last=monday + timedelta(days=4), by=users["hanna"], note="Holiday"
    )
    change_capacity(users["jonas"], by=users["dana"], open_leads=45)
    _propose(users["mats"])


def _promise(dice: random.Random) -> None:
    for user in User.objects.filter(role="sdr").order_by("pk"):
        tried = Lead.objects.filter(owner=user, stage="sal", closed_at=None, status="attempting")
        for number, lead in enumerate(tried.order_by("-last_attempt_at")[:3], 1):
            at = timezone.now() + timedelta(minutes=70 * number)
            promise_callback(lead, at=at, by=user, words=dice.choice(PROMISED))


def _propose(by: User) -> None:
    """Marketing would like sales-ready leads to need fewer points; sales has not answered yet."""
    wanted = deepcopy(current().document)
    wanted["sales_ready"]["threshold"] = 40
    proposal = draft(by=by, document=wanted)
    propose(proposal, by=by, summary="Sales-ready from 40 points: more leads for sales")
    sign(proposal, by=by)
