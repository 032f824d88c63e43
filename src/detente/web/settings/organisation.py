"""The organisation: its name, zone, currency, calendar, and who may open which records."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from detente.crm.models import CampaignCost, Deal, Organisation
from detente.crm.people.actions import change_organisation, organisation
from detente.crm.people.roles import SCOPES
from detente.web import world
from detente.web.access import Request, needs
from detente.web.settings.tabs import settings_tabs
from detente.web.toasts import toast

FIELDS = ("name", "zone", "currency", "country", "fiscal_month", "week_start", "default_scope")


class OrganisationForm(forms.Form):
    """What holds for everybody."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Days, weeks and quarters of every report begin and end here."),
    )
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), help_text=gettext_lazy("Totals across currencies are shown in it.")
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Country"), required=False,
        help_text=gettext_lazy("Phone numbers without a country code are read as numbers of this country."),
    )  # fmt: skip
    fiscal_month = forms.TypedChoiceField(label=gettext_lazy("The fiscal year begins in"), coerce=int)
    week_start = forms.TypedChoiceField(label=gettext_lazy("The week begins on"), coerce=int)
    default_scope = forms.ChoiceField(
        label=gettext_lazy("People may open"), choices=list(SCOPES.items()), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, found: Organisation, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(found, name) for name in FIELDS}
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = world.zones(found.zone)  # type: ignore[attr-defined]
        self.fields["currency"].choices = world.currencies(found.currency)  # type: ignore[attr-defined]
        self.fields["country"].choices = [("", _("Not set")), *world.countries()]  # type: ignore[attr-defined]
        self.fields["fiscal_month"].choices = world.months()  # type: ignore[attr-defined]
        self.fields["week_start"].choices = world.weekdays()  # type: ignore[attr-defined]
        if why := fixed_currency(found):
            self.fields["currency"].disabled = True
            self.fields["currency"].help_text = why


def fixed_currency(found: Organisation) -> str:
    """Why the currency may no longer change: amounts were turned into it for good. Empty when it may."""
    is_used = (
        Deal.objects.filter(base_minor__isnull=False).exists()
        or CampaignCost.objects.filter(base_minor__isnull=False).exists()
    )
    if not is_used:
        return ""
    text = _("Costs and closed deals are kept in %(currency)s already, so it can't change any more.")
    return text % {"currency": found.currency}


@needs("settings")
def organisation_page(request: Request) -> HttpResponse:
    """The settings of the organisation; POST changes them."""
    found = organisation()
    form = OrganisationForm(request.POST or None, found=found)
    if form.is_valid():
        change_organisation(by=request.user, **form.cleaned_data)
        toast(request, _("The settings are saved."))
        return redirect("settings")
    shown = {"form": form, "tabs_here": settings_tabs(request)}
    return render(request, "settings/organisation.html", shown, status=422 if form.errors else 200)
