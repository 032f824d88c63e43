"""What is kept of a campaign and of a cost, as forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from detente.crm.models import Vendor
from detente.crm.people.days import today
from detente.crm.people.money import exponent, to_amount, to_minor
from detente.crm.people.naming import tidy
from detente.web import world
from detente.web.campaigns.registry import sources, types
from detente.web.editing import FactsForm

MOST_MINOR = 9_000_000_000_000_000_000


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


def _listed(name: str) -> forms.TextInput:
    return forms.TextInput(attrs={"list": f"known-{name}", "autocomplete": "off"})


class CampaignForm(FactsForm):
    """An effort: what it is, where its responses count, when it runs."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    type = forms.CharField(label=gettext_lazy("Type"), max_length=60, required=False, widget=_listed("type"))
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=120, required=False, widget=_listed("source"),
        help_text=gettext_lazy("Responses that name no source of their own count here."),
    )  # fmt: skip
    medium = forms.CharField(label=gettext_lazy("Medium"), max_length=120, required=False)
    vendor = forms.ModelChoiceField(
        label=gettext_lazy("Vendor"), queryset=Vendor.objects.order_by("name"), required=False,
        empty_label=gettext_lazy("None"),
    )  # fmt: skip
    starts_on = _day(gettext_lazy("Starts on"), required=False)
    ends_on = _day(gettext_lazy("Ends on"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )

    @property
    def known(self) -> dict[str, list[str]]:
        """Sources and types used so far, offered while typing so that one thing keeps one name."""
        return {"source": [name for name, _label in sources()], "type": [name for name, _label in types()]}

    def changes(self) -> dict[str, Any]:
        """Empty is unknown; the vendor goes by key, as the act takes it."""
        kept = {name: value or None for name, value in super().changes().items()}
        vendor = kept.pop("vendor")
        texts = {name: tidy(kept[name]) or None for name in ("type", "source", "medium")}
        never_null = {"name": kept["name"] or "", "note": kept["note"] or ""}
        return kept | texts | never_null | {"vendor_id": vendor.pk if vendor else None}


class CostForm(forms.Form):
    """Money spent on a day; a refund is negative."""

    day = _day(gettext_lazy("Day"))
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"), max_digits=15,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        help_text=gettext_lazy("A refund or credit is negative."),
    )  # fmt: skip
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    note = forms.CharField(label=gettext_lazy("For what"), max_length=200, required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"currency": currency, "day": today()}
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = world.currencies(currency)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Digits that the currency does not have are refused, not rounded away; nothing spent is no cost."""
        cleaned: dict[str, Any] = self.cleaned_data
        amount, currency = cleaned.get("amount"), cleaned.get("currency")
        if amount is None or not currency:
            return cleaned
        cleaned["amount_minor"] = to_minor(amount, currency)
        if not amount or abs(cleaned["amount_minor"]) > MOST_MINOR:
            self.add_error("amount", _("Give the amount that was spent."))
        elif to_amount(cleaned["amount_minor"], currency) != amount:
            text = _("%(currency)s has %(digits)s digits behind the point.")
            self.add_error("amount", text % {"currency": currency, "digits": exponent(currency)})
        return cleaned
