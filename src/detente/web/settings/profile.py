"""Your own profile: name, zone, theme, password, and signing out everywhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from detente.crm.objections import Refused
from detente.crm.people.actions import change_user, end_sessions
from detente.crm.people.models import User
from detente.crm.people.naming import tidy
from detente.crm.people.passwords import set_password
from detente.web import world
from detente.web.access import Request, needs
from detente.web.settings.tabs import settings_tabs
from detente.web.toasts import toast
from detente.web.words import put_on

A_YEAR = 365 * 24 * 3600
THEMES = (
    ("", gettext_lazy("As the system")),
    ("light", gettext_lazy("Light")),
    ("dark", gettext_lazy("Dark")),
)


class ProfileForm(forms.Form):
    """What a person may change about themselves."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"), required=False,
        help_text=gettext_lazy("Times are shown to you in it. Periods of reports stay the organisation's."),
    )  # fmt: skip
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"), choices=THEMES, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(user, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        same = [("", _("As the organisation"))]
        self.fields["zone"].choices = same + world.zones(user.zone)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """A name of blanks is none."""
        if not (name := tidy(self.cleaned_data["name"])):
            raise forms.ValidationError(_("Give your name."))
        return name


class PasswordForm(forms.Form):
    """The old password proves who sits there."""

    old = forms.CharField(
        label=gettext_lazy("Password now"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False,
    )  # fmt: skip
    password = forms.CharField(
        label=gettext_lazy("New password"), strip=False, max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 10 characters. Three or four unrelated words are good."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        """Only who knows the old password may set a new one."""
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError(_("That is not your password."))
        return old


def _reader(request: Request) -> User:
    """The signed-in user as a record that can be locked; the request only holds a stand-in."""
    return User.objects.get(pk=request.user.pk)


@needs("read")
def profile_page(request: Request) -> HttpResponse:
    """Name, zone and theme; POST saves them."""
    form = ProfileForm(request.POST or None, user=_reader(request))
    if not form.is_valid():
        return _page(request, form=form)
    reader = _reader(request)
    change_user(reader, by=reader, **form.cleaned_data)
    toast(request, _("Your profile is saved."))
    response = redirect("profile")
    _keep_theme(response, form.cleaned_data["theme"])
    return response


def _keep_theme(response: HttpResponse, theme: str) -> None:
    """The page reads the theme from a cookie, so that the first paint is right."""
    if theme:
        response.set_cookie("theme", theme, max_age=A_YEAR, samesite="Lax", secure=settings.IS_SECURE)
    else:
        response.delete_cookie("theme", samesite="Lax")


@needs("read")
@require_POST
def own_password(request: Request) -> HttpResponse:
    """A new password; every other session of this user ends."""
    reader = _reader(request)
    form = PasswordForm(request.POST, user=reader)
    if form.is_valid():
        try:
            user = set_password(reader, form.cleaned_data["password"], by=reader)
        except Refused as refused:
            put_on(form, refused)
        else:
            update_session_auth_hash(request, user)
            toast(request, _("Your password is changed. You are signed out everywhere else."))
            return redirect("profile")
    return _page(request, password=form)


@needs("read")
@require_POST
def own_sessions(request: Request) -> HttpResponse:
    """Sign out everywhere, here too."""
    end_sessions(_reader(request))
    logout(request)
    return redirect("sign_in")


def _page(
    request: Request, *, form: ProfileForm | None = None, password: PasswordForm | None = None
) -> HttpResponse:
    user = _reader(request)
    shown = {
        "form": form or ProfileForm(user=user), "password": password or PasswordForm(user=user),
        "tabs_here": settings_tabs(request),
    }  # fmt: skip
    is_wrong = any(one is not None and one.errors for one in (form, password))
    return render(request, "settings/profile.html", shown, status=422 if is_wrong else 200)
