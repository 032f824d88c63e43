"""Your own profile: name, zone, language, theme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from detente.crm.people.actions import change_user
from detente.crm.people.models import User
from detente.crm.people.naming import tidy
from detente.web import world
from detente.web.access import Request, needs
from detente.web.languages import LANGUAGES
from detente.web.settings.tabs import settings_tabs
from detente.web.toasts import toast

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
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[("", gettext_lazy("As the browser")), *LANGUAGES.items()],
    )
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


def _reader(request: Request) -> User:
    """The signed-in user as a record that can be locked; the request only holds a stand-in."""
    return User.objects.get(pk=request.user.pk)


@needs("read")
def profile_page(request: Request) -> HttpResponse:
    """Name, zone, language and theme; POST saves them."""
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


def _page(request: Request, form: ProfileForm | None = None) -> HttpResponse:
    shown = {"form": form or ProfileForm(user=_reader(request)), "tabs_here": settings_tabs(request)}
    is_wrong = form is not None and bool(form.errors)
    return render(request, "settings/profile.html", shown, status=422 if is_wrong else 200)
