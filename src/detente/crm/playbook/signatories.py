"""Who signs for marketing and for sales, and who in their place."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from detente.crm.history.facts import SignatoryNamed
from detente.crm.history.record import alone_with, record_loose
from detente.crm.objections import N_, Objection, check
from detente.crm.people.models import User
from detente.crm.people.notices import notify
from detente.crm.playbook import rules
from detente.crm.playbook.models import Signatory

Places = dict[tuple[str, bool], int]


def signatories() -> Places:
    """(side, is deputy) -> key of the user; who left or changed to a role that does not sign is none any more."""
    rows = Signatory.objects.filter(user__is_active=True, user__role__in=rules.SIGNING_ROLES)
    return {
        (side, is_deputy): user for side, is_deputy, user in rows.values_list("side", "is_deputy", "user")
    }


@transaction.atomic
def name_signatory(side: str, *, user: User | None, by: User | None, is_deputy: bool = False) -> None:
    """From now on this user signs for a side (None: nobody does), or in its signatory's place."""
    alone_with("playbook")
    check(objections_to_naming(by))
    if user:
        check(
            rules.objections_to_name(
                side=side, is_deputy=is_deputy, user_id=user.pk, role=user.role, is_active=user.is_active,
                signatories=signatories(),
            )
        )  # fmt: skip
    place = Signatory.objects.filter(side=side, is_deputy=is_deputy)
    before = place.values_list("user", flat=True).first()
    if before == (user.pk if user else None):
        return
    place.delete()
    if user:
        Signatory.objects.create(side=side, is_deputy=is_deputy, user=user)
    facts: dict[str, Any] = {"is_deputy": is_deputy, "user": user.pk if user else None, "before": before}
    event = record_loose(SignatoryNamed(code=side, facts=facts), by=by, subject={"user_id": facts["user"]})
    told = {*signatories().values(), before}
    notify("playbook_signatory", told, by_id=by.pk if by else None, at=event.recorded_at, side=side, **facts)


def objections_to_naming(by: User | None) -> list[Objection]:
    """Why this user may not name who signs; None is the company's own machine."""
    if by and not by.may("settings"):
        return [Objection("may_not", N_("Operations or an administrator names who signs."))]
    return []
