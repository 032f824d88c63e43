"""Users: added, changed, signed out. The last active administrator stays."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from detente.crm.history.facts import UserAdded, UserChanged
from detente.crm.history.record import kept_once, locked, record_loose
from detente.crm.objections import N_, Objection, Refused, check
from detente.crm.people.access_models import ApiToken, Invitation
from detente.crm.people.models import Team, User
from detente.crm.people.naming import tidy
from detente.crm.people.roles import ROLES, SCOPES
from detente.crm.people.security import note

USER_FIELDS = (
    "name",
    "role",
    "team",
    "team_id",
    "vendor",
    "vendor_id",
    "scope",
    "zone",
    "theme",
    "language",
    "is_active",
)
ACCESS_FIELDS = ("role", "team_id", "vendor_id", "scope")


@transaction.atomic
def add_user(
    *, email: str, name: str, role: str, by: User | None, password: str | None = None, team: Team | None = None,
    **fields: Any,
) -> User:  # fmt: skip
    """A new user; without a password they can't sign in until one is set."""
    with kept_once(lambda: check_user(email=email, role=role, password=password, scope=fields.get("scope"))):
        user = User(email=email.strip(), name=tidy(name) or email, role=role, team=team, **fields)
        if role == "vendor" and user.vendor_id is None:
            raise Refused(
                Objection("vendor_missing", N_("A vendor's user needs the vendor they belong to."), "vendor")
            )
        user.set_password(password)
        user.save()
    record_loose(UserAdded(code=role), by=by, subject={"user_id": user.pk})
    note("user_added", user=user, by=by, role=role)
    return user


def check_user(*, email: str, role: str, password: str | None, scope: str | None) -> None:
    """Raise `Refused` with everything that is wrong with a new user."""
    found = []
    try:
        validate_email(email)
    except ValidationError:
        found.append(
            Objection("email_invalid", N_("{email} is not an e-mail address."), "email", {"email": email})
        )
    if User.objects.filter(email__iexact=email.strip()).exists():
        found.append(
            Objection("email_taken", N_("A user with {email} exists already."), "email", {"email": email})
        )
    found += _objections_to_role(role, scope)
    if password is not None:
        found += password_objections(password)
    if found:
        raise Refused(*found)


def password_objections(password: str, user: User | None = None) -> list[Objection]:
    """What is wrong with a password, in words."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        plain = [text.replace("{", "(").replace("}", ")") for text in error.messages]
        return [Objection("password_weak", text, "password") for text in plain]
    return []


@transaction.atomic
def change_user(user: User, *, by: User | None, **fields: Any) -> User:
    """Change role, team, scope, name or activity; the last active admin can be neither demoted nor disabled."""
    if unknown := set(fields) - set(USER_FIELDS):
        raise ValueError(f"not fields of a user that can be changed here: {sorted(unknown)}")
    # All of them under lock and in one order: two admins who demote each other at once must not both succeed.
    admins = set(_admins().select_for_update().order_by("pk").values_list("pk", flat=True))
    user = locked(user)
    check(_objections_to_user(user, fields, is_last_admin=admins == {user.pk}))
    changed = [name for name, value in fields.items() if getattr(user, name) != value]
    before = {name: getattr(user, name) for name in (*ACCESS_FIELDS, "is_active")}
    for name in changed:
        setattr(user, name, fields[name])
    if changed:
        user.save()
        record_loose(UserChanged(facts={"fields": sorted(changed)}), by=by, subject={"user_id": user.pk})
        _note_access(user, before, by)
        if not user.is_active:
            _shut_out(user, by)
    return user


def _note_access(user: User, before: dict[str, Any], by: User | None) -> None:
    """What the change means for whom the user may be and what they may open, before and after."""
    facts: dict[str, Any] = {
        name: [before[name], getattr(user, name)]
        for name in ACCESS_FIELDS
        if before[name] != getattr(user, name)
    }
    if facts:
        note("access_changed", user=user, by=by, **facts)
    if before["is_active"] != user.is_active:
        note("user_activated" if user.is_active else "user_deactivated", user=user, by=by)


def _shut_out(user: User, by: User | None) -> None:
    """Whoever was disabled is out at once: sessions, programs' tokens, and the invitations they made."""
    now = timezone.now()
    end_sessions(user)
    for token in ApiToken.objects.filter(user=user, revoked_at=None):
        ApiToken.objects.filter(pk=token.pk).update(revoked_at=now)
        note("token_revoked", user=user, by=by, token=token.prefix)
    for invitation in Invitation.objects.filter(by=user, accepted_at=None, revoked_at=None):
        Invitation.objects.filter(pk=invitation.pk).update(revoked_at=now)
        note("invitation_revoked", by=by, invitation=invitation.pk)


def _admins() -> QuerySet[User]:
    return User.objects.filter(role="admin", is_active=True)


def _objections_to_user(user: User, fields: dict[str, Any], *, is_last_admin: bool) -> list[Objection]:
    role = fields.get("role", user.role)
    found = _objections_to_role(role, fields.get("scope"))
    has_vendor = fields.get("vendor", fields.get("vendor_id", user.vendor_id)) is not None
    if role == "vendor" and not has_vendor:
        found.append(
            Objection("vendor_missing", N_("A vendor's user needs the vendor they belong to."), "vendor")
        )
    if is_last_admin and (role != "admin" or fields.get("is_active") is False):
        found.append(Objection("last_admin", N_("At least one active administrator must remain."), "role"))
    return found


def _objections_to_role(role: str, scope: str | None) -> list[Objection]:
    found = []
    if role not in ROLES:
        values = {"roles": ", ".join(ROLES)}
        found.append(Objection("role_unknown", N_("The role must be one of {roles}."), "role", values))
    if scope and scope not in SCOPES:
        found.append(Objection("scope_unknown", N_("Record permission must be own, team or all."), "scope"))
    return found


def end_sessions(user: User) -> int:
    """Sign a user out everywhere; returns how many sessions ended."""
    from django.contrib.sessions.models import Session

    mine = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    return Session.objects.filter(pk__in=mine).delete()[0]
