"""The page behind an invitation's link: a name and a password, or the company's provider."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.decorators import rate_limit
from django import forms
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from detente.config.signing_in import OIDC
from detente.crm.objections import Refused
from detente.crm.people.actions import organisation
from detente.crm.people.invitations import accept, invitation_behind
from detente.crm.people.roles import ROLES
from detente.web.session.oidc import INVITED, provider_name
from detente.web.toasts import toast
from detente.web.words import put_on


class AcceptForm(forms.Form):
    """What only the invited person knows."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    password = forms.CharField(
        label=gettext_lazy("Password"), strip=False, max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 10 characters. Three or four unrelated words are good."),
    )  # fmt: skip


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="signup")
def invitation_page(request: HttpRequest, secret: str) -> HttpResponse:
    """`/invitation/<secret>/`: POST makes the user and signs them in."""
    invitation = invitation_behind(secret)
    if invitation is None:
        return _private(render(request, "session/invitation_gone.html", status=410))
    # A link, because our policy lets no form lead on to another host.
    if "provider" in request.GET and provider_name():
        request.session[INVITED] = secret
        return redirect("openid_connect_login", provider_id=OIDC)
    form = AcceptForm(request.POST or None, initial={"name": invitation.name})
    if form.is_valid():
        try:
            user = accept(secret, **form.cleaned_data)
        except Refused as refused:
            put_on(form, refused)
        else:
            if request.user.is_authenticated:
                logout(request)
            record_authentication(request, user, method="password", email=user.email, reauthenticated=True)
            toast(request, _("Welcome, %(name)s.") % {"name": user.name})
            return perform_login(request, Login(user=user))
    shown = {
        "form": form, "invitation": invitation, "company": organisation().name, "role": ROLES[invitation.role],
        "provider": provider_name(),
    }  # fmt: skip
    return _private(render(request, "session/invitation.html", shown, status=422 if form.errors else 200))


def _private(response: HttpResponse) -> HttpResponse:
    """The address is a secret: no page that is opened from here learns it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
