"""Who has which part in a deal: who decides, who pays, who speaks for us."""

from __future__ import annotations

from django.db import transaction

from detente.crm.deals import rules
from detente.crm.deals.locking import locked_deal
from detente.crm.deals.models import Deal, DealContact
from detente.crm.history.facts import DealContactChanged
from detente.crm.history.fold import deal_state
from detente.crm.history.record import record_deal
from detente.crm.objections import N_, Objection, Refused, check
from detente.crm.people.actions import survivor
from detente.crm.people.models import Person, User


@transaction.atomic
def give_part(deal: Deal, person: Person, *, role: str, by: User) -> DealContact:
    """The person has this part in the deal from now on; one part each, so a new one takes the old one's place."""
    return _set(deal, survivor(person), role=role, by=by)  # type: ignore[return-value]


@transaction.atomic
def end_part(deal: Deal, person: Person, *, by: User) -> None:
    """The person has no part in the deal any more."""
    _set(deal, person, role=None, by=by)


def _set(deal: Deal, person: Person, *, role: str | None, by: User) -> DealContact | None:
    deal = locked_deal(deal)
    check(rules.objections_to_contact(deal_state(deal), role=role, known=DealContact.ROLES))
    before = DealContact.objects.filter(deal=deal, person=person).first()
    if role is None and before is None:
        text = N_("{label} has no part in this deal.")
        raise Refused(Objection("no_part", text, "person", {"label": person.label}))
    if before and before.role == role:
        return before
    fact = DealContactChanged(
        code=role, facts={"person_id": person.pk, "was": before.role if before else None}
    )
    record_deal(deal, fact, by=by)
    if role is None:
        DealContact.objects.filter(deal=deal, person=person).delete()
        return None
    return DealContact.objects.update_or_create(deal=deal, person=person, defaults={"role": role})[0]
