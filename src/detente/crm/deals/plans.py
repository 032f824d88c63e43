"""What comes next on a deal: a step with its day, and the day on which it should close."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from detente.crm.deals import rules
from detente.crm.deals.locking import locked_deal
from detente.crm.deals.models import Deal
from detente.crm.history.facts import NextStepSet
from detente.crm.history.fold import deal_state
from detente.crm.history.record import record_deal
from detente.crm.objections import check, check_version
from detente.crm.people.models import User
from detente.crm.people.naming import tidy


@transaction.atomic
def plan_next_step(
    deal: Deal, step: str, *, by: User, on: date | None = None, version: int | None = None
) -> Deal:
    """Say what will be done next on an open deal, and by when."""
    return _set(deal, tidy(step)[:300], by=by, on=on, version=version)


@transaction.atomic
def finish_next_step(deal: Deal, *, by: User, version: int | None = None) -> Deal:
    """The next step was done or is dropped; the deal has none until somebody plans another."""
    return _set(deal, "", by=by, on=None, version=version)


def _set(deal: Deal, step: str, *, by: User, on: date | None, version: int | None) -> Deal:
    deal = locked_deal(deal)
    check_version(deal.version, expected=version)
    check(rules.objections_to_next_step(deal_state(deal), step=step, on=on))
    if (step, on) == (deal.next_step, deal.next_on):
        return deal
    words = {"next_step": step, "before": {"next_step": deal.next_step, "next_on": _text(deal.next_on)}}
    deal.next_step = step
    deal.save(update_fields=["next_step"])
    record_deal(deal, NextStepSet(day=on), by=by, words=words)
    return deal


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
