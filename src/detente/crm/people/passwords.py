"""Passwords: made, given anew, and every session that stood on the old one ended."""

from __future__ import annotations

import secrets

from django.db import transaction

from detente.crm.history.facts import UserChanged
from detente.crm.history.record import locked, record_loose
from detente.crm.objections import check
from detente.crm.people.actions import end_sessions, password_objections
from detente.crm.people.models import User
from detente.crm.people.security import note

# Letters and digits that nobody mistakes for another when reading them aloud.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def generated_password() -> str:
    """A password of 16 signs in four groups, about 79 bits, to be handed over once."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


@transaction.atomic
def set_password(user: User, password: str, *, by: User | None, kind: str = "password_changed") -> User:
    """Give a user a new password and end all their sessions; `kind` says in the security log how it came."""
    user = locked(user)
    check(password_objections(password, user))
    user.set_password(password)
    user.save(update_fields=["password"])
    record_loose(UserChanged(facts={"fields": ["password"]}), by=by, subject={"user_id": user.pk})
    note(kind, user=user, by=by)
    end_sessions(user)
    return user
