"""Who is away when, and who can take how many: noted by people, and kept in the history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils import timezone

from detente.crm.handoff import pooled
from detente.crm.handoff.absence import AWAY, BACK
from detente.crm.handoff.models import Absence, Capacity
from detente.crm.history.facts import AbsenceChanged, CapacityChanged
from detente.crm.history.record import locked, record_loose
from detente.crm.jobs import actions as jobs
from detente.crm.objections import N_, Objection, check
from detente.crm.people.days import ends_at, starts_at, today
from detente.crm.people.models import User

MOST_LEADS = 10_000
MOST_WEIGHT = Decimal(10)
LONGEST_DAYS = 2 * 366


def objections_to_absence(
    user: User, *, first: date | None, last: date | None, by: User | None
) -> list[Objection]:
    """Reps note their own absence, managers anybody's; what is over need not be noted."""
    if by and by.pk != user.pk and not by.may("capacity"):
        return [Objection("not_yours", N_("Only a manager notes that somebody else is away."))]
    if first is None or last is None:
        return [Objection("days_missing", N_("Give the first and the last day."), "first")]
    if last < first:
        return [Objection("days_reversed", N_("The last day comes before the first."), "last")]
    if last < today():
        return [Objection("days_past", N_("These days are over."), "last")]
    if (last - first).days > LONGEST_DAYS:
        text = N_("That is longer than two years. Deactivate the user instead.")
        return [Objection("days_many", text, "last")]
    if (first - today()).days > LONGEST_DAYS:
        text = N_("That begins more than two years from now. Note it when it comes closer.")
        return [Objection("days_far", text, "first")]
    return []


@transaction.atomic
def note_absence(user: User, *, first: date, last: date, by: User | None, note: str = "") -> Absence:
    """Somebody is away on these days: nothing is routed to them, and what waits for them goes to others."""
    check(objections_to_absence(user, first=first, last=last, by=by))
    absence = Absence.objects.create(user=user, first_on=first, last_on=last, note=note.strip()[:200], by=by)
    _tell("added", absence, by=by)
    jobs.at(AWAY, absence.pk, max(starts_at(first), timezone.now()))
    jobs.at(BACK, absence.pk, ends_at(last))
    return absence


def objections_to_withdraw(absence: Absence, *, by: User | None) -> list[Objection]:
    """Who may note an absence may take it back."""
    if by and by.pk != absence.user_id and not by.may("capacity"):
        return [Objection("not_yours", N_("Only a manager notes that somebody else is away."))]
    if absence.is_withdrawn:
        return [Objection("withdrawn", N_("This was taken back already."))]
    return []


@transaction.atomic
def withdraw_absence(absence: Absence, *, by: User | None) -> Absence:
    """They are not away after all; what went to others stays there."""
    absence = locked(absence)
    check(objections_to_withdraw(absence, by=by))
    absence.is_withdrawn = True
    absence.save(update_fields=["is_withdrawn"])
    _tell("withdrawn", absence, by=by)
    for kind in (AWAY, BACK):
        jobs.cancel(kind, absence.pk)
    pooled.look_again()
    return absence


def _tell(code: str, absence: Absence, *, by: User | None) -> None:
    facts = {
        "absence": absence.pk, "first_on": absence.first_on.isoformat(), "last_on": absence.last_on.isoformat()
    }  # fmt: skip
    words = {"note": absence.note} if absence.note and code == "added" else None
    record_loose(
        AbsenceChanged(code=code, facts=facts), by=by, subject={"user_id": absence.user_id}, words=words
    )


def objections_to_capacity(
    *, by: User | None, open_leads: int | None = None, weight: Decimal | str | None = None
) -> list[Objection]:
    """Managers say who can take how many: whole leads, and a share that is no larger than ten."""
    if by and not by.may("capacity"):
        return [Objection("not_allowed", N_("Only a manager says who can take how many leads."))]
    found = []
    if open_leads is not None and not 0 <= open_leads <= MOST_LEADS:
        text = N_("Give a number of leads from 0 to {most}.")
        found.append(Objection("open_leads_impossible", text, "open_leads", {"most": MOST_LEADS}))
    if weight is not None and not _is_weight(weight):
        found.append(
            Objection("weight_impossible", N_("A share is a number from 0 to 10, like 0.5."), "weight")
        )
    return found


def _is_weight(weight: Decimal | str) -> bool:
    try:
        return 0 <= Decimal(weight) <= MOST_WEIGHT
    except InvalidOperation:
        return False


@transaction.atomic
def change_capacity(
    user: User, *, by: User | None, open_leads: int | None = None, weight: Decimal | str = "1",
    takes_leads: bool = True,
) -> Capacity:  # fmt: skip
    """How many open leads somebody can take in turn (None: the playbook's number), and how large their share is."""
    check(objections_to_capacity(by=by, open_leads=open_leads, weight=weight))
    wanted: dict[str, Any] = {
        "open_leads": open_leads, "weight": round(Decimal(weight), 2), "takes_leads": takes_leads
    }  # fmt: skip
    locked(user)
    row, is_new = Capacity.objects.get_or_create(user=user)
    before = {name: getattr(row, name) for name in wanted}
    if before == wanted and not is_new:
        return row
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save()
    facts = wanted | {"weight": str(wanted["weight"])}
    record_loose(CapacityChanged(facts=facts), by=by, subject={"user_id": user.pk})
    pooled.look_again()
    return row
