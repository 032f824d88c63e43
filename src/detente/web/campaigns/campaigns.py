"""Campaigns: the list with what each brought and cost, one campaign, and a new one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from detente.crm.capture.campaigns import add_campaign, change_campaign
from detente.crm.models import Campaign
from detente.crm.objections import Refused
from detente.web.access import Request, needs, open_record
from detente.web.campaigns.forms import CampaignForm
from detente.web.campaigns.page import render_campaign
from detente.web.campaigns.registry import CAMPAIGNS
from detente.web.editing import Editing
from detente.web.lists.exports import list_file
from detente.web.lists.show import list_page
from detente.web.toasts import toast
from detente.web.words import put_on

EDITING = Editing(
    form=CampaignForm, change=change_campaign, url_name="campaign",
    form_template="campaigns/parts/campaign_form.html", page_template="campaigns/campaign_edit.html",
)  # fmt: skip


@needs("read")
@require_safe
def campaign_list(request: Request) -> HttpResponse:
    """`/campaigns/`: leads, cost and how far the leads came."""
    return list_page(request, "campaigns", "campaigns/campaigns.html")


@needs("export")
@require_safe
def export(request: Request) -> HttpResponse:
    """`/campaigns/export.csv`: the same question as the list; money in units of the currency."""
    return list_file(request, "campaigns", "csv")


@needs("read")
@require_safe
def campaign_page(request: Request, pk: int) -> HttpResponse:
    """`/campaigns/<id>/`: where its leads are and ended, what it cost, what sales said."""
    return render_campaign(request, opened(request, pk))


def opened(request: Request, pk: int) -> Campaign:
    """The campaign at this address, when the reader may open it."""
    return open_record(CAMPAIGNS.select_related("vendor"), request.user, pk)


@needs("read", write="edit_campaigns")
def campaign_facts(request: Request, pk: int) -> HttpResponse:
    """`/campaigns/<id>/facts/`: the facts as a form; POST keeps them."""
    return EDITING.respond(request, opened(request, pk))


@needs("edit_campaigns")
def new_campaign(request: Request) -> HttpResponse:
    """`/campaigns/new/`: an effort set up before or after it began."""
    form = CampaignForm(request.POST or None, record=None)
    if form.is_valid():
        fields = form.changes()
        try:
            campaign = add_campaign(fields.pop("name"), by=request.user, **fields)
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("%(name)s is added.") % {"name": campaign.name})
            return redirect("campaign", pk=campaign.pk)
    return render(request, "campaigns/campaign_new.html", {"form": form}, status=422 if form.errors else 200)
