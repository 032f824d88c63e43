"""What is asked to open a deal from a lead, or to join another lead's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from detente.crm.deals.models import Deal
from detente.crm.people.actions import organisation
from detente.crm.people.money import is_currency, to_minor
from detente.crm.playbook.agreement import Agreement
from detente.web.leads.forms import OnLead


class DealForm(OnLead):
    """A possible sale; the lead goes along to its stage."""

    name = forms.CharField(label=_("Name"), max_length=300)
    amount = forms.DecimalField(
        label=_("Amount"), required=False, max_digits=15, min_value=Decimal(0),
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )  # fmt: skip
    currency = forms.CharField(label=_("Currency"), max_length=3)
    stage = forms.ChoiceField(label=_("Stage"))
    expected_on = forms.DateField(
        label=_("Expected close"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def settle(self, agreement: Agreement) -> None:
        stages = [stage for stage in agreement.deal_stages if stage.milestone != "won"]
        self.choice("stage").choices = [(stage.code, _(stage.name)) for stage in stages]
        self.fields["currency"].initial = organisation().currency
        lead = self.lead
        self.fields["name"].initial = lead.account.name if lead.account else lead.person.label

    def clean_currency(self) -> str:
        code = self.cleaned_data["currency"].upper()
        if not is_currency(code):
            raise forms.ValidationError(_("Give the currency as three letters, like EUR."))
        return code

    def clean(self) -> dict[str, Any]:
        kept = super().clean() or {}
        amount, currency = kept.get("amount"), kept.get("currency")
        kept["amount_minor"] = to_minor(amount, currency) if amount is not None and currency else None
        return kept


class JoiningForm(OnLead):
    """An open deal of the same account that another lead carries."""

    deal = forms.ModelChoiceField(label=_("Deal"), queryset=Deal.objects.none(), empty_label="—")

    def settle(self, agreement: Agreement) -> None:
        self.record("deal").queryset = joinable(self.lead)


def joinable(lead: Any) -> Any:
    """Open deals on the lead's account that it does not belong to."""
    if lead.account_id is None:
        return Deal.objects.none()
    deals = Deal.objects.filter(account=lead.account_id, status="open", is_archived=False)
    return deals.exclude(lead=lead).order_by("-opened_at")
