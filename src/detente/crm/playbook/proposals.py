"""Changing the playbook: somebody drafts, proposes, changes and withdraws; signing is in `signing`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from detente.crm.history.facts import PlaybookProposed, PlaybookWithdrawn
from detente.crm.history.record import alone_with, locked, of, record_loose
from detente.crm.objections import N_, Objection, Refused, Stale, check
from detente.crm.people.models import User
from detente.crm.people.notices import notify
from detente.crm.playbook.actions import newest
from detente.crm.playbook.checks import faults
from detente.crm.playbook.checks.company import company
from detente.crm.playbook.models import Playbook, Proposal
from detente.crm.playbook.rebasing import rebased
from detente.crm.playbook.signatories import signatories

LONGEST_SUMMARY = 300


@contextmanager
def settled(proposal: Proposal) -> Iterator[Proposal]:
    """A transaction with the proposal locked, and nobody else at deciding what the next version is.

    In this order: an agreed proposal closes others, whose locks nobody may hold who waits for this.
    """
    with transaction.atomic():
        alone_with("playbook")
        yield locked(proposal)


def objections_to_proposing(user: User) -> list[Objection]:
    """Why this user may not propose a change."""
    if user.may("propose"):
        return []
    return [
        Objection("may_not", N_("Marketing, sales managers, operations and administrators propose changes."))
    ]


def draft(*, by: User, document: dict[str, Any] | None = None) -> Proposal:
    """A change that nobody is shown yet, written against the newest version; it starts from `document`."""
    check(objections_to_proposing(by))
    base = newest()
    wanted = deepcopy(base.document if document is None else document)
    now = timezone.now()
    return Proposal.objects.create(
        base=base.version, document=base.document, draft=wanted, by=by, proposed_at=now, state="draft"
    )


def change_draft(
    proposal: Proposal, document: dict[str, Any], *, by: User, instead_of: dict[str, Any] | None = None
) -> Proposal:
    """Keep what was written so far, right or wrong; signatures and what others see stay as they are.

    `instead_of` is the document that was changed: when another one is kept by now, `Stale` is raised.
    """
    with of(proposal) as proposal:
        check(_not_theirs(proposal, by) + _not_changeable(proposal))
        kept = proposal.document if proposal.draft is None else proposal.draft
        if instead_of is not None and instead_of != kept:
            raise Stale
        proposal.draft = document
        proposal.save(update_fields=["draft"])
    return proposal


def propose(
    proposal: Proposal, *, by: User, summary: str = "", starts_at: datetime | None = None
) -> Proposal:
    """Show the draft to both sides; of a proposal that waits already it is a new edition and voids signatures."""
    with settled(proposal) as proposal:
        check(_not_theirs(proposal, by) + _not_changeable(proposal) + objections_to_proposing(by))
        document = proposal.document if proposal.draft is None else proposal.draft
        check(objections_to_document(document, proposal.base))
        is_new = proposal.state == "draft"
        proposal.edition += 0 if is_new else 1
        proposal.document, proposal.draft, proposal.backtest = document, None, None
        proposal.summary = " ".join(summary.split())[:LONGEST_SUMMARY] or proposal.summary
        proposal.state, proposal.starts_at, proposal.proposed_at = "open", starts_at, timezone.now()
        proposal.save()
        fact = PlaybookProposed(facts=_facts(proposal) | {"starts_at": starts_at and starts_at.isoformat()})
        event = record_loose(fact, by=by, subject={}, words={"summary": proposal.summary})
        ask_for_signatures(proposal, by=by, at=event.recorded_at)
    return proposal


def drop_draft(proposal: Proposal, *, by: User) -> None:
    """Throw away what was written and nobody was shown."""
    with settled(proposal) as proposal:
        check(_not_theirs(proposal, by))
        if proposal.state == "draft":
            proposal.state, proposal.decided_at = "withdrawn", timezone.now()
        proposal.draft = None
        proposal.save(update_fields=["state", "decided_at", "draft"])


def withdraw(proposal: Proposal, *, by: User, reason: str = "") -> Proposal:
    """Take a proposal back; what was signed stays in the history."""
    with settled(proposal) as proposal:
        check(_not_theirs(proposal, by))
        close(proposal, "withdrawn", code="withdrawn", by=by, reason=reason)
    return proposal


def propose_again(proposal: Proposal, *, by: User) -> Proposal:
    """A draft of the same changes, on the newest version."""
    check(objections_to_proposing(by))
    if proposal.state not in ("outdated", "withdrawn"):
        raise Refused(Objection("not_outdated", N_("This proposal is not outdated.")))
    base = Playbook.objects.get(version=proposal.base).document
    again = draft(by=by, document=rebased(base, proposal.document, newest().document))
    again.summary = proposal.summary
    again.save(update_fields=["summary"])
    return again


def close(proposal: Proposal, state: str, *, code: str, by: User | None, reason: str = "") -> None:
    """The proposal is open no more; needs its lock."""
    changed = Proposal.objects.filter(pk=proposal.pk, state="open").update(
        state=state, decided_at=timezone.now(), draft=None
    )
    if not changed:
        raise Stale
    proposal.refresh_from_db()
    fact = PlaybookWithdrawn(code=code, facts=_facts(proposal))
    record_loose(fact, by=by, subject={}, words={"reason": reason} if reason else None)


def overtake(version: Playbook, *, by: User | None) -> None:
    """Open proposals that were written against an older version than this one are outdated; needs the lock of all."""
    for proposal in Proposal.objects.filter(state="open", base__lt=version.version):
        close(proposal, "outdated", code="outdated", by=by)
        notify("playbook_outdated", [proposal.by_id], proposal=proposal.pk, version=version.version)


def objections_to_document(document: dict[str, Any], base: int) -> list[Objection]:
    """Why a document cannot be proposed on this version."""
    if newest().version != base:
        text = N_("The playbook changed meanwhile: propose it again on the newest version.")
        return [Objection("outdated", text)]
    if found := faults(document, company()):
        return [fault.objection for fault in found]
    if document == Playbook.objects.get(version=base).document:
        return [Objection("no_change", N_("Nothing is changed: change something first."))]
    return []


def ask_for_signatures(proposal: Proposal, *, by: User | None, at: datetime) -> None:
    """Tell whoever signs that something waits for them."""
    places = signatories()
    told = {user for (_side, is_deputy), user in places.items() if not is_deputy}
    by_id = by.pk if by else None
    notify("playbook_signature", told, by_id=by_id, at=at, proposal=proposal.pk, edition=proposal.edition)


def _facts(proposal: Proposal) -> dict[str, Any]:
    return {"proposal": proposal.pk, "edition": proposal.edition, "base": proposal.base}


def _not_theirs(proposal: Proposal, by: User) -> list[Objection]:
    if proposal.by_id in (None, by.pk) or by.may("settings"):
        return []
    text = N_(
        "{name} proposed this: they change or withdraw it. Decline it with what you would have instead."
    )
    return [Objection("not_yours", text, None, {"name": proposal.by.name if proposal.by else ""})]


def _not_changeable(proposal: Proposal) -> list[Objection]:
    if proposal.state in ("draft", "open"):
        return []
    return [Objection("not_open", N_("This proposal is decided: begin a new one."))]


@transaction.atomic
def replace_first(document: dict[str, Any]) -> Playbook:
    """An empty company's own first version instead of the shipped one; nobody has signed it."""
    check(objections_to_replacing_first())
    if found := faults(document, company()):
        raise Refused(*(fault.objection for fault in found))
    first = newest()
    first.document, first.effective_at = document, timezone.now()
    first.save(update_fields=["document", "effective_at"])
    return first


def objections_to_replacing_first() -> list[Objection]:
    """Why version 1 stays as it is: somebody worked by it, or somebody signs."""
    from django.apps import apps

    leads = apps.get_model("crm.Lead")._default_manager
    if newest().version == 1 and not signatories() and not leads.exists():
        return []
    return [Objection("signed", N_("This company works by its playbook: a change is proposed and signed."))]
