"""A lead is handed over or passed on, goes to somebody else, and gets its one answer."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from detente.crm.capture.models import Lead
from detente.crm.handoff import answering, giving, receivers, rules
from detente.crm.handoff.models import Handoff
from detente.crm.handoff.routing import BY_HAND, Route, route, to_the_owner
from detente.crm.handoff.rules import ACCEPTED, HANDED_OVER, PASSED, REJECTED, Given
from detente.crm.history import rows
from detente.crm.history.facts import Assigned, Ended, Moved
from detente.crm.history.fold import lead_state
from detente.crm.history.record import of, record
from detente.crm.objections import Objection, check, check_version
from detente.crm.people.models import User
from detente.crm.playbook import actions as playbook


def open_handoff(lead: Lead) -> Handoff | None:
    """The handoff of a lead that waits for its answer, if any."""
    if not rows.is_there(Handoff, lead_id=lead.pk, answer=None):  # nearly all leads have none
        return None
    found = Handoff.objects.filter(lead=lead.pk, answer=None)
    return found.select_related("to__team", "by").first()


def objections_to_hand_over(lead: Lead, *, to: User | None = None) -> list[Objection]:
    """Why a lead can't be handed over now, or not to this user."""
    found = rules.objections_to_hand_over(
        playbook.current(), lead_state(lead), has_open=open_handoff(lead) is not None
    )
    return found + _objections_to_receiver(to, HANDED_OVER)


def objections_to_pass(lead: Lead, *, to: User | None = None) -> list[Objection]:
    """Why a lead can't be passed on to an AE now."""
    active = set(User.objects.filter(is_active=True, role__in=("sdr", "ae")).values_list("role", flat=True))
    found = rules.objections_to_pass(
        playbook.current(), lead_state(lead), has_open=open_handoff(lead) is not None,
        has_sdrs="sdr" in active, has_aes="ae" in active,
    )  # fmt: skip
    return found + _objections_to_receiver(to, PASSED)


def _objections_to_receiver(to: User | None, kind: str) -> list[Objection]:
    return rules.objections_to_receiver(to.name, fits=receivers.can_receive(to, kind)) if to else []


def objections_to_answer(handoff: Handoff, *, by: User) -> list[Objection]:
    """Why somebody can't answer a handoff."""
    return rules.objections_to_answer(handoff.answer, to_id=handoff.to_id, by_id=by.pk, role=by.role)


def objections_to_reject(handoff: Handoff, *, by: User, reason: str | None) -> list[Objection]:
    """Why somebody can't reject a handoff, or not for this reason."""
    state = lead_state(handoff.lead)
    return objections_to_answer(handoff, by=by) or rules.objections_to_reject(
        playbook.current(), state, kind=handoff.kind, reason=reason
    )


def hand_over(
    lead: Lead, *, by: User | None, to: User | None = None, at: datetime | None = None, reason: str = BY_HAND,
    words: str = "",
) -> Handoff:  # fmt: skip
    """Give a lead to sales: to somebody by name, else by the agreed routing. An inquiry becomes an MQL by it."""
    at = at or timezone.now()
    agreement = playbook.current()
    with of(lead) as lead:
        check(objections_to_hand_over(lead, to=to))
        if agreement.milestone(lead.stage) == "inquiry" and (stage := rules.first_stage_of(agreement, "mql")):
            fact = Moved(from_stage=lead.stage, to_stage=stage, reason=reason)
            with giving.not_by_itself():
                record(lead, fact, by=by, at=_not_before(lead, at))
        return give(lead, kind=HANDED_OVER, by=by, to=to, at=at, reason=reason, words=words)


def give(
    lead: Lead, *, kind: str, by: User | None, to: User | None, at: datetime, reason: str = BY_HAND, words: str = ""
) -> Handoff:  # fmt: skip
    """Give a lead, which is locked, to somebody, or to whom routing says."""
    chosen = Route(to, reason) if to else None
    if chosen is None and kind == HANDED_OVER:
        chosen = to_the_owner(lead, kind=kind, at=at)
    chosen = chosen or route(lead, kind=kind, agreement=playbook.current(), at=at)
    return giving.give(lead, chosen, kind=kind, by=by, at=at, words=words)


def pass_on(
    lead: Lead, *, by: User, to: User | None = None, words: str = "", at: datetime | None = None
) -> Handoff:
    """An SDR gives an accepted lead to an AE, who answers; on a lead that was only handed over it accepts first."""
    at = at or timezone.now()
    with of(lead) as lead:
        waiting = open_handoff(lead)
        if waiting and waiting.kind == HANDED_OVER and not objections_to_answer(waiting, by=by):
            accept(waiting, by=by, at=at)
            lead.refresh_from_db()
        check(objections_to_pass(lead, to=to))
        return give(lead, kind=PASSED, by=by, to=to, at=at, words=words)


def accept(handoff: Handoff, *, by: User, at: datetime | None = None, version: int | None = None) -> Handoff:
    """Sales takes the lead: it becomes an SAL; one that was passed on an SQL of the AE's."""
    at = at or timezone.now()
    with of(handoff.lead) as lead:
        handoff = answering.locked_handoff(handoff, lead)
        check_version(handoff.version, expected=version)
        check(objections_to_answer(handoff, by=by))
        if handoff.to_id is None:
            giving.reroute(handoff, lead, Route(by, "taken"), by=by, at=at)
        answering.answer(handoff, lead, Given(ACCEPTED), by=by, at=at)
        advance(lead, "sal" if handoff.kind == HANDED_OVER else "sql", by=by, at=at)
    return handoff


def advance(lead: Lead, milestone: str, *, by: User | None, at: datetime) -> None:
    """Move a lead on to a milestone that it has not reached, where the playbook has a stage for it."""
    agreement = playbook.current()
    to = rules.first_stage_of(agreement, milestone)
    stage = agreement.stages.get(lead.stage)
    if to and stage and not lead.deal_id and stage.rank < agreement.stage(to).rank:
        record(lead, Moved(from_stage=lead.stage, to_stage=to), by=by, at=_not_before(lead, at))


def reject(
    handoff: Handoff, *, by: User, reason: str | None, words: str = "", at: datetime | None = None,
    version: int | None = None,
) -> Handoff:  # fmt: skip
    """Sales refuses the lead before contact: it ends as rejected. An AE's refusal gives it back to the SDR."""
    at = at or timezone.now()
    with of(handoff.lead) as lead:
        handoff = answering.locked_handoff(handoff, lead)
        check_version(handoff.version, expected=version)
        check(objections_to_reject(handoff, by=by, reason=reason))
        answering.answer(handoff, lead, Given(REJECTED, reason), by=by, at=at, words=words)
        if handoff.kind == HANDED_OVER:
            fact = Ended(from_stage=lead.stage, to_stage=REJECTED, reason=reason)
            record(lead, fact, by=by, at=_not_before(lead, at), words=answering.words_beside(words))
        else:
            _give_back(handoff, lead, by=by, at=at)
    return handoff


def _give_back(handoff: Handoff, lead: Lead, *, by: User, at: datetime) -> None:
    """To whose lead it was; had they left, to who passed it on, else to an SDR in turn, or nobody when all are full."""
    known = [handoff.route_facts.get("from"), handoff.by_id]
    active = User.objects.filter(pk__in=[key for key in known if key], is_active=True).in_bulk()
    giver = next((active[key] for key in known if key in active), None)
    if giver is None:
        giver = route(lead, kind=HANDED_OVER, agreement=playbook.current(), at=at, excluded=[by.pk]).to
    record(lead, Assigned(owner_id=giver.pk if giver else None, reason="passed_back"), by=by, at=at)


def reroute(
    handoff: Handoff, *, to: User | None, by: User | None, reason: str = BY_HAND, at: datetime | None = None
) -> Handoff:
    """Give what waits for an answer to somebody else, or to nobody (the pool); their clock begins anew."""
    at = at or timezone.now()
    with of(handoff.lead) as lead:
        handoff = answering.locked_handoff(handoff, lead)
        check(
            rules.objections_to_reroute(handoff.answer, to_id=handoff.to_id, wanted_id=to.pk if to else None)
            + _objections_to_receiver(to, handoff.kind)
        )
        giving.reroute(handoff, lead, Route(to, reason), by=by, at=at)
    return handoff


def _not_before(lead: Lead, at: datetime) -> datetime:
    """A move happens after the one before it."""
    return max(at, lead.stage_since) if lead.stage_since else at
