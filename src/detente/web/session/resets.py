"""A forgotten password: a link that works once, for a day, by mail or handed over by an administrator."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.account.views import PasswordResetDoneView, PasswordResetFromKeyView, PasswordResetView
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from detente.crm.people.models import User
from detente.crm.people.security import note
from detente.web.session.mail import absolute, letter, mail_is_set_up, send_meanwhile


def reset_url(key: str) -> str:
    """The full address behind a key `uid-token`."""
    uid, _dash, token = key.partition("-")
    return absolute("account_reset_password_from_key", uidb36=uid, key=token)


def reset_link(user: User, *, by: User | None) -> str:
    """A link for an administrator to hand over; it ends with the next password or sign-in."""
    note("password_reset_linked", user=user, by=by)
    return reset_url(f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}")


def send_reset(user: User, url: str) -> None:
    """Mail the link."""
    note("password_reset_asked", user=user)
    send_meanwhile(letter("reset", user.email, _("Set a new password for Detente"), name=user.name, url=url))


class Forgotten(PasswordResetView):
    """Asks for the address; says the same whether or not somebody has it."""

    @property
    def extra_context(self) -> dict[str, Any]:
        """Without mail the page says whom to ask instead."""
        return {"is_mail_set_up": mail_is_set_up()}


class Sent(PasswordResetDoneView):
    """Says to look into the mail."""


class NewPassword(PasswordResetFromKeyView):
    """The page behind the link."""

    success_url = reverse_lazy("sign_in")
