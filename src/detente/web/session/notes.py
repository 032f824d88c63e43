"""What django and django-allauth tell about signing in, written into the security log."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from detente.crm.people.models import User
from detente.crm.people.security import note


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **_more: Any) -> None:
    """By what means: password, mfa, socialaccount."""
    means = {record["method"] for record in get_authentication_records(request, user)}
    note("signed_in", user=user, by=user, means=sorted(means))


@receiver(user_logged_out)
def signed_out(user: User | None, **_more: Any) -> None:
    """Only somebody who was signed in signs out."""
    if user is not None:
        note("signed_out", user=user, by=user)


@receiver(user_login_failed)
def refused(credentials: dict[str, Any], **_more: Any) -> None:
    """What was typed is not kept: it might be a password in the wrong field."""
    known = User.objects.filter(email__iexact=str(credentials.get("username") or "")).first()
    note("sign_in_failed", user=known, is_known=known is not None)


@receiver(mfa.authenticator_added)
def factor_added(user: User, authenticator: Any, **_more: Any) -> None:
    """An app, a passkey, or the recovery codes that come with the first of these."""
    _note_factor("factor_added", user, authenticator)


@receiver(mfa.authenticator_removed)
def factor_removed(user: User, authenticator: Any, **_more: Any) -> None:
    """With the last app or passkey the recovery codes go too."""
    _note_factor("factor_removed", user, authenticator)


@receiver(mfa.authenticator_reset)
def codes_made(user: User, **_more: Any) -> None:
    """New recovery codes; the old ones work no longer."""
    note("recovery_codes_made", user=_stored(user), by=_stored(user))


@receiver(mfa.authenticator_used)
def factor_used(user: User, authenticator: Any, **_more: Any) -> None:
    """An app or passkey is part of the sign-in; a recovery code is worth a line of its own."""
    if authenticator.type == "recovery_codes":
        note("recovery_code_used", user=_stored(user), by=_stored(user))


@receiver(mfa.authentication_failed)
def factor_refused(user: User, authenticator: Any, **_more: Any) -> None:
    """A wrong code."""
    note("factor_failed", user=_stored(user), factor=authenticator.type)


def _note_factor(kind: str, user: User, authenticator: Any) -> None:
    if authenticator.type == "recovery_codes" and kind == "factor_added":
        note("recovery_codes_made", user=_stored(user), by=_stored(user))
    else:
        note(kind, user=_stored(user), by=_stored(user), factor=authenticator.type)


def _stored(user: Any) -> User:
    """A request's stand-in as the record itself."""
    return User.objects.get(pk=user.pk)
