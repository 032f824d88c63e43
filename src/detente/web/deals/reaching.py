"""How to reach the people of a deal, and writing down that somebody tried: it is logged on the lead that led here."""

from __future__ import annotations

from typing import Any

from detente.crm.capture.models import Lead
from detente.crm.deals.models import Deal
from detente.crm.people.models import Person
from detente.crm.people.permissions import openable, openable_among
from detente.crm.playbook.agreement import Agreement
from detente.web.leads.forms import AttemptForm


def contact_of(deal: Deal, user: Any) -> Person | None:
    """The deal's contact, where this reader may open them."""
    if deal.person is None or not openable_among(Person, [deal.person.pk], user):
        return None
    return deal.person


def attempt_form(deal: Deal, agreement: Agreement, user: Any) -> AttemptForm | None:
    """The form of an attempt on an open deal's lead; None without a lead that the reader may work."""
    if deal.status != "open" or deal.lead_id is None or not user.may("work_leads"):
        return None
    leads = Lead.objects.filter(pk=deal.lead_id, closed_at=None, is_archived=False)
    lead = openable(leads, user).first()
    return AttemptForm(lead, agreement=agreement) if lead else None
