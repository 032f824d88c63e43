"""The security log: who signed in or failed to, who changed whose access, and from where.

Its rows are never changed or deleted; the database refuses it. They hold ids, codes and counts, no
secrets, and nothing that a stranger typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from detente.crm.people.access_models import SecurityEntry

if TYPE_CHECKING:
    from django.http import HttpRequest

    from detente.crm.people.models import User

KINDS = {
    "signed_in": _("Signed in"),
    "sign_in_failed": _("Sign-in failed"),
    "sign_in_throttled": _("Too many attempts"),
    "signed_out": _("Signed out"),
    "sessions_ended": _("Sessions ended"),
    "password_changed": _("Password changed"),
    "password_reset_asked": _("Password reset asked for"),
    "password_reset_linked": _("Reset link made"),
    "password_reset": _("Password reset"),
    "factor_added": _("Second factor added"),
    "factor_removed": _("Second factor removed"),
    "factor_failed": _("Second factor refused"),
    "recovery_code_used": _("Recovery code used"),
    "recovery_codes_made": _("Recovery codes made"),
    "oidc_linked": _("Linked to the sign-in provider"),
    "oidc_refused": _("Sign-in by the provider refused"),
    "invited": _("Invitation made"),
    "invitation_resent": _("Invitation sent again"),
    "invitation_revoked": _("Invitation revoked"),
    "invitation_accepted": _("Invitation accepted"),
    "user_added": _("User added"),
    "access_changed": _("Access changed"),
    "user_deactivated": _("User deactivated"),
    "user_activated": _("User may sign in again"),
    "policy_changed": _("Sign-in rules changed"),
    "team_changed": _("Team changed"),
    "token_made": _("API token made"),
    "token_revoked": _("API token revoked"),
    "webhook_changed": _("Webhook changed"),
    "company_exported": _("Company exported"),
    "person_erased": _("Person erased"),
}


@dataclass(frozen=True)
class Asker:
    """Where what happens now was asked for: the address and the browser's name of itself."""

    address: str | None = None
    agent: str = ""


_asker: ContextVar[Asker] = ContextVar("asker", default=Asker())  # noqa: B039 - frozen


def asker_of(request: HttpRequest) -> Asker:
    """The address and browser of a request; the door sets `request.address` where it trusts a proxy."""
    address = getattr(request, "address", None) or request.META.get("REMOTE_ADDR") or None
    return Asker(address, request.META.get("HTTP_USER_AGENT", "")[:200])


@contextmanager
def asked_by(request: HttpRequest) -> Iterator[None]:
    """While this lasts, entries name the request's address and browser, also when an act notes them."""
    token = _asker.set(asker_of(request))
    try:
        yield
    finally:
        _asker.reset(token)


def note(
    kind: str,
    *,
    user: User | None = None,
    by: User | None = None,
    request: HttpRequest | None = None,
    **facts: Any,
) -> SecurityEntry:
    """Add a line to the security log: what happened (a key of `KINDS`), to whose access, by whom.

    `facts` are ids, codes and counts. Without `request` the one being answered is named, if any.
    """
    if kind not in KINDS:
        raise ValueError(f"not a kind of the security log: {kind}")
    asker = asker_of(request) if request is not None else _asker.get()
    return SecurityEntry.objects.create(
        kind=kind, at=timezone.now(), user=_stored(user), by=_stored(by), address=asker.address,
        agent=_printable(asker.agent), facts=facts,
    )  # fmt: skip


def _stored(user: User | None) -> User | None:
    """A request only holds a stand-in for its user, and a stranger's has no key."""
    found: User | None = getattr(user, "_wrapped", user)
    return found if found is not None and found.pk else None


def _printable(agent: str) -> str:
    """PostgreSQL keeps no NUL, and a log shows no control characters."""
    return "".join(letter for letter in agent if letter.isprintable())[:200]
