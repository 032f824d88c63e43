"""Forms of users; only an administrator gives, takes or touches the administrator's role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from detente.crm.models import Team, Vendor
from detente.crm.people.models import User
from detente.crm.people.roles import ROLES, SCOPES


def refusal_to_touch(user: User, *, by: User) -> str:
    """Why `by` may not change this user; empty when they may. Operations must not make itself administrator."""
    if user.role == "admin" and by.role != "admin":
        return _("Only an administrator may change an administrator.")
    return ""


class UserForm(forms.Form):
    """Name, role, team, record permission; for a vendor's user the vendor."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    role = forms.ChoiceField(label=gettext_lazy("Role"), widget=forms.Select(attrs={"data-reveals": True}))
    vendor = forms.ModelChoiceField(
        label=gettext_lazy("Vendor"), queryset=Vendor.objects.order_by("name"), required=False,
        help_text=gettext_lazy("They see this vendor's leads and nothing else, totals included."),
    )  # fmt: skip
    team = forms.ModelChoiceField(
        label=gettext_lazy("Team"), queryset=Team.objects.order_by("name"), required=False,
        empty_label=gettext_lazy("No team"),
    )  # fmt: skip
    scope = forms.ChoiceField(
        label=gettext_lazy("May open"), required=False,
        help_text=gettext_lazy("Which leads, deals, people and accounts they may open. Totals include everything."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, user: User | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(user, name) for name in self.base_fields if hasattr(user, name)}
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (code, name) for code, name in ROLES.items() if _may_give(code, by=by, user=user)
        ]
        usual = [("", _("As the organisation decides"))]
        self.fields["scope"].choices = usual + list(SCOPES.items())  # type: ignore[attr-defined]

    def clean_scope(self) -> str | None:
        """No choice means the organisation's default, kept as none."""
        return self.cleaned_data["scope"] or None

    def clean(self) -> dict[str, Any]:
        """A vendor's user names the vendor; nobody else has one."""
        cleaned: dict[str, Any] = self.cleaned_data
        if cleaned.get("role") == "vendor" and not cleaned.get("vendor"):
            self.add_error("vendor", _("Choose the vendor they belong to."))
        elif cleaned.get("role") != "vendor":
            cleaned["vendor"] = None
        return cleaned


def _may_give(role: str, *, by: User, user: User | None) -> bool:
    return role != "admin" or by.role == "admin" or (user is not None and user.role == "admin")


class NewUserForm(UserForm):
    """A new user also needs the address they sign in with."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    password = forms.CharField(
        label=gettext_lazy("Password"), required=False, strip=False, max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Leave it empty and a password is made and shown to you once."),
    )  # fmt: skip
    field_order = ("email", "name", "role", "vendor", "team", "scope", "password")


class InvitationForm(UserForm):
    """Whom to invite, and what they will be; the name they may give themselves."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)

    field_order = ("email", "name", "role", "vendor", "team", "scope")
