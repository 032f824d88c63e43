"""What every request passes on its way in: where it comes from, which session it is, whether a factor is owed."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from detente.crm.people import security
from detente.web.session.factors import owes_a_factor

Answer = Callable[[HttpRequest], HttpResponse]
SEEN_EVERY = 300.0
# Who must set up a second factor may do that, confirm who they are, sign out, and nothing else.
WITHOUT_A_FACTOR = {
    "sign_in", "sign_out", "security", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn",
    "mfa_view_recovery_codes", "account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn",
    "security_password", "vega",
}  # fmt: skip


def address_of(request: HttpRequest) -> str | None:
    """The visitor's address: the proxy's last word where one is trusted, else the other end of the connection."""
    told = request.META.get("REMOTE_ADDR", "")
    if settings.IS_BEHIND_PROXY and (forwarded := request.headers.get("X-Forwarded-For")):
        told = forwarded.rsplit(",", 1)[-1].strip()
    try:
        return str(ipaddress.ip_address(told))
    except ValueError:
        return None


def _lead(request: HttpRequest, url: str) -> HttpResponse:
    """On to another page; what asked for a fragment takes the whole page along."""
    if "HX-Request" not in request.headers:
        return redirect(url)
    return HttpResponse(status=204, headers={"HX-Redirect": url})


class Asker:
    """Middleware: what is noted in the security log meanwhile names this request's address and browser."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.address = address_of(request)  # type: ignore[attr-defined]
        with security.asked_by(request):
            return self.get_response(request)


class SessionsSeen:
    """Middleware: keeps the list of sessions true, writing at most once in five minutes for each."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.seen: dict[str, float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._see(request)
        response = self.get_response(request)
        self._see(request)  # again, because a sign-in or a new password gives the session another key
        return response

    def _see(self, request: HttpRequest) -> None:
        key = request.session.session_key
        if key and request.user.is_authenticated and self._is_due(key):
            UserSession.objects.create_from_request(request)

    def _is_due(self, key: str) -> bool:
        now = time.monotonic()
        if now - self.seen.get(key, -SEEN_EVERY) < SEEN_EVERY:
            return False
        if len(self.seen) > 10_000:
            self.seen.clear()
        self.seen[key] = now
        return True


class FactorRequired:
    """Middleware: where the company requires a second factor, who has none sets one up before anything else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and owes_a_factor(request) and not self._may_pass(request):
            return _lead(request, reverse("security"))
        return self.get_response(request)

    def _may_pass(self, request: HttpRequest) -> bool:
        try:
            return resolve(request.path_info).url_name in WITHOUT_A_FACTOR
        except Resolver404:
            return True  # no such page, and whoever answers says so
