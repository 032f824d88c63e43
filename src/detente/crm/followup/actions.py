"""What people do with a lead: try to reach, note, move, assign, end, reopen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from detente.crm.capture.models import Lead
from detente.crm.capture.rules import objections_to_owner
from detente.crm.followup import rules
from detente.crm.followup.callbacks import drop_next as drop_next
from detente.crm.followup.callbacks import promise_callback as promise_callback
from detente.crm.followup.planning import channels_used, next_step
from detente.crm.history.facts import Assigned, Attempted, Backfilled, Ended, Moved, Noted, Reopened
from detente.crm.history.fold import lead_state
from detente.crm.history.models import Event
from detente.crm.history.record import of, record
from detente.crm.history.stages import RECYCLED
from detente.crm.objections import N_, Objection, Refused, check, check_version
from detente.crm.people.days import day_of, today
from detente.crm.people.models import User
from detente.crm.playbook import actions as playbook


def log_attempt(
    lead: Lead, *, by: User, channel: str, disposition: str, outcome: str | None = None, reason: str | None = None,
    seconds: int | None = None, at: datetime | None = None, words: str = "",
) -> Event:  # fmt: skip
    """A human tried to reach the person; a first attempt on an MQL by sales accepts it."""
    agreement = playbook.current()
    check(
        rules.objections_to_attempt(
            agreement,
            channel=channel,
            disposition=disposition,
            outcome=outcome,
            reason=reason,
            seconds=seconds,
        )
    )
    at = at or timezone.now()
    with of(lead) as lead:
        check(rules.objections_to_work(lead_state(lead)) + _objections_to_future(at))
        team = by.team.kind if by.team else None
        step = next_step(lead, agreement, at=at, disposition=disposition, team=team)
        fact = Attempted(
            channel=channel, disposition=disposition, outcome=outcome, reason=reason, seconds=seconds,
            facts={"next": step} if step else None,
        )  # fmt: skip
        event = record(lead, fact, by=by, at=at, deal=lead.deal, words=_note(words))
        for consequence, moment in rules.consequences_of_attempt(
            agreement, lead_state(lead), disposition=disposition, team=team, at=at
        ):
            record(lead, consequence, by=by, at=moment)
    return event


def _objections_to_future(at: datetime) -> list[Objection]:
    if at > timezone.now() + timedelta(minutes=10):
        return [Objection("in_future", N_("Give the day it happened, not one in the future."), "at")]
    return []


def _note(words: str) -> dict[str, str] | None:
    return {"note": words.strip()[:20_000]} if words and words.strip() else None


def add_note(lead: Lead, words: str, *, by: User, at: datetime | None = None) -> Event:
    """Write something down that both teams read; allowed on ended leads too."""
    if not (words or "").strip():
        raise Refused(Objection("empty", N_("Write something first."), "words"))
    check(_objections_to_future(at) if at else [])
    with of(lead) as lead:
        return record(lead, Noted(), by=by, at=at, deal=lead.deal, words=_note(words))


def move(
    lead: Lead, *, to: str, by: User, at: datetime | None = None, reason: str | None = None,
    version: int | None = None,
) -> Lead:  # fmt: skip
    """Move an open lead to another stage, forwards or backwards."""
    with of(lead) as lead:
        check_version(lead.last_seq, expected=version)
        state, agreement = lead_state(lead), playbook.current()
        check(
            rules.objections_to_move(agreement, state, to)
            or rules.objections_to_optional_reason(agreement.back_reasons, reason)
            + (rules.objections_to_moment(state, at, now=timezone.now()) if at else [])
        )
        record(lead, Moved(from_stage=lead.stage, to_stage=to, reason=reason), by=by, at=at)
    return lead


def backfill(lead: Lead, *, to: str, at: datetime, by: User) -> Lead:
    """Date a stage that the lead passed earlier; where it stands now does not change."""
    with of(lead) as lead:
        check(rules.objections_to_backfill(playbook.current(), lead_state(lead), to, at))
        record(lead, Backfilled(to_stage=to), by=by, at=at)
    return lead


def end(
    lead: Lead, *, exit_: str, by: User, reason: str | None = None, day: date | None = None,
    at: datetime | None = None, words: str = "", version: int | None = None,
) -> Lead:  # fmt: skip
    """End a lead by an exit with its reason; a recycled one gets a day to come back."""
    with of(lead) as lead:
        check_version(lead.last_seq, expected=version)
        agreement, state = playbook.current(), lead_state(lead)
        check(
            rules.objections_to_end(
                agreement, state, exit_=exit_, reason=reason, day=day, today=today(),
                channels=channels_used(lead) if exit_ == "unreached" else None,
            )
        )  # fmt: skip
        if at:
            check(rules.objections_to_moment(state, at, now=timezone.now()))
        stage = agreement.stage(exit_)
        chosen = day if stage.code == RECYCLED else None
        day = chosen or rules.recycle_on(stage, reason, day_of(at) if at else today())
        record(
            lead,
            Ended(from_stage=lead.stage, to_stage=exit_, reason=reason, day=day),
            by=by,
            at=at,
            words=_note(words),
        )
    return lead


def reopen(lead: Lead, *, by: User, reason: str | None = None, version: int | None = None) -> Lead:
    """Work an ended lead again, from the stage it ended in."""
    with of(lead) as lead:
        check_version(lead.last_seq, expected=version)
        others = Lead.objects.filter(person=lead.person_id, closed_at=None, is_archived=False).exclude(
            pk=lead.pk
        )
        agreement = playbook.current()
        check(
            rules.objections_to_reopen(lead_state(lead), has_other_open=others.exists())
            + rules.objections_to_optional_reason(agreement.reopen_reasons, reason)
        )
        to = lead.exit_from or agreement.path[0].code
        with refused_for_another_open_lead():
            record(lead, Reopened(from_stage=lead.stage, to_stage=to, reason=reason), by=by)
    return lead


@contextmanager
def refused_for_another_open_lead() -> Iterator[None]:
    """A new lead of the same person may be stored in this very moment; the database lets only one be open."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(rules.OTHER_OPEN) from None


def assign(
    lead: Lead, *, to: User | None, by: User | None, reason: str = "chosen", at: datetime | None = None,
    version: int | None = None,
) -> Lead:  # fmt: skip
    """Give a lead to a rep, or back to nobody."""
    check(_objections_to_future(at) if at else [])
    with of(lead) as lead:
        check_version(lead.last_seq, expected=version)
        if to:
            check(objections_to_owner(to.name, role=to.role, is_active=to.is_active))
        if lead.owner_id != (to.pk if to else None):
            record(lead, Assigned(owner_id=to.pk if to else None, reason=reason), by=by, at=at)
    return lead
