"""Signing in by the company's own provider (OpenID Connect): for people who are users already, or invited."""

from __future__ import annotations

import hashlib
from typing import Any

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from detente.config.signing_in import OIDC
from detente.crm.objections import Refused
from detente.crm.people.invitations import accept
from detente.crm.people.models import User
from detente.crm.people.security import note
from detente.web.session.mail import absolute
from detente.web.toasts import toast
from detente.web.words import said

INVITED = "invited_by"


def provider_name() -> str:
    """How the provider is called on the button; empty when none is set up."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return apps[0]["name"] if apps else ""


class Provider(OpenIDConnectOAuth2Adapter):
    """The provider as allauth talks to it; the signature of what it says is always verified."""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Under the configured address, as the provider knows it."""
        return absolute("openid_connect_callback", provider_id=self.provider_id)

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        """Who this is: the issuer's id for them, which says nothing under another issuer."""
        login = super().complete_login(request, app, token, **kwargs)
        told = [part.get("sub") for part in login.account.extra_data.values() if isinstance(part, dict)]
        if len(set(told)) != 1:  # OpenID Connect Core, 5.3.2: else the answers may be about two people
            raise OAuth2Error("the provider's answers are about different people")
        who = f"{self.openid_config['issuer']}\n{login.account.uid}"
        login.account.uid = hashlib.sha256(who.encode()).hexdigest()
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        found: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token, keys_url=self.openid_config["jwks_uri"], issuer=self.openid_config["issuer"],
            audience=app.client_id, lookup_kid=jwtkit.lookup_kid_jwk, verify_signature=True,
        )  # fmt: skip
        return found


# Where allauth sends people to the provider it makes this adapter itself.
OpenIDConnectProvider.oauth2_adapter_class = Provider


@require_safe
@never_cache
def provider_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """`/sign-in/with/oidc/`: on to the provider."""
    if provider_id != OIDC or not provider_name():
        raise Http404(_("No sign-in provider is set up here."))
    try:
        return OAuth2LoginView.adapter_view(Provider(request, provider_id))(request)
    except (RequestException, OAuth2Error, ValueError):
        return _back(request, _("The sign-in provider does not answer. Try again, or use your password."))


@require_safe
@never_cache
def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider, with its word on who this is."""
    if provider_id != OIDC or not provider_name():
        raise Http404(_("No sign-in provider is set up here."))
    try:
        return OAuth2CallbackView.adapter_view(Provider(request, provider_id))(request)
    except (jwt.PyJWTError, KeyError, ValueError):
        note("oidc_refused", why="unreadable")
        return _back(request, _("The sign-in provider's answer could not be verified. Nobody was signed in."))


def _back(request: HttpRequest, text: str) -> HttpResponse:
    toast(request, text, tone="failed")
    return redirect("sign_in")


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Whom the provider's word lets in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody becomes a user by having an account elsewhere."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Link to the user with this verified address, or make the invited one; else nobody gets in."""
        if sociallogin.is_existing:
            return
        address = _verified_address(sociallogin)
        if address is None:
            why = "unverified" if _is_stated(sociallogin) else "unstated"
            raise ImmediateHttpResponse(_turned_away(request, why))
        user = User.objects.filter(email__iexact=address, is_active=True).first()
        user = user or _accepted(request, sociallogin, address)
        if user is None:
            raise ImmediateHttpResponse(_turned_away(request, "unknown"))
        sociallogin.connect(request, user)
        note("oidc_linked", user=user, by=user)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None,
        extra_context: Any = None,
    ) -> None:  # fmt: skip
        """Back to the sign-in page, in words."""
        note("oidc_refused", why="error")
        text = _("The sign-in provider did not say who you are. Try again, or use your password.")
        raise ImmediateHttpResponse(_back(request, text))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The security log tells."""


def _verified_address(sociallogin: SocialLogin) -> str | None:
    """The address that the provider calls verified; of a trusted domain also one of which it says nothing."""
    if any(word is not True for word in _stated(sociallogin)):
        return None
    return next((found.email for found in sociallogin.email_addresses if found.verified is True), None)


def _stated(sociallogin: SocialLogin) -> list[Any]:
    told = [part for part in sociallogin.account.extra_data.values() if isinstance(part, dict)]
    return [part["email_verified"] for part in told if "email_verified" in part]


def _is_stated(sociallogin: SocialLogin) -> bool:
    return bool(_stated(sociallogin)) or not sociallogin.email_addresses


def _accepted(request: HttpRequest, sociallogin: SocialLogin, address: str) -> User | None:
    """The user that the invitation in this session makes, if it was for this address."""
    secret = request.session.pop(INVITED, None)
    if not secret:
        return None
    name = sociallogin.account.extra_data.get("userinfo", {}).get("name") or ""
    try:
        return accept(secret, name=str(name), password=None, email=address)
    except Refused as refused:
        raise ImmediateHttpResponse(_back(request, said(refused))) from refused


def _turned_away(request: HttpRequest, why: str) -> HttpResponse:
    note("oidc_refused", why=why)
    if why == "unverified":
        return _back(request, _("The sign-in provider has not verified your e-mail address."))
    if why == "unstated":
        text = _(
            "The sign-in provider does not say whether your e-mail address is verified. Ask an administrator: it must "
            "send email_verified, or its word be trusted for your domain (DETENTE_OIDC_VERIFIED_DOMAINS)."
        )
        return _back(request, text)
    return _back(request, _("You are not a user here yet. Ask an administrator to invite you."))
