"""Costs of a campaign, dated; a refund is a negative one. Nothing is changed afterwards, it is corrected by another."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from detente.crm.capture.campaigns import add_cost
from detente.crm.objections import Refused
from detente.crm.people.actions import organisation
from detente.web.access import Request, needs
from detente.web.campaigns.campaigns import opened
from detente.web.campaigns.forms import CostForm
from detente.web.campaigns.page import render_campaign
from detente.web.money import money
from detente.web.toasts import toast
from detente.web.words import put_on


@needs("edit_campaigns")
@require_POST
def campaign_costs(request: Request, pk: int) -> HttpResponse:
    """POST adds one cost."""
    campaign = opened(request, pk)
    form = CostForm(request.POST, currency=organisation().currency)
    if form.is_valid():
        kept = {name: form.cleaned_data[name] for name in ("day", "amount_minor", "currency", "note")}
        try:
            cost = add_cost(campaign=campaign, by=request.user, **kept)
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("%(amount)s is added.") % {"amount": money(cost.amount_minor, cost.currency)})
            return redirect("campaign", pk=pk)
    return render_campaign(request, campaign, cost=form)
