"""Your security: password, second factors, where you are signed in, and what was noted about it."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.decorators import rate_limit
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from detente.crm.objections import Refused
from detente.crm.people.actions import change_organisation, end_sessions, organisation
from detente.crm.people.models import User
from detente.crm.people.passwords import set_password
from detente.crm.people.security import note
from detente.web.access import Request, needs
from detente.web.session.factors import factors_of, owes_a_factor
from detente.web.session.oidc import provider_name
from detente.web.settings.browsers import browser_of
from detente.web.settings.security_words import worded
from detente.web.settings.tabs import settings_tabs
from detente.web.toasts import toast
from detente.web.words import put_on

NOTED = 8


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


@require_safe
@never_cache
@needs("read")
def security_page(request: Request) -> HttpResponse:
    """Everything about how one signs in."""
    return _page(request)


@require_POST
@needs("read")
@rate_limit(action="change_password")
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
            record_authentication(request, user, method="password", reauthenticated=True)
            toast(request, _("Your password is changed. You are signed out everywhere else."))
            return redirect("security")
    return _page(request, form)


@require_POST
@needs("read")
def all_sessions(request: Request) -> HttpResponse:
    """Sign out everywhere, here too."""
    reader = _reader(request)
    note("sessions_ended", user=reader, by=reader, count=end_sessions(reader))
    logout(request)
    return redirect("sign_in")


@require_POST
@needs("read")
def one_session(request: Request, pk: int) -> HttpResponse:
    """Sign out one browser."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    is_here = session.is_current()
    session.end()
    note("sessions_ended", user=_reader(request), by=_reader(request), count=1)
    if is_here:
        logout(request)
        return redirect("sign_in")
    toast(request, _("%(browser)s is signed out.") % {"browser": browser_of(session.user_agent)})
    return redirect("security")


@require_POST
@needs("settings")
def company_rule(request: Request) -> HttpResponse:
    """Whether everybody must have a second factor (`required` = yes)."""
    is_required = request.POST.get("required") == "yes"
    change_organisation(by=_reader(request), requires_mfa=is_required)
    if is_required:
        toast(request, _("Everybody must set up a second factor now, the next time they open a page."))
    else:
        toast(request, _("A second factor is everybody's own choice now."))
    return redirect("security")


def _page(request: Request, form: PasswordForm | None = None) -> HttpResponse:
    user = _reader(request)
    shown = {
        "form": form or PasswordForm(user=user), "factors": factors_of(user), "sessions": _sessions(user),
        "requires_mfa": organisation().requires_mfa, "owes": owes_a_factor(request),
        "has_password": user.has_usable_password(), "provider": provider_name(),
        "is_linked": SocialAccount.objects.filter(user=user).exists(),
        "noted": worded(user.security_entries.select_related("by", "user").order_by("-id")[:NOTED]),
        "tabs_here": settings_tabs(request), "host": request.get_host().partition(":")[0],
    }  # fmt: skip
    is_wrong = form is not None and bool(form.errors)
    return render(request, "settings/security.html", shown, status=422 if is_wrong else 200)


def _sessions(user: User) -> list[dict[str, Any]]:
    found = [
        {"pk": one.pk, "browser": browser_of(one.user_agent), "address": one.ip, "is_here": one.is_current(),
         "seen_at": one.last_seen_at, "since": one.created_at}
        for one in UserSession.objects.purge_and_list(user)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one["is_here"], -one["seen_at"].timestamp()))
