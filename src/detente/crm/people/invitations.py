"""Invitations: the only way to become a user without an administrator typing a password.

The link carries a secret of 256 bits; only its SHA-256 is kept. It works once, for seven days, and no
longer than whoever made it may invite.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from detente.crm.history.record import alone_with
from detente.crm.objections import N_, Objection, Refused, check
from detente.crm.people.access_models import Invitation
from detente.crm.people.models import Team, User
from detente.crm.people.naming import tidy
from detente.crm.people.notices import notify
from detente.crm.people.security import note
from detente.crm.people.users import add_user, check_user

LASTS = timedelta(days=7)
_GONE = N_("This invitation was used, withdrawn or has run out. Ask whoever invited you for a new one.")


def open_invitations() -> QuerySet[Invitation]:
    """Those that can still be accepted."""
    return Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())


@transaction.atomic
def invite(
    *, email: str, role: str, by: User, name: str = "", team: Team | None = None, scope: str | None = None,
    vendor: Any = None,
) -> tuple[Invitation, str]:  # fmt: skip
    """A new invitation and its secret, which is told here and never again."""
    email = email.strip()
    alone_with("invitation", email.casefold())
    check_user(email=email, role=role, password=None, scope=scope)
    check(_objections(email, role, vendor, by))
    secret, now = secrets.token_urlsafe(32), timezone.now()
    made = Invitation.objects.create(
        email=email, name=tidy(name)[:200], role=role, team=team, vendor=vendor, scope=scope, by=by,
        digest=_digest(secret), created_at=now, expires_at=now + LASTS,
    )  # fmt: skip
    note("invited", by=by, invitation=made.pk, role=role)
    return made, secret


def _objections(email: str, role: str, vendor: Any, by: User) -> list[Objection]:
    found = []
    if open_invitations().filter(email__iexact=email).exists():
        text = N_("{email} is invited already. Send that invitation again, or withdraw it.")
        found.append(Objection("invited_already", text, "email", {"email": email}))
    if role == "vendor" and vendor is None:
        text = N_("A vendor's user needs the vendor they belong to.")
        found.append(Objection("vendor_missing", text, "vendor"))
    if role == "admin" and by.role != "admin":
        text = N_("Only an administrator may make an administrator.")
        found.append(Objection("role_too_high", text, "role"))
    return found


@transaction.atomic
def send_again(invitation: Invitation, *, by: User) -> str:
    """A new secret, and seven more days; the old link stops working."""
    secret, now = secrets.token_urlsafe(32), timezone.now()
    check_user(email=invitation.email, role=invitation.role, password=None, scope=invitation.scope)
    if invitation.role == "admin" and by.role != "admin":
        raise Refused(
            Objection("role_too_high", N_("Only an administrator may make an administrator."), "role")
        )
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not waiting.update(digest=_digest(secret), expires_at=now + LASTS, by=by):
        raise Refused(Objection("invitation_gone", N_("This invitation was used or withdrawn meanwhile.")))
    note("invitation_resent", by=by, invitation=invitation.pk)
    return secret


@transaction.atomic
def revoke(invitation: Invitation, *, by: User | None) -> None:
    """Withdraw an invitation that nobody has accepted; its link stops working."""
    waiting = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not waiting.update(revoked_at=timezone.now()):
        raise Refused(Objection("invitation_gone", N_("This invitation was used or withdrawn meanwhile.")))
    note("invitation_revoked", by=by, invitation=invitation.pk)


def invitation_behind(secret: str) -> Invitation | None:
    """The invitation that a link opens, while it can be accepted."""
    found = open_invitations().select_related("by", "team", "vendor").filter(digest=_digest(secret)).first()
    return found if found and _may_still_invite(found) else None


@transaction.atomic
def accept(secret: str, *, name: str, password: str | None, email: str | None = None) -> User:
    """The invited user, made once however often the link is pressed.

    `password` None is for those who sign in by the provider; `email` is then the address that it
    verified, and must be the invited one.
    """
    invitation = invitation_behind(secret)
    if invitation is None:
        raise Refused(Objection("invitation_gone", _GONE))
    if email is not None and email.casefold() != invitation.email.casefold():
        text = N_("This invitation is for {invited}; the provider knows you as {email}.")
        values = {"invited": invitation.email, "email": email}
        raise Refused(Objection("other_address", text, "email", values))
    # Whoever changes the row first is the one who accepts; a second click finds nothing to change.
    waiting = open_invitations().filter(pk=invitation.pk, digest=invitation.digest)
    if not waiting.update(accepted_at=timezone.now()):
        raise Refused(Objection("invitation_gone", _GONE))
    user = add_user(
        email=invitation.email, name=name or invitation.name, role=invitation.role, by=invitation.by,
        password=password, team=invitation.team, vendor=invitation.vendor, scope=invitation.scope,
    )  # fmt: skip
    Invitation.objects.filter(pk=invitation.pk).update(user=user)
    note("invitation_accepted", user=user, by=user, invitation=invitation.pk)
    notify("invitation_accepted", [invitation.by_id], user=user.pk)
    return user


def _may_still_invite(invitation: Invitation) -> bool:
    by = invitation.by
    return by.may("users") and (invitation.role != "admin" or by.role == "admin")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
