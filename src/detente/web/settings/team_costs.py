"""What an hour of each team costs, from a day on: with it late discovery is told in money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from detente.crm.models import TeamCost
from detente.crm.objections import Refused
from detente.crm.people.actions import organisation
from detente.crm.people.days import today
from detente.crm.people.money import exponent, to_amount, to_minor
from detente.crm.people.rates import rate_on
from detente.crm.people.roles import TEAMS
from detente.crm.people.team_costs import changes_of_team_costs, remove_team_cost, set_team_cost
from detente.web.access import Request, needs
from detente.web.settings.currencies import parse_day
from detente.web.settings.tabs import settings_tabs
from detente.web.toasts import toast
from detente.web.words import put_on
from detente.web.world import currencies

CHANGES_SHOWN = 20


class TeamCostForm(forms.Form):
    """What an hour of a team costs, and from which day on."""

    asks_as: ClassVar[dict[str, str]] = {"hour_minor": "amount"}
    team = forms.ChoiceField(label=gettext_lazy("Team"), choices=list(TEAMS.items()))
    amount = forms.DecimalField(
        label=gettext_lazy("An hour costs"), max_digits=15,
        widget=forms.NumberInput(attrs={"step": "any", "min": "0", "inputmode": "decimal"}),
        help_text=gettext_lazy("With all that it takes: pay, dues, tools, desk."),
    )  # fmt: skip
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    from_on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Work done before that day keeps the cost of its own day."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        own = organisation().currency
        more["initial"] = {"currency": own, "from_on": today().replace(month=1, day=1)}
        super().__init__(*args, **more)
        self.fields["currency"].choices = currencies(own)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Digits that the currency does not have are refused, not rounded away."""
        cleaned: dict[str, Any] = self.cleaned_data
        amount, currency = cleaned.get("amount"), cleaned.get("currency")
        if amount is None or not currency:
            return cleaned
        cleaned["hour_minor"] = to_minor(amount, currency)
        if to_amount(cleaned["hour_minor"], currency) != amount:
            text = _("%(currency)s has %(digits)s digits behind the point.")
            self.add_error("amount", text % {"currency": currency, "digits": exponent(currency)})
        return cleaned


@dataclass(frozen=True)
class Row:
    """A cost of a team's hour: `when` is now, earlier or later; `has_rate` whether it can be counted in ours."""

    cost: TeamCost
    when: str
    has_rate: bool


@needs("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def team_cost_page(request: Request) -> HttpResponse:
    """`/settings/hour-costs/`: what an hour costs, by team and day; POST sets one."""
    form = TeamCostForm(request.POST or None)
    if form.is_valid():
        kept = {name: form.cleaned_data[name] for name in ("from_on", "hour_minor", "currency")}
        try:
            set_team_cost(form.cleaned_data["team"], by=request.user, **kept)
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("Kept. Reports count with it from the next refresh on."))
            return HttpResponseRedirect(reverse("team_costs"), status=303)
    rows = _rows(TeamCost.objects.order_by("team", "-from_on"), today())
    shown = {
        "tabs_here": settings_tabs(request), "form": form, "rows": rows, "team_names": TEAMS,
        "unset": [name for team, name in TEAMS.items() if not any(row.cost.team == team for row in rows)],
        "changed": changes_of_team_costs(CHANGES_SHOWN),
    }  # fmt: skip
    return render(request, "settings/team_costs.html", shown, status=422 if form.errors else 200)


def _rows(costs: Iterable[TeamCost], now: date) -> list[Row]:
    own, current = organisation().currency, set[str]()
    found = []
    for cost in costs:
        when = "later" if cost.from_on > now else "earlier" if cost.team in current else "now"
        if when == "now":
            current.add(cost.team)
        has_rate = cost.currency == own or rate_on(cost.currency, cost.from_on) is not None
        found.append(Row(cost, when, has_rate))
    return found


@needs("settings")
@require_POST
def team_cost_removal(request: Request) -> HttpResponse:
    """`/settings/hour-costs/removal/`: take away one that was set by mistake."""
    team, day = request.POST.get("team", ""), parse_day(request.POST.get("from_on", ""))
    if team in TEAMS and day and remove_team_cost(team, by=request.user, from_on=day):
        toast(request, _("Taken away. The cost from before that day holds on."))
    return HttpResponseRedirect(reverse("team_costs"), status=303)
