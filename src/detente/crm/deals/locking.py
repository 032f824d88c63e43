"""How a deal is locked: its lead first, always in this order, so that two writers never wait for each other."""

from __future__ import annotations

from detente.crm.capture.models import Lead
from detente.crm.deals.models import Deal
from detente.crm.history.record import locked
from detente.crm.objections import Stale


def locked_deal(deal: Deal) -> Deal:
    """`deal` read anew under its lock and its primary lead's; call it in a transaction."""
    lead_id = Deal.objects.values_list("lead_id", flat=True).get(pk=deal.pk)
    if lead_id:
        Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
    found = locked(deal)
    if found.lead_id != lead_id:  # it got its lead in this very moment
        raise Stale
    return found
