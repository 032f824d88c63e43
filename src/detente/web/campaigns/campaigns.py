"""Campaigns: the list with what each brought and cost, one campaign, and a new one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from detente.crm.capture.campaigns import add_campaign, change_campaign
from detente.crm.models import Campaign
from detente.crm.objections import Refused
from detente.crm.people.actions import organisation
from detente.crm.people.money import to_amount
from detente.crm.playbook import actions as playbook
from detente.web.access import Request, needs, open_record
from detente.web.campaigns.figures import MILESTONES, reached
from detente.web.campaigns.forms import CampaignForm
from detente.web.campaigns.page import render_campaign
from detente.web.campaigns.registry import CAMPAIGNS, COLUMNS, LISTING, with_totals
from detente.web.editing import Editing
from detente.web.lists.files import csv_file
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
    page = LISTING.page(request, with_totals(request.user))
    rows = with_milestones(page.rows, request.user)
    shown = {"page": page, "rows": rows, "currency": organisation().currency}
    return render(request, "campaigns/campaigns.html", shown)


def with_milestones(rows: list[dict[str, Any]], user: Any) -> list[dict[str, Any]]:
    """Rows of the list with their milestones, and the cost of one lead in minor units."""
    found = reached([row["id"] for row in rows], playbook.current(), user)
    nothing = dict.fromkeys(MILESTONES, 0)
    return [row | found.get(row["id"], nothing) | {"cost_per_lead": per_lead(row)} for row in rows]


def per_lead(row: dict[str, Any]) -> int | None:
    """Cost over leads in minor units; None without a recorded cost, or without leads."""
    return None if row["cost"] is None or not row["leads"] else round(row["cost"] / row["leads"])


@needs("export")
@require_safe
def export(request: Request) -> StreamingHttpResponse:
    """`/campaigns/export.csv`: the same question as the list; money in units of the currency."""
    rows = LISTING.export(request, with_totals(request.user))
    return csv_file("campaigns", COLUMNS, _lines(rows, request.user))


def _lines(rows: Iterable[dict[str, Any]], user: Any) -> Iterator[dict[str, Any]]:
    currency = organisation().currency
    for row in with_milestones(list(rows), user):
        for name in ("cost", "cost_per_lead"):
            row[name] = None if row[name] is None else to_amount(row[name], currency)
        yield row | {"currency": currency}


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
