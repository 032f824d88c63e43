"""What the keys of the queue do: each is one or two of the product's acts, in one transaction."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from detente.crm.capture import actions as capture
from detente.crm.capture.models import Lead
from detente.crm.followup import actions as followup
from detente.crm.handoff import actions as handoff
from detente.crm.handoff import rules as handoff_rules
from detente.crm.handoff.models import Handoff
from detente.crm.history.models import Event
from detente.crm.history.stages import is_open
from detente.crm.objections import Refused
from detente.crm.playbook import actions as playbook
from detente.web.leads.act import Done as Done
from detente.web.leads.acts import undo
from detente.web.today.stroke import Stroke


def tried(user: Any, lead: Lead, stroke: Stroke, kept: dict[str, Any]) -> Done:
    """An attempt that reached nobody."""
    return _logged(lead, _attempt(user, lead, stroke.channel, stroke.disposition, kept), str(stroke.label))


def wrong_address(user: Any, lead: Lead, stroke: Stroke, kept: dict[str, Any]) -> Done:
    """An attempt that showed that an address or a number is wrong."""
    event = _attempt(user, lead, kept["channel"], kept["disposition"], kept)
    return _logged(lead, event, _name("dispositions", kept["disposition"]))


@transaction.atomic
def spoken(user: Any, lead: Lead, stroke: Stroke, kept: dict[str, Any]) -> Done:
    """A conversation; perhaps a promise, perhaps an AE takes over."""
    event = _attempt(user, lead, kept["channel"], kept["disposition"], kept, stroke.outcome)
    if kept.get("passes"):
        given = handoff.pass_on(Lead.objects.get(pk=lead.pk), by=user, to=kept["to"], words=kept["words"])
        return Done(_("Logged, and passed on to %(name)s.") % {"name": _receiver(given)})
    return _logged(lead, event, str(stroke.label), *_promised(user, lead, kept))


@transaction.atomic
def later(user: Any, lead: Lead, stroke: Stroke, kept: dict[str, Any]) -> Done:
    """Not now: a promise, or the lead is recycled."""
    event = _attempt(user, lead, kept["channel"], kept["disposition"], kept, stroke.outcome)
    if kept["exit"] == "promise":
        return _logged(lead, event, _("Call-back promised"), *_promised(user, lead, kept))
    return _ended(followup.end(lead, exit_=kept["exit"], reason=kept["reason"], by=user), event)


@transaction.atomic
def unfit(user: Any, lead: Lead, stroke: Stroke, kept: dict[str, Any]) -> Done:
    """A conversation after which the lead ends as disqualified."""
    event = _attempt(user, lead, kept["channel"], kept["disposition"], kept, stroke.outcome)
    return _ended(followup.end(lead, exit_="disqualified", reason=kept["reason"], by=user), event)


def accept(user: Any, lead: Lead, stroke: Stroke, kept: dict[str, Any]) -> Done:
    """The handoff is accepted; its undo hands the lead over anew."""
    before = lead.stage
    waiting = _waiting(lead)
    handoff.accept(waiting, by=user)
    lead.refresh_from_db()
    back = undo("lead_moves", lead, to=before, reason="moved_by_mistake", version=lead.last_seq)
    is_moved = lead.stage != before and waiting.kind == "handed_over"
    return Done(_("Accepted: %(name)s.") % {"name": lead.person.label}, back if is_moved else None)


def reject(user: Any, lead: Lead, stroke: Stroke, kept: dict[str, Any]) -> Done:
    """The handoff is rejected: the lead ends, or goes back to who passed it on."""
    waiting = _waiting(lead)
    handoff.reject(waiting, by=user, reason=kept["reason"], words=kept["words"])
    lead.refresh_from_db()
    if waiting.kind == "passed":
        return Done(
            _("Rejected: it goes back to %(name)s.") % {"name": waiting.by.name if waiting.by else "–"}
        )
    return _ended(lead)


def pass_on(user: Any, lead: Lead, stroke: Stroke, kept: dict[str, Any]) -> Done:
    """An AE is asked to take over."""
    given = handoff.pass_on(lead, by=user, to=kept["to"], words=kept["words"])
    return Done(_("Passed on to %(name)s.") % {"name": _receiver(given)})


def _waiting(lead: Lead) -> Handoff:
    waiting = handoff.open_handoff(lead)
    if waiting is None:
        raise Refused(*handoff_rules.objections_to_answer("answered", to_id=None, by_id=0, role=""))
    return waiting


def _receiver(given: Handoff) -> str:
    return given.to.name if given.to else _("the pool: everybody is full")


def _attempt(
    user: Any, lead: Lead, channel: str, disposition: str, kept: dict[str, Any], outcome: str = ""
) -> Event:
    return followup.log_attempt(
        lead, by=user, channel=channel, disposition=disposition, outcome=outcome or None, words=kept["words"]
    )


def _promised(user: Any, lead: Lead, kept: dict[str, Any]) -> list[Event]:
    if not kept.get("at"):
        return []
    return [followup.promise_callback(lead, at=kept["at"], channel=kept["channel"], by=user)]


def _logged(lead: Lead, event: Event, what: str, *more: Event) -> Done:
    """Said with the name, for the page shows the next lead already."""
    text = _("%(what)s: %(name)s.") % {"what": what, "name": lead.person.label}
    return Done(text, _back(lead, event, *more))


def _ended(lead: Lead, *logged: Event) -> Done:
    named = {"stage": _name("stages", lead.stage), "name": lead.person.label}
    return Done(_("%(name)s ended: %(stage)s.") % named, _back(lead, *logged))


def _back(lead: Lead, *events: Event) -> str:
    """The address that takes back what one key did: the exit, then what was logged."""
    return undo("queue_undo", lead, events=",".join(str(event.pk) for event in events))


@transaction.atomic
def take_back(user: Any, lead: Lead, keys: list[int]) -> str:
    """Reopen the lead if it ended, and take back these of its events; says what it did."""
    if not is_open(lead.stage):
        followup.reopen(lead, by=user, reason="closed_by_mistake")
    made = []
    for event in Event.objects.filter(pk__in=keys, lead=lead.pk).order_by("-seq"):
        capture.take_back(event, by=user)
        made.append(event.at)
    if Handoff.objects.filter(lead=lead, answer="accepted", answered_by=user, answered_at__in=made).exists():
        return _("Taken back: %(name)s. The lead stays accepted.") % {"name": lead.person.label}
    return _("Taken back: %(name)s.") % {"name": lead.person.label}


def _name(kind: str, code: str) -> str:
    return _(playbook.current().names[kind].get(code, code))
