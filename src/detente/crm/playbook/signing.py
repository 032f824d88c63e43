"""Answering a proposal: sign, decline, decide a deadlock; once both sides signed it becomes the next version."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from detente.crm.history.facts import PlaybookAnswered, PlaybookEnacted
from detente.crm.history.record import record_loose
from detente.crm.objections import N_, Objection, Refused, Stale, check
from detente.crm.people.models import User
from detente.crm.people.notices import notify
from detente.crm.playbook import rules
from detente.crm.playbook.actions import current, newest
from detente.crm.playbook.models import Playbook, Proposal, Signature
from detente.crm.playbook.proposals import close, objections_to_document, overtake, settled
from detente.crm.playbook.signatories import signatories
from detente.crm.playbook.taking_effect import plan_effect


def standing_of(proposal: Proposal) -> rules.Standing:
    """How the proposal's edition stands."""
    answers = proposal.signatures.filter(edition=proposal.edition).values_list("side", "is_signed")
    return rules.Standing(proposal.state, proposal.proposed_at, dict(answers), signatories())


def deadlock_days() -> int:
    """After how many days without an answer an executive may decide, by the agreement in force."""
    return int(current().document.get("signing", {}).get("deadlock_days", rules.DEADLOCK_DAYS))


def objections_to_answering(proposal: Proposal, user: User) -> list[Objection]:
    """Why this user may not sign or decline."""
    return rules.objections_to_answer(standing_of(proposal), user_id=user.pk, role=user.role)


def objections_to_deciding(proposal: Proposal, user: User) -> list[Objection]:
    """Why this user may not break the deadlock."""
    return rules.objections_to_decide(
        standing_of(proposal), user_id=user.pk, role=user.role, now=timezone.now(), days=deadlock_days()
    )


def sign(proposal: Proposal, *, by: User, edition: int | None = None) -> Proposal:
    """Sign for the side that `by` signs for; the last signature makes it the next version.

    `edition` is the one that was read: another one raises `Stale`.
    """
    return _answer(proposal, by=by, is_signed=True, edition=edition)


def decline(proposal: Proposal, *, by: User, reason: str, edition: int | None = None) -> Proposal:
    """Answer no, with a reason that the other side reads."""
    return _answer(proposal, by=by, is_signed=False, reason=reason, edition=edition)


def _answer(
    proposal: Proposal, *, by: User, is_signed: bool, reason: str = "", edition: int | None
) -> Proposal:
    with settled(proposal) as proposal:
        _same_edition(proposal, edition)
        check(objections_to_answering(proposal, by) + ([] if is_signed else _no_reason(reason)))
        side, capacity = rules.place_of(by.pk, signatories()) or ("", "")
        _write(proposal, side, capacity, by=by, is_signed=is_signed, reason=reason)
        _settle(proposal, by=by)
    return proposal


def break_deadlock(
    proposal: Proposal, *, by: User, is_signed: bool, reason: str, edition: int | None = None
) -> Proposal:
    """An executive decides for both sides, with a reason: it becomes the next version, or is turned down."""
    with settled(proposal) as proposal:
        _same_edition(proposal, edition)
        check(objections_to_deciding(proposal, by) + _no_reason(reason))
        _write(proposal, rules.EXECUTIVE, "deadlock", by=by, is_signed=is_signed, reason=reason)
        if is_signed:
            _settle(proposal, by=by)
        else:
            close(proposal, "withdrawn", code="deadlock", by=by, reason=reason)
            _tell(proposal, by, "declined")
    return proposal


def _same_edition(proposal: Proposal, edition: int | None) -> None:
    if edition is not None and proposal.edition != edition:
        raise Stale


def _no_reason(reason: str) -> list[Objection]:
    return (
        [] if reason.strip() else [Objection("reason_missing", N_("Say why: both teams read it."), "reason")]
    )


def _write(proposal: Proposal, side: str, capacity: str, *, by: User, is_signed: bool, reason: str) -> None:
    Signature.objects.create(
        proposal=proposal, edition=proposal.edition, side=side, is_signed=is_signed, capacity=capacity, by=by,
        reason=reason.strip(), at=timezone.now(),
    )  # fmt: skip
    facts = {"proposal": proposal.pk, "edition": proposal.edition, "side": side, "capacity": capacity}
    fact = PlaybookAnswered(code="signed" if is_signed else "declined", facts=facts)
    record_loose(fact, by=by, subject={}, words={"reason": reason.strip()} if reason.strip() else None)


def _settle(proposal: Proposal, *, by: User) -> None:
    standing = standing_of(proposal)
    if rules.is_agreed(standing.answers):
        _enact(proposal, by=by)
        _tell(proposal, by, "enacted")
    elif False in standing.answers.values():
        _tell(proposal, by, "declined")


def _enact(proposal: Proposal, *, by: User) -> Playbook:
    """The proposal is the next version: once, whatever signs at the same time."""
    if found := objections_to_document(proposal.document, proposal.base):
        raise Refused(*found)
    now, before = timezone.now(), newest()
    decided: dict[str, Any] = {"state": "enacted", "decided_at": now, "draft": None}
    if not Proposal.objects.filter(pk=proposal.pk, state="open", edition=proposal.edition).update(**decided):
        raise Stale
    # It contains what the version before it changes, so it cannot begin earlier than that one.
    effective_at = max(now, proposal.starts_at or now, before.effective_at)
    version = Playbook.objects.create(
        version=before.version + 1, document=proposal.document, effective_at=effective_at
    )
    Proposal.objects.filter(pk=proposal.pk).update(became=version)
    proposal.refresh_from_db()
    facts = {"version": version.version, "proposal": proposal.pk, "effective_at": effective_at.isoformat()}
    record_loose(PlaybookEnacted(facts=facts), by=by, subject={})
    overtake(version, by=by)
    plan_effect(version)
    return version


def _tell(proposal: Proposal, by: User, what: str) -> None:
    told = {proposal.by_id, *signatories().values()}
    notify("playbook_decided", told, by_id=by.pk, proposal=proposal.pk, what=what)
