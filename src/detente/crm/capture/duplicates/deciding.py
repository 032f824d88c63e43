"""What people decide about a pair, other than to merge it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from detente.crm.capture.models import DuplicatePair
from detente.crm.history.record import locked
from detente.crm.objections import N_, Objection, Refused
from detente.crm.people.models import User


@transaction.atomic
def decide(pair: DuplicatePair, *, is_different: bool, by: User) -> DuplicatePair:
    """These two are not the same, and are never shown again; or they are to be looked at again after all."""
    pair = locked(pair)
    if pair.state == "merged":
        raise Refused(Objection("merged", N_("These two were merged already; take the merge back instead.")))
    pair.state = "different" if is_different else "open"
    pair.decided_at, pair.by = (timezone.now(), by) if is_different else (None, None)
    pair.save(update_fields=["state", "decided_at", "by"])
    return pair
