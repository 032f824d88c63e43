"""Second factors: who has one, who owes one, and what a session was signed in by."""

from __future__ import annotations

from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from detente.crm.people.actions import end_sessions
from detente.crm.people.models import Organisation, User
from detente.crm.people.security import note
from detente.web.access import View, needs

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_a_factor(user: User) -> bool:
    """Whether signing in asks this user for more than a password; recovery codes alone don't count."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def came_from_the_provider(request: HttpRequest) -> bool:
    """Whether this session was signed in by the single sign-on provider, which asks for factors itself."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "socialaccount" for record in records)


def owes_a_factor(request: HttpRequest) -> bool:
    """Whether the company requires a second factor of this session and the user has none."""
    if settings.DEMO or not Organisation.objects.filter(requires_mfa=True).exists():
        return False
    return not has_a_factor(request.user) and not came_from_the_provider(request)  # type: ignore[arg-type]


@transaction.atomic
def unlock(user: User, *, by: User | None) -> int:
    """Remove all factors and codes of somebody who lost theirs; their sessions end. Returns how many there were."""
    removed, _by_model = Authenticator.objects.filter(user_id=user.pk).delete()
    if removed:
        end_sessions(user)
        note("factor_removed", user=user, by=by, count=removed)
    return removed


def factors_of(user: User) -> dict[str, Any]:
    """The security page's view of them: app (or None), passkeys, codes left (None without codes)."""
    found: dict[str, Any] = {"app": None, "passkeys": [], "codes_left": None}
    for one in Authenticator.objects.filter(user_id=user.pk).order_by("created_at", "pk"):
        if one.type == Authenticator.Type.TOTP:
            found["app"] = one
        elif one.type == Authenticator.Type.WEBAUTHN:
            found["passkeys"].append({"pk": one.pk, "name": one.wrap().name, "alone": one.wrap().is_passwordless,
                                      "created_at": one.created_at, "last_used_at": one.last_used_at})  # fmt: skip
        else:
            found["codes_left"] = len(one.wrap().get_unused_codes())
    return found


def confirming(view: View) -> View:
    """A page that confirms who one is: for those who have that means; others go to their security page."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        ways = {way["url"] for way in get_adapter(request).get_reauthentication_methods(request.user)}
        return view(request, *args, **kwargs) if ways else redirect("security")

    return needs("read")(page)
