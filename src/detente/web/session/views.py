"""Signing in by password, and in a demo by choosing one of the cast."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from detente.crm.people.models import User
from detente.web.session.forms import SignInForm

BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """`/sign-in/`: where a visitor wanted to go is kept and opened afterwards."""
    if request.user.is_authenticated and request.method != "POST":
        return redirect(_wanted(request))
    if request.method == "POST" and "cast" in request.POST:
        return _enter(request, _one_of_the_cast(request.POST["cast"]))
    form = SignInForm(request.POST or None)
    if form.is_valid():
        known = authenticate(
            request, username=form.cleaned_data["email"], password=form.cleaned_data["password"]
        )
        if known is not None:
            return _enter(request, known)
        form.add_error(
            None, _("This e-mail address and password do not belong together, or the user was disabled.")
        )
    return _page(request, form)


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """`/sign-out/`: ends the session."""
    logout(request)
    return redirect("sign_in")


def _page(request: HttpRequest, form: SignInForm) -> HttpResponse:
    shown = {
        "form": form,
        "wanted": request.GET.get("next", ""),
        "cast": _cast() if settings.DEMO else [],
        "nobody_yet": not User.objects.exists(),
    }
    return render(request, "session/sign_in.html", shown, status=422 if form.errors else 200)


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    login(request, user, backend=BACKEND)
    return redirect(_wanted(request))


def _wanted(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse("today")


def _cast() -> list[User]:
    return list(
        User.objects.filter(is_active=True).select_related("team", "vendor").order_by("team__kind", "name")
    )


def _one_of_the_cast(key: str) -> User:
    if not settings.DEMO:
        raise PermissionDenied(_("One click signs in only in the demo."))
    return get_object_or_404(User, pk=key if key.isdecimal() else None, is_active=True)
