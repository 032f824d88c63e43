"""Signing in by password, and in a demo by choosing one of the cast."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from allauth.decorators import rate_limit
from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from detente.crm.people.models import User
from detente.web.onward import ours
from detente.web.query import whole
from detente.web.session.adapters import BACKEND, AccountAdapter
from detente.web.session.forms import SignInForm
from detente.web.session.oidc import provider_name


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="login")
def sign_in(request: HttpRequest) -> HttpResponse:
    """`/sign-in/`: where a visitor wanted to go is kept and opened afterwards."""
    if request.user.is_authenticated and request.method != "POST":
        return HttpResponseRedirect(wanted(request))
    if request.method == "POST" and "cast" in request.POST:
        return _enter_the_demo(request, request.POST["cast"])
    form = SignInForm(request.POST or None)
    if form.is_valid() and (answer := _by_password(request, form)) is not None:
        return answer
    return _page(request, form)


def _by_password(request: HttpRequest, form: SignInForm) -> HttpResponse | None:
    """On to the second factor or in; None, with the reason on the form, when the password is wrong."""
    given = form.cleaned_data
    try:
        known = AccountAdapter(request).authenticate(
            request, username=given["email"], password=given["password"]
        )
    except ValidationError as throttled:
        form.add_error(None, throttled)
        return None
    if known is None:
        text = _("This e-mail address and password do not belong together, or the user was disabled.")
        form.add_error(None, text)
        return None
    # The password was typed just now, so that the next five minutes need not ask for it again.
    record_authentication(request, known, method="password", email=known.email, reauthenticated=True)
    return perform_login(request, Login(user=known, redirect_url=wanted(request)))


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """`/sign-out/`: ends the session, or a sign-in that waits for its second factor."""
    logout(request, show_message=False)
    return redirect("sign_in")


def _page(request: HttpRequest, form: SignInForm) -> HttpResponse:
    shown = {
        "form": form, "wanted": request.GET.get("next", ""), "cast": _cast() if settings.DEMO else [],
        "nobody_yet": not User.objects.exists(), "provider": provider_name(),
    }  # fmt: skip
    return render(request, "session/sign_in.html", shown, status=422 if form.errors else 200)


def wanted(request: HttpRequest) -> str:
    """The page of ours that was asked for before; else Today."""
    wish = request.POST.get("next") or request.GET.get("next") or ""
    return ours(request, wish) or reverse("today")


def _cast() -> list[User]:
    return list(
        User.objects.filter(is_active=True).select_related("team", "vendor").order_by("team__kind", "name")
    )


def _enter_the_demo(request: HttpRequest, key: str) -> HttpResponse:
    if not settings.DEMO:
        raise PermissionDenied(_("One click signs in only in the demo."))
    user = get_object_or_404(User, pk=whole(key), is_active=True)
    login(request, user, backend=BACKEND)
    return HttpResponseRedirect(wanted(request))
