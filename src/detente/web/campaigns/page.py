"""The page of one campaign."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from detente.crm.models import Campaign, CampaignCost, CampaignMember, Deal, Lead
from detente.crm.people.actions import organisation
from detente.crm.playbook import actions as playbook
from detente.web.access import Request
from detente.web.campaigns.figures import MILESTONES, answers, endings, reached, standings
from detente.web.campaigns.forms import CostForm
from detente.web.campaigns.registry import of_reader
from detente.web.campaigns.said import sayings
from detente.web.money import money
from detente.web.numbers import number

COSTS_SHOWN = 100


def render_campaign(request: Request, campaign: Campaign, *, cost: CostForm | None = None) -> HttpResponse:
    """The whole page; `cost` is a cost form that was refused: it opens with what was written."""
    currency = organisation().currency
    shown = {
        "campaign": campaign, "currency": currency, "cost_form": cost or CostForm(currency=currency),
        **_of_leads(campaign, request.user), **_of_costs(campaign, request.user),
    }  # fmt: skip
    shown["cost_per"] = _cost_per(shown)
    shown["finding"] = _finding(shown)
    return render(request, "campaigns/campaign.html", shown, status=422 if cost is not None else 200)


def _of_leads(campaign: Campaign, user: Any) -> dict[str, Any]:
    agreement = playbook.current()
    leads = of_reader(Lead.objects.filter(campaign=campaign, is_archived=False), user)
    found = standings(leads, agreement)
    won = Deal.objects.filter(lead__in=leads.values("pk"), status="won", is_archived=False)
    return {
        "agreement": agreement,
        "total": sum(standing.count for standing in found),
        "standings": found,
        "reached": reached([campaign.pk], agreement, user).get(campaign.pk, dict.fromkeys(MILESTONES, 0)),
        "answers": answers(leads, agreement),
        "endings": endings(leads, agreement),
        "sayings": sayings(leads, agreement, user),
        "won_minor": won.aggregate(total=Sum("base_minor"))["total"],
        "member_count": CampaignMember.objects.filter(campaign=campaign, person__merged_into=None).count(),
    }


def _of_costs(campaign: Campaign, user: Any) -> dict[str, Any]:
    costs = of_reader(CampaignCost.objects.filter(campaign=campaign, is_archived=False), user)
    totals = costs.aggregate(total=Sum("base_minor"))
    return {
        "cost_minor": totals["total"],
        "unconverted": costs.filter(base_minor=None).count(),
        "cost_count": costs.count(),
        "costs": list(
            costs.order_by("-day", "-pk").values("day", "amount_minor", "currency", "base_minor", "note")[
                :COSTS_SHOWN
            ]
        ),
    }


def _cost_per(shown: dict[str, Any]) -> dict[str, int | None]:
    """Cost of one lead, and of one that reached each milestone; None without a cost or without any."""
    counts = {"lead": shown["total"], **shown["reached"]}
    cost = shown["cost_minor"]
    return {
        name: round(cost / count) if cost is not None and count else None for name, count in counts.items()
    }


def _finding(shown: dict[str, Any]) -> str:
    """The page in one sentence."""
    if not shown["total"]:
        return ""
    counts = {"sql": number(shown["reached"]["sql"]), "won": number(shown["reached"]["won"])}
    leads = ngettext("%(num)s lead", "%(num)s leads", shown["total"]) % {"num": number(shown["total"])}
    if shown["cost_minor"] is None:
        text = _("%(leads)s: %(sql)s became real opportunities, %(won)s were won. No cost is recorded.")
        return text % (counts | {"leads": leads})
    cost = money(shown["cost_minor"], shown["currency"])
    text = _("%(leads)s for %(cost)s: %(sql)s became real opportunities, %(won)s were won.")
    return text % (counts | {"leads": leads, "cost": cost})
