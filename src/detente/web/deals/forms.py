"""What a person writes about a deal; what may be done with it is judged by the acts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from detente.crm.capture.models import Lead
from detente.crm.people.actions import organisation
from detente.crm.people.models import Account, User
from detente.crm.people.money import exponent, is_currency, to_amount, to_minor
from detente.crm.people.naming import name_key
from detente.crm.people.permissions import openable
from detente.crm.playbook import actions as playbook
from detente.crm.playbook.agreement import Choice
from detente.web.leads.forms import reps
from detente.web.records.custom_forms import WithCustom
from detente.web.world import currencies

TYPES = [("new", _("New business")), ("expansion", _("Expansion")), ("renewal", _("Renewal"))]


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, chosen in the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=False, **more)


def words_field(label: Any, **more: Any) -> forms.CharField:
    """Free words that both teams read."""
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=20_000, **more
    )


def reasons_of(choices: Sequence[Choice]) -> list[tuple[str, Any]]:
    """Reasons to choose from, none chosen yet."""
    return [("", _("Choose a reason")), *((choice.code, _(choice.name)) for choice in choices)]


class AmountForm(forms.Form):
    """An amount with its currency; `cleaned_data["amount_minor"]` is what is kept, None when empty."""

    amount = forms.DecimalField(
        label=_("Amount"), required=False, max_digits=15, min_value=0,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"))

    def __init__(self, *args: Any, currency: str, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["currency"]
        chosen.choices = currencies(currency)  # type: ignore[attr-defined]
        chosen.initial = currency

    def clean(self) -> dict[str, Any]:
        """Refuse digits that the currency does not have rather than rounding them away."""
        cleaned = super().clean() or {}
        amount, currency = cleaned.get("amount"), cleaned.get("currency")
        cleaned["amount_minor"] = None
        if amount is not None and currency and is_currency(currency):
            cleaned["amount_minor"] = to_minor(amount, currency)
            if to_amount(cleaned["amount_minor"], currency) != amount:
                text = _("%(currency)s has %(digits)s digits behind the point.")
                values = {"currency": currency, "digits": exponent(currency)}
                self.add_error("amount", forms.ValidationError(text, params=values))
        return cleaned


def plain_amount(minor: int | None, currency: str | None) -> Decimal | None:
    """Minor units as a number for a form's field."""
    return to_amount(minor, currency) if minor is not None and currency else None


class DealForm(AmountForm):
    """A new deal."""

    name = forms.CharField(label=_("Name"), max_length=300)
    expected_on = day_field(_("Expected close"))
    field_order = ("name", "amount", "currency", "expected_on")


class WinForm(AmountForm):
    """What was won, and why."""

    reason = forms.ChoiceField(label=_("Why they chose us"), required=False)
    words = words_field(_("Note"), help_text=_("Both teams read it."))
    field_order = ("amount", "currency", "reason", "words")

    def __init__(self, *args: Any, reasons: Sequence[Choice], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"].choices = reasons_of(reasons)  # type: ignore[attr-defined]
        # The deal's currency was agreed before; another one is a change of the deal.
        self.fields["currency"].disabled = True


class ReasonForm(forms.Form):
    """Why something ended."""

    reason = forms.ChoiceField(label=_("Reason"), required=False)
    words = words_field(_("Note"), help_text=_("Both teams read it."))

    def __init__(self, *args: Any, reasons: Sequence[Choice], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"].choices = reasons_of(reasons)  # type: ignore[attr-defined]
        self.fields["reason"].required = bool(reasons)
        if not reasons:
            del self.fields["reason"]


class RecycleForm(ReasonForm):
    """Why not now, and when to come back."""

    day = day_field(_("Come back on"), help_text=_("Left empty, the playbook's day for the reason."))
    field_order = ("reason", "day", "words")


class OnDeal(forms.Form):
    """A form about a deal carries the version that it was read at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class TermsForm(AmountForm):
    """What a deal is about: name, type, product, owner, amount, expected close."""

    name = forms.CharField(label=_("Name"), max_length=300)
    expected_on = day_field(_("Expected close"))
    type = forms.ChoiceField(label=_("Type"), choices=TYPES)
    product = forms.CharField(label=_("Product"), max_length=120, required=False)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none(), required=False)
    field_order: tuple[str, ...] = ("name", "amount", "currency", "expected_on", "owner", "type", "product")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        owner = self.fields["owner"]
        owner.queryset, owner.empty_label = reps(), str(_("Nobody"))  # type: ignore[attr-defined]


class NewDealForm(WithCustom, TermsForm):
    """A deal on an account, without a lead. The account is named, or comes with the address as its key.

    A name that nobody has is asked about once: it may be misspelt, or new.
    """

    account = forms.CharField(
        label=_("Account"),
        max_length=300,
        widget=forms.TextInput(attrs={"list": "accounts", "autocomplete": "off"}),
    )
    account_key = forms.IntegerField(required=False, widget=forms.HiddenInput)
    adds_account = forms.BooleanField(label=_("Add it as a new account"), required=False)
    stage = forms.ChoiceField(label=_("Stage"))
    field_order = ("account", *TermsForm.field_order, "stage")

    def __init__(self, user: Any, *args: Any, account: Account | None, **more: Any) -> None:
        self.accounts = openable(Account.objects.filter(is_archived=False, merged_into=None), user)
        self.may_add, self.offers_account = user.may("edit_people"), False
        initial = {"owner": user.pk, "type": "new"}
        if account:
            initial |= {"account": account.name, "account_key": account.pk}
        super().__init__(*args, currency=organisation().currency, initial=initial, **more)
        stages = [stage for stage in playbook.current().deal_stages if stage.milestone != "won"]
        self.fields["stage"].choices = [(stage.code, _(stage.name)) for stage in stages]  # type: ignore[attr-defined]
        self.fields["name"].required = False
        self.fields["name"].help_text = _("Left empty, the account's name.")
        self.add_custom("deal")

    def clean(self) -> dict[str, Any]:
        """Find the account: by its key while the name still fits, else by its name, if only one has it."""
        cleaned = super().clean()
        self.check_custom()
        key = name_key(cleaned.get("account", ""))
        same = list(self.accounts.filter(name_key=key)[:50]) if key else []
        chosen = [account for account in same if account.pk == cleaned.get("account_key")] or same
        cleaned["new_account"] = ""
        if len(chosen) == 1:
            cleaned["account"] = chosen[0]
        elif key and not same and self.may_add and cleaned.get("adds_account"):
            cleaned["new_account"], cleaned["account"] = cleaned["account"], None
        elif key:
            self.offers_account = self.may_add and not same
            self.add_error("account", self._not_found(cleaned["account"], len(same)))
        return cleaned

    def _not_found(self, name: str, same: int) -> Any:
        if same:
            return _("%(count)s accounts have this name. Open the one you mean and start the deal there.") % {
                "count": same
            }
        near = (
            self.accounts.filter(name__icontains=name.split()[0])
            .order_by("name")
            .values_list("name", flat=True)[:3]
        )
        if near:
            return _("No account has this name. Did you mean %(names)s?") % {"names": ", ".join(near)}
        return _("No account has this name.")


class ChangeForm(TermsForm, OnDeal):
    """A deal's terms as they are, to change."""


class NoteForm(forms.Form):
    """Words that both teams read."""

    words = words_field(_("Note"))
    words.widget.attrs["placeholder"] = _("A note that both teams read")


class JoiningForm(OnDeal):
    """An open lead that this deal carries too."""

    lead = forms.ModelChoiceField(label=_("Lead"), queryset=Lead.objects.none())

    def __init__(self, leads: Any, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["lead"].queryset = leads  # type: ignore[attr-defined]
        self.fields["lead"].label_from_instance = lambda lead: lead.person.label  # type: ignore[attr-defined]
