"""What is kept of an account and of a person, as forms."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from detente.crm.models import Account, User
from detente.crm.people.naming import name_key, tidy
from detente.web import world
from detente.web.accounts.registry import TYPES
from detente.web.editing import FactsForm
from detente.web.records.custom_forms import WithCustom

_OWNERS = User.objects.exclude(role__in=("vendor", "executive"))


class AccountForm(WithCustom, FactsForm):
    """An organisation's facts; everything but the name may stay unknown."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    domain = forms.CharField(
        label=gettext_lazy("Domain"), max_length=253, required=False,
        help_text=gettext_lazy("Like northwind.example. New leads of that company find this account by it."),
    )  # fmt: skip
    type = forms.ChoiceField(label=gettext_lazy("Type"), choices=list(TYPES.items()))
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Owner"), queryset=_OWNERS, required=False, empty_label=gettext_lazy("Nobody")
    )
    is_named = forms.BooleanField(
        label=gettext_lazy("A named account: its owner gets its leads"), required=False
    )
    industry = forms.CharField(label=gettext_lazy("Industry"), max_length=120, required=False)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=120, required=False)
    employees = forms.IntegerField(
        label=gettext_lazy("Employees"), required=False, min_value=0, max_value=2_147_483_647
    )
    website = forms.CharField(label=gettext_lazy("Website"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Not known")), *world.countries()]  # type: ignore[attr-defined]
        active = _OWNERS.filter(is_active=True)
        if self.record is None:
            self.add_custom("account")
        else:
            active = active | _OWNERS.filter(pk=self.record.owner_id)
        self.fields["owner"].queryset = active.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A new account's added fields are judged with the rest."""
        self.check_custom()
        return self.cleaned_data

    def clean_name(self) -> str:
        """Blanks are no name."""
        return _named(self.cleaned_data["name"])

    def clean_domain(self) -> str:
        """An address of a page is cut to its domain."""
        return _domain(self.cleaned_data["domain"])

    def changes(self) -> dict[str, Any]:
        """Unknown is kept as unknown, not as an empty text."""
        return {name: None if value == "" else value for name, value in super().changes().items()}


def _named(text: str) -> str:
    if not (name := tidy(text)):
        raise forms.ValidationError(_("Give a name."))
    return name


def _domain(text: str) -> str:
    text = tidy(text).casefold()
    if not text:
        return ""
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        host = ""
    host = host.removeprefix("www.")
    if "." not in host or " " in host:
        raise forms.ValidationError(_("Give a domain like northwind.example."))
    return host


class PersonForm(WithCustom, FactsForm):
    """A person's facts. Nothing is asked for but something to know them by."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300, required=False)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)
    account = forms.CharField(label=gettext_lazy("Account"), max_length=300, required=False)
    is_new_account = forms.BooleanField(label=gettext_lazy("Add it as a new account"), required=False)
    email = forms.CharField(
        label=gettext_lazy("E-mail"), max_length=320, required=False,
        widget=forms.TextInput(attrs={"inputmode": "email"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Not known")), *world.countries()]  # type: ignore[attr-defined]
        self.asks_for_account = False
        if self.record is None:
            self.add_custom("person")

    @classmethod
    def of(cls, record: Any) -> dict[str, Any]:
        """The account goes by its name."""
        plain = {name: getattr(record, name) or "" for name in ("name", "title", "email", "phone", "country")}
        return plain | {"account": record.account.name if record.account_id else "", "is_new_account": False}

    def clean(self) -> dict[str, Any]:
        """Find the account by its name; a new one only when that is wanted. Somebody must be known by something."""
        cleaned: dict[str, Any] = self.cleaned_data
        self.check_custom()
        if (
            not (tidy(cleaned.get("name")) or cleaned.get("email") or cleaned.get("phone"))
            and not self.is_known
        ):
            self.add_error("name", _("Give a name, an e-mail address or a phone number."))
        name = tidy(cleaned.get("account"))
        cleaned["account_name"], cleaned["account"] = name, self._account(name)
        if name and cleaned["account"] is None and not cleaned.get("is_new_account"):
            self.asks_for_account = True
            text = _("No account is called %(name)s yet. Mend the name, or tick the box below to add it.")
            self.add_error("account", text % {"name": name})
        return cleaned

    @property
    def is_known(self) -> bool:
        """Whether the record has another name to stand under, an id of another system."""
        return self.record is not None and self.record.label.startswith("#")

    def _account(self, name: str) -> Account | None:
        current = self.record.account if self.record is not None and self.record.account_id else None
        if current and name_key(current.name) == name_key(name):
            return current
        known = Account.objects.filter(name_key=name_key(name), merged_into=None, is_archived=False)
        return known.order_by("pk").first() if name else None

    def changes(self) -> dict[str, Any]:
        """Unknown is kept as unknown; the account is found or, when asked for, still a name."""
        kept = {name: value or None for name, value in super().changes().items()}
        kept["name"] = kept["name"] or ""
        kept.pop("is_new_account")
        return kept
