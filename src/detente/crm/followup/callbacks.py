"""Promises: when the rep will be in touch again. A promise stands before the cadence; the next attempt keeps it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from detente.crm.capture.models import Lead
from detente.crm.followup import rules
from detente.crm.history.facts import CallbackDropped, CallbackPromised
from detente.crm.history.fold import lead_state
from detente.crm.history.models import Event
from detente.crm.history.record import of, record
from detente.crm.objections import N_, Objection, check
from detente.crm.people.models import User
from detente.crm.playbook import actions as playbook
from detente.crm.playbook.agreement import Agreement

AT_MOST = timedelta(days=366)


def promise_callback(
    lead: Lead, *, at: datetime, channel: str = "call", by: User | None, words: str = ""
) -> Event:
    """We will be in touch by `channel` at `at`; what was planned before no longer holds."""
    check(objections_to_promise(playbook.current(), at=at, channel=channel, now=timezone.now()))
    with of(lead) as lead:
        check(rules.objections_to_work(lead_state(lead)))
        fact = CallbackPromised(
            channel=channel, facts={"next": {"at": at.isoformat(), "channel": channel, "by": "promise"}}
        )
        note = {"note": words.strip()[:20_000]} if words.strip() else None
        return record(lead, fact, by=by, words=note)


def drop_next(lead: Lead, *, by: User | None, reason: str | None = None) -> Event:
    """What is planned next, a promise or a cadence's step, no longer holds."""
    with of(lead) as lead:
        check(objections_to_drop(lead))
        return record(lead, CallbackDropped(reason=reason), by=by)


def objections_to_promise(
    agreement: Agreement, *, at: datetime, channel: str, now: datetime
) -> list[Objection]:
    """A promise names a known channel and a moment of the next twelve months."""
    found = []
    known = agreement.names["channels"]
    if channel not in known:
        text = N_("Choose a channel: {known}.")
        found.append(Objection("channel_unknown", text, "channel", {"known": ", ".join(known)}))
    if at <= now:
        found.append(Objection("promise_past", N_("Promise a time that is still to come."), "at"))
    elif at > now + AT_MOST:
        text = N_("Promise a time within a year; to come back later than that, recycle the lead.")
        found.append(Objection("promise_too_far", text, "at"))
    return found


def objections_to_drop(lead: Lead) -> list[Objection]:
    """Only what is planned can be dropped."""
    if lead.next_at is None:
        return [Objection("nothing_planned", N_("Nothing is planned for this lead."))]
    return []
