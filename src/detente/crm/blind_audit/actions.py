"""What people do with a blind audit: start it, judge its leads, change their mind while it runs, end it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from detente.crm.blind_audit import rules
from detente.crm.blind_audit.drawing import Draw, draw, new_seed, place
from detente.crm.blind_audit.models import BlindAudit, Judgement
from detente.crm.capture.models import Lead
from detente.crm.history.facts import BlindAuditEnded, BlindAuditStarted, Judged
from detente.crm.history.record import locked, of, record, record_loose
from detente.crm.objections import N_, Objection, Refused, check, check_version
from detente.crm.people.models import User
from detente.crm.people.notices import notify
from detente.crm.people.roles import may


def start(
    first_on: date, last_on: date, *, by: User, marketing: User | None, sales: User | None,
    size: int = rules.USUAL, seed: int | None = None,
) -> BlindAudit:  # fmt: skip
    """Draw leads that arrived in the period and were turned away, for two judges; raises Refused with every objection.

    `seed` repeats a draw; without one Detente takes a new one.
    """
    check(_objections_to_start(first_on, last_on, by=by, marketing=marketing, sales=sales, size=size))
    assert marketing and sales
    taken = new_seed() if seed is None else seed
    found = draw(first_on, last_on, judges=(marketing.pk, sales.pk), size=size, seed=taken)
    seen = sum(stratum["population"] for stratum in found.strata.values())
    check(rules.objections_to_draw(len(found.leads), seen))
    with transaction.atomic():
        audit = BlindAudit.objects.create(
            first_on=first_on, last_on=last_on, seed=found.seed, strata=found.strata, marketing_judge=marketing,
            sales_judge=sales, by=by, started_at=timezone.now(),
        )  # fmt: skip
        _give_out(audit, found)
        facts = _facts(audit) | {
            "first_on": first_on.isoformat(), "last_on": last_on.isoformat(), "seed": found.seed,
            "strata": found.strata, "judges": list(audit.judges),
        }  # fmt: skip
        record_loose(BlindAuditStarted(facts=facts), by=by, subject={})
        notify("blind_audit_started", audit.judges, by_id=by.pk, audit=audit.pk, leads=len(found.leads))
    return audit


def _objections_to_start(
    first_on: date, last_on: date, *, by: User, marketing: User | None, sales: User | None, size: int
) -> list[Objection]:
    found = rules.objections_to_judges(_chosen(marketing), _chosen(sales)) + rules.objections_to_size(size)
    if not by.may("blind_audit"):
        found.append(
            Objection("not_allowed", N_("Your role can't start a blind audit. Ask operations or a manager."))
        )
    if first_on > last_on:
        found.append(Objection("period", N_("The period ends before it begins."), "last_on"))
    return found


def _chosen(user: User | None) -> rules.Chosen | None:
    return rules.Chosen(user.pk, user.role, user.is_active) if user else None


def _give_out(audit: BlindAudit, found: Draw) -> None:
    """A pile for each judge, in an order of its own that says nothing about the strata."""
    Judgement.objects.bulk_create(
        Judgement(audit=audit, lead_id=one.lead, judge_id=judge, no=no, stratum=one.stratum, stated=one.stated)
        for judge in audit.judges
        for no, one in enumerate(
            sorted(found.leads, key=lambda one: place(found.seed, one.uuid, judge)), start=1
        )
    )  # fmt: skip


def judge(
    judgement: Judgement, *, by: User, opinion: str, words: str = "", at: datetime | None = None
) -> Judgement:
    """Give one's opinion of a lead, or another one; with the last opinion of both judges the audit is done."""
    return _answer(judgement, by=by, opinion=opinion, words=words.strip(), at=at or timezone.now())


def take_back(judgement: Judgement, *, by: User) -> Judgement:
    """Have no opinion of a lead yet, after all."""
    return _answer(judgement, by=by, opinion=None, words="", at=None)


def _answer(
    judgement: Judgement, *, by: User, opinion: str | None, words: str, at: datetime | None
) -> Judgement:
    with of(judgement.audit) as audit:
        judgement = Judgement.objects.get(pk=judgement.pk)
        is_theirs = judgement.judge_id == by.pk and by.may("see_blind_audits")
        check(
            rules.objections_to_answer(
                is_open=audit.state == "open", is_theirs=is_theirs, opinion=opinion, words=words
            )
        )
        judgement.opinion, judgement.words, judgement.given_at = opinion, words, at
        judgement.save(update_fields=["opinion", "words", "given_at"])
        if opinion and not Judgement.objects.filter(audit=audit, opinion=None).exists():
            _end(audit, "done", by=by)
    return judgement


def close(audit: BlindAudit, *, by: User, version: int | None = None) -> BlindAudit:
    """End an audit before both judges are through; what they said until now counts."""
    with of(audit) as audit:
        check_version(audit.version, expected=version)
        check(objections_to_close(audit, by))
        _end(audit, "closed", by=by)
    return audit


def objections_to_close(audit: BlindAudit, user: User) -> list[Objection]:
    """What stands against this user ending the audit now."""
    return rules.objections_to_close(
        is_open=audit.state == "open",
        is_by_starter=audit.by_id == user.pk and user.may("blind_audit"),
        is_steering=may(user.role, "settings"),
    )


def _end(audit: BlindAudit, state: str, *, by: User) -> None:
    """From here on opinions are part of the leads' history; until here nobody could read them."""
    audit.state, audit.ended_at, audit.version = state, timezone.now(), audit.version + 1
    audit.save(update_fields=["state", "ended_at", "version"])
    given = list(audit.judgements.exclude(opinion=None).select_related("judge").order_by("lead_id", "pk"))
    for one in given:
        fact = Judged(code=str(one.opinion), facts=_facts(audit))
        record(locked(Lead(pk=one.lead_id)), fact, by=one.judge, at=one.given_at)
    facts = _facts(audit) | {"judges": list(audit.judges), "opinions": len(given)}
    record_loose(BlindAuditEnded(code=state, facts=facts), by=by, subject={})
    notify("blind_audit_ended", [audit.by_id, *audit.judges], by_id=by.pk, audit=audit.pk)


def _facts(audit: BlindAudit) -> dict[str, Any]:
    return {"audit": str(audit.uuid), "audit_id": audit.pk}


def judgement_of(audit: BlindAudit, user: User, no: int) -> Judgement:
    """A lead of a judge's pile by its place; Refused where the user judges no such lead."""
    found = Judgement.objects.filter(audit=audit, judge=user, no=no).first()
    if found is None:
        raise Refused(Objection("not_the_judge", N_("Somebody else judges this lead.")))
    found.audit = audit
    return found
