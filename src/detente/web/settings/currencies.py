"""Currencies in use, and what they are worth in ours day by day: typed, or read from a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from detente.crm.deals.currencies import currencies_met
from detente.crm.models import FxRate
from detente.crm.objections import Refused
from detente.crm.people.actions import organisation
from detente.crm.people.days import today
from detente.crm.people.rate_files import read_rates
from detente.crm.people.rates import Rate, remove_rates, set_rates
from detente.web.access import Request, needs
from detente.web.settings.tabs import settings_tabs
from detente.web.toasts import toast
from detente.web.words import in_words, put_on
from detente.web.world import currencies

LARGEST_MB = 20
SHOWN = 30


class RateForm(forms.Form):
    """One rate of one day."""

    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    rate = forms.DecimalField(
        label=gettext_lazy("Rate"), max_digits=24, decimal_places=12,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        own = organisation().currency
        self.fields["currency"].choices = [row for row in currencies(own) if row[0] != own]  # type: ignore[attr-defined]
        self.fields["rate"].help_text = _("How many %(own)s one unit is worth, like 0.92.") % {"own": own}


class RatesFileForm(forms.Form):
    """A file of rates, and for rates per unit of one currency, which one that is."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv"})
    )
    base = forms.CharField(
        label=gettext_lazy("Rates are for one unit of"), max_length=3, required=False,
        widget=forms.TextInput(attrs={"placeholder": "EUR", "autocomplete": "off"}),
        help_text=gettext_lazy("Only for files with a column for each currency; the ECB’s are for one EUR."),
    )  # fmt: skip


@needs("settings")
@require_safe
def currency_list(request: Request) -> HttpResponse:
    """`/settings/currencies/?of=USD`: every currency met, and the rates of one of them."""
    return _page(request)


def _page(
    request: Request, *, rate: forms.Form | None = None, file: forms.Form | None = None
) -> HttpResponse:
    met = currencies_met()
    of = request.GET.get("of", "").upper()
    of = of if of in {each.code for each in met} else ""
    initial = {"day": today(), "currency": of or (met[0].code if met else None)}
    shown = {
        "met": met, "own": organisation().currency, "of": of, "tabs_here": settings_tabs(request),
        "rate_form": rate or RateForm(initial=initial), "file_form": file or RatesFileForm(),
        "names": dict(currencies(organisation().currency)), **_rates(of, parse_day(request.GET.get("before", ""))),
    }  # fmt: skip
    return render(request, "settings/currencies.html", shown, status=422 if rate or file else 200)


def parse_day(text: str) -> date | None:
    """A day of an address; None where it is none."""
    try:
        return parse_date(text[:10])
    except ValueError:
        return None


def _rates(code: str, before: date | None) -> dict[str, Any]:
    found = FxRate.objects.filter(currency=code).order_by("-day")
    rows = list(found.filter(day__lt=before) if before else found)[: SHOWN + 1] if code else []
    older = rows[SHOWN - 1].day if len(rows) > SHOWN else None
    return {"rates": rows[:SHOWN], "older": older, "before": before}


def _back(of: str = "") -> HttpResponse:
    return HttpResponseRedirect(reverse("currencies") + (f"?of={of}" if of else ""), status=303)


@needs("settings")
@require_POST
def typed_rate(request: Request) -> HttpResponse:
    """`/settings/currencies/rates/`: keep one rate."""
    form = RateForm(request.POST)
    if form.is_valid():
        kept = form.cleaned_data
        try:
            set_rates([Rate(kept["day"], kept["currency"], kept["rate"])], by=request.user)
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("The rate is kept."))
            return _back(kept["currency"])
    return _page(request, rate=form)


@needs("settings")
@require_POST
def rates_file(request: Request) -> HttpResponse:
    """`/settings/currencies/file/`: read a file of rates, whole or not at all."""
    form = RatesFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            own, base = organisation().currency, form.cleaned_data["base"].upper() or None
            rates = read_rates(_text_of(form.cleaned_data["file"]), own=own, today=today(), base=base)
            kept = set_rates(rates, by=request.user)
        except forms.ValidationError as wrong:
            form.add_error("file", wrong)
        except Refused as refused:
            for objection in refused.objections:
                form.add_error("base" if objection.field == "base" else "file", in_words(objection))
        else:
            text = _("%(new)s new rates, %(changed)s changed, %(same)s known already.")
            toast(request, text % {"new": kept.new, "changed": kept.changed, "same": kept.same})
            return _back()
    return _page(request, file=form)


def _text_of(file: UploadedFile) -> str:
    if (file.size or 0) > LARGEST_MB * 1_000_000:
        text = _("The file is larger than %(most)s MB. Split it, or use: detente rates import.")
        raise forms.ValidationError(text % {"most": LARGEST_MB})
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise forms.ValidationError(_("This is not a text in UTF-8. Save it as CSV, UTF-8.")) from None


@needs("settings")
@require_POST
def rate_removal(request: Request) -> HttpResponse:
    """`/settings/currencies/removal/`: take away one day's rate, or without a day all of a currency."""
    code, day = request.POST.get("currency", "")[:3], parse_day(request.POST.get("day", ""))
    count = remove_rates(code, by=request.user, day=day)
    text = _("Taken away: %(count)s rates of %(code)s. What was frozen with them stays as it is.")
    toast(request, text % {"count": count, "code": code})
    return _back(code)
