"""From a lead to a deal."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from detente.crm.capture.models import Lead
from detente.crm.deals import actions
from detente.web.access import Request
from detente.web.leads.act import Done, act
from detente.web.leads.deal_forms import DealForm, JoiningForm


@act(DealForm, write="work_deals")
def deals(request: Request, lead: Lead, kept: dict[str, Any]) -> Done:
    """A possible sale opens; the lead goes along."""
    deal = actions.open_deal(
        by=request.user, name=kept["name"], lead=lead, stage=kept["stage"], amount_minor=kept["amount_minor"],
        currency=kept["currency"], expected_on=kept["expected_on"], version=kept["version"],
    )  # fmt: skip
    return Done(_("Opened the deal %(name)s.") % {"name": deal.name}, go_to=reverse("deal", args=[deal.pk]))


@act(JoiningForm, write="work_deals")
def joining(request: Request, lead: Lead, kept: dict[str, Any]) -> Done:
    """Another lead carries the deal; this one ends as joined."""
    actions.join(lead, to=kept["deal"], by=request.user)
    return Done(_("Joined %(name)s.") % {"name": kept["deal"].name})
