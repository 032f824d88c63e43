"""When somebody is away or gone, what waits for them goes to others: open handoffs, and calls they promised.

One job finds what that is; each handoff and each lead is then a job of its own, so that none waits for another.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from detente.crm.capture.models import Lead
from detente.crm.handoff import actions, answering, giving, pooled, receivers
from detente.crm.handoff.models import Absence, Handoff
from detente.crm.handoff.routing import Route, route
from detente.crm.handoff.rules import HANDED_OVER, PASSED
from detente.crm.history.facts import Assigned
from detente.crm.history.models import Event
from detente.crm.history.reactions import on
from detente.crm.history.record import of, record
from detente.crm.jobs import actions as jobs
from detente.crm.jobs.models import DueJob
from detente.crm.people.days import ends_at
from detente.crm.people.models import User
from detente.crm.playbook import actions as playbook

AWAY, BACK, LEFT = "absence_begins", "absence_over", "user_left"
HANDOFF, CALLBACK = "handoff_without_rep", "callback_without_rep"
ABSENCE = "absence"


def open_handoffs_of(user: User) -> QuerySet[Handoff]:
    """What waits for somebody's answer."""
    return Handoff.objects.filter(to=user, answer=None)


def callbacks_of(user: User, until: datetime | None = None) -> QuerySet[Lead]:
    """Leads whom somebody promised to be in touch, by an instant; those with a deal wait for its owner."""
    found = Lead.objects.filter(owner=user, next_by="promise", closed_at=None, is_archived=False, deal=None)
    return found.filter(next_at__lt=until) if until else found


@jobs.does(AWAY)
def hand_on(job: DueJob) -> None:
    """The first day of an absence began."""
    absence = Absence.objects.select_related("user").filter(pk=int(job.key), is_withdrawn=False).first()
    if absence and receivers.away([absence.user], jobs.moment()):
        _hand_on(absence.user, until=ends_at(absence.last_on))


@jobs.does(BACK)
def hand_out(_job: DueJob) -> None:
    """Somebody is back: perhaps they have room for what waits."""
    pooled.look_again()


@on("user_changed")
def let_go(event: Event, _lead: Lead | None) -> None:
    """Whoever was deactivated, or does not take leads any more, leaves theirs to others."""
    user = User.objects.filter(pk=event.user_id).first() if event.user_id else None
    if user and not receivers.can_receive(user, HANDED_OVER):
        jobs.at(LEFT, user.pk, event.recorded_at)


@jobs.does(LEFT)
def hand_on_what_they_left(job: DueJob) -> None:
    """A user takes leads no more."""
    user = User.objects.get(pk=int(job.key))
    if not receivers.can_receive(user, HANDED_OVER):
        _hand_on(user, until=None)


def _hand_on(user: User, *, until: datetime | None) -> None:
    now = jobs.moment()
    for key in open_handoffs_of(user).order_by("pk").values_list("pk", flat=True):
        jobs.at(HANDOFF, key, now, user=user.pk)
    for key in callbacks_of(user, until).order_by("pk").values_list("pk", flat=True):
        jobs.at(CALLBACK, key, now, user=user.pk)


def _is_without(user: User) -> bool:
    return not receivers.can_receive(user, HANDED_OVER) or bool(receivers.away([user], jobs.moment()))


@jobs.does(HANDOFF)
def hand_on_handoff(job: DueJob) -> None:
    """A handoff whose rep is not there goes to another; when all are full it waits in the pool."""
    handoff = Handoff.objects.select_related("lead").filter(pk=int(job.key), answer=None).first()
    if handoff is None:
        return
    with of(handoff.lead) as lead:
        handoff = answering.locked_handoff(handoff, lead)
        gone = job.facts["user"]
        if handoff.answer is not None or handoff.to_id != gone or not _is_without(User.objects.get(pk=gone)):
            return
        chosen = another(lead, kind=handoff.kind, gone=gone)
        giving.reroute(handoff, lead, chosen, by=None, at=jobs.moment())


def another(lead: Lead, *, kind: str, gone: int) -> Route:
    """Who gets a lead in somebody's absence."""
    chosen = route(lead, kind=kind, agreement=playbook.current(), at=jobs.moment(), excluded=[gone])
    chosen.facts |= {"route": chosen.code, "absent": gone}
    chosen.code = ABSENCE if chosen.to else chosen.code
    return chosen


@jobs.does(CALLBACK)
def hand_on_callback(job: DueJob) -> None:
    """A call that was promised is made by another; when all are full it waits for the one who promised it."""
    found = Lead.objects.filter(pk=int(job.key)).first()
    if found is None:
        return
    with of(found) as lead:
        gone = User.objects.get(pk=job.facts["user"])
        still = callbacks_of(gone).filter(pk=lead.pk).exists()
        if not still or not _is_without(gone) or actions.open_handoff(lead):
            return
        kind = HANDED_OVER if gone.role == "sdr" else PASSED
        chosen = another(lead, kind=kind, gone=gone.pk)
        if chosen.to:
            record(lead, Assigned(owner_id=chosen.to.pk, reason=ABSENCE), by=None, at=jobs.moment())
