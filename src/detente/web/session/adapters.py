"""Where django-allauth asks what to do: whom to let in, what to say, how to seal a secret."""

from __future__ import annotations

import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth import login as django_login
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from detente.crm.people.actions import organisation
from detente.crm.people.models import User
from detente.crm.people.passwords import set_password
from detente.crm.people.sealing import Unsealable, seal, unseal
from detente.crm.people.security import note
from detente.web.session.middleware import address_of
from detente.web.session.resets import reset_url, send_reset
from detente.web.session.said import SAID
from detente.web.toasts import toast

BACKEND = "django.contrib.auth.backends.ModelBackend"
THROTTLED_ONCE_IN = 300


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by address and password; nobody signs up; passwords are set by our own act."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come by invitation only."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many failures lock the address for a while; the log says so once, not for each attempt."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            tried = credentials.get("username", "").casefold()
            key = f"throttled:{hashlib.sha256(tried.encode()).hexdigest()}"
            if cache.add(key, 1, timeout=THROTTLED_ONCE_IN):
                note("sign_in_throttled", user=User.objects.filter(email__iexact=tried).first())
            raise

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether the signed-in user's password is right, with the same limit on attempts."""
        known = self.authenticate(self.request, username=user.email, password=password)
        return known is not None and known.pk == user.pk

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The ways to confirm who one is, in our words."""
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        return [way | {"description": words[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def login(self, request: HttpRequest, user: User) -> None:
        """Between a password and a code somebody may have been disabled."""
        if not User.objects.filter(pk=user.pk, is_active=True).exists():
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        django_login(request, user, backend=BACKEND)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Back to the sign-in page, with the reason."""
        toast(
            request, _("This user was disabled. An administrator can let them sign in again."), tone="failed"
        )
        return redirect("sign_in")

    def set_password(self, user: User, password: str) -> None:
        """A new password by a link: every session of this user ends."""
        set_password(user, password, by=user, kind="password_reset")

    def get_client_ip(self, request: HttpRequest) -> str:
        """The same address that the security log names."""
        return address_of(request) or "0.0.0.0"  # noqa: S104 - stands for unknown; nothing listens there

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Under the configured address, whatever host the request named."""
        return reset_url(key)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """The link goes to the address that we know, which may differ in case from the typed one."""
        send_reset(user, context["password_reset_url"])

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None,
        message_context: dict[str, Any] | None = None, extra_tags: str = "", message: str | None = None,
    ) -> None:  # fmt: skip
        """Our words as a toast; what needs no words says nothing."""
        text = message or (str(SAID[message_template]) if message_template in SAID else "")
        if text:
            toast(request, text, tone="failed" if level >= messages.ERROR else "done")

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The security log and the security page tell; mail is for links."""


class FactorAdapter(DefaultMFAAdapter):
    """Second factors: secrets are sealed; authenticator apps and passkeys name the company."""

    def encrypt(self, text: str) -> str:
        """Sealed with the key in DETENTE_HOME, which no copy of the database holds."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Without its key a secret opens nothing: an administrator removes the factor, and it is set up anew."""
        try:
            return unseal(encrypted_text)
        except Unsealable as lost:
            text = _(
                "This second factor was sealed with a key that is gone. Ask an administrator to remove it."
            )
            raise ValidationError(text) from lost

    def _get_site_name(self) -> str:
        return f"Detente · {organisation().name}"

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        """The user names the device."""
        return _("Passkey")
