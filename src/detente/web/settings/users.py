"""Users: who may sign in, in which role, and which records they may open."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from detente.crm.objections import Refused
from detente.crm.people.actions import add_user, change_user, organisation
from detente.crm.people.invitations import open_invitations
from detente.crm.people.models import User
from detente.crm.people.passwords import generated_password, set_password
from detente.crm.people.roles import ABILITIES, ROLES, SCOPES
from detente.web.access import Request, needs
from detente.web.session.factors import factors_of, unlock
from detente.web.session.resets import reset_link
from detente.web.settings.abilities import ABILITY_NAMES
from detente.web.settings.tabs import settings_tabs
from detente.web.settings.user_forms import NewUserForm, UserForm, refusal_to_touch
from detente.web.toasts import toast
from detente.web.words import put_on, said


@require_safe
@needs("users")
def user_list(request: Request) -> HttpResponse:
    """Everybody who may or might sign in, and what each role includes."""
    columns = (
        "id", "name", "email", "role", "team__name", "vendor__name", "scope", "is_active", "last_login",
    )  # fmt: skip
    users = User.objects.order_by("-is_active", "name", "id").values(*columns)
    shown = {
        "users": users, "roles": ROLES, "scopes": SCOPES, "abilities": ABILITIES, "ability_names": ABILITY_NAMES,
        "invitations": open_invitations().select_related("by").order_by("-created_at"),
        "default_scope": organisation().default_scope, "tabs_here": settings_tabs(request),
    }  # fmt: skip
    return render(request, "settings/users.html", shown)


@needs("users")
def new_user(request: Request) -> HttpResponse:
    """A form for a new user; POST adds them and shows a made password once."""
    form = NewUserForm(request.POST or None, by=request.user)
    if form.is_valid():
        given = form.cleaned_data.pop("password")
        password = given or generated_password()
        try:
            user = add_user(by=request.user, password=password, **form.cleaned_data)
        except Refused as refused:
            put_on(form, refused)
        else:
            if not given:
                return _show_once(request, user, password)
            toast(request, _("%(name)s may sign in.") % {"name": user.name})
            return redirect("users")
    shown = {"form": form, "tabs_here": settings_tabs(request)}
    return render(request, "settings/user_new.html", shown, status=422 if form.errors else 200)


def _show_once(request: Request, user: User, password: str) -> HttpResponse:
    """The only page that ever shows a made password; it is kept nowhere."""
    shown = {"user": user, "password": password, "tabs_here": settings_tabs(request)}
    response = render(request, "settings/user_password.html", shown)
    response.headers["Cache-Control"] = "no-store"
    return response


@needs("users")
def user_page(request: Request, pk: int) -> HttpResponse:
    """One user; POST changes role, team, permission or name."""
    user = get_object_or_404(User.objects.select_related("team", "vendor"), pk=pk)
    refusal = refusal_to_touch(user, by=request.user)
    form = UserForm(request.POST or None, by=request.user, user=user)
    if refusal and request.method == "POST":
        form.add_error(None, refusal)
    elif form.is_valid():
        try:
            change_user(user, by=request.user, **form.cleaned_data)
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
            return redirect("users")
    shown = {
        "form": form, "user": user, "refusal": refusal, "factors": factors_of(user),
        "tabs_here": settings_tabs(request),
    }  # fmt: skip
    return render(request, "settings/user.html", shown, status=422 if form.is_bound and form.errors else 200)


@needs("users")
@require_POST
def user_password(request: Request, pk: int) -> HttpResponse:
    """A made password in place of a forgotten one, shown once; their sessions end."""
    user = get_object_or_404(User, pk=pk)
    if refusal := refusal_to_touch(user, by=request.user):
        toast(request, refusal, tone="failed")
        return redirect("user", pk=pk)
    password = generated_password()
    set_password(user, password, by=request.user)
    return _show_once(request, user, password)


@needs("users")
@require_POST
def user_link(request: Request, pk: int) -> HttpResponse:
    """A link by which a user sets a password themselves, shown once, to be handed over."""
    user = get_object_or_404(User, pk=pk)
    is_out = "" if user.is_active else _("They may not sign in. Let them sign in again first.")
    if refusal := refusal_to_touch(user, by=request.user) or is_out:
        toast(request, refusal, tone="failed")
        return redirect("user", pk=pk)
    url = reset_link(user, by=User.objects.get(pk=request.user.pk))
    shown = {"user": user, "link": url, "tabs_here": settings_tabs(request)}
    response = render(request, "settings/link_once.html", shown)
    response.headers["Cache-Control"] = "no-store"
    return response


@needs("users")
@require_POST
def user_factors(request: Request, pk: int) -> HttpResponse:
    """Second factors removed for somebody who lost theirs; their sessions end, they sign in by password again."""
    user = get_object_or_404(User, pk=pk)
    if refusal := refusal_to_touch(user, by=request.user):
        toast(request, refusal, tone="failed")
    elif unlock(user, by=User.objects.get(pk=request.user.pk)):
        toast(
            request,
            _("%(name)s signs in by password alone until they set up a new factor.") % {"name": user.name},
        )
    else:
        toast(request, _("%(name)s has no second factor.") % {"name": user.name}, tone="note")
    return redirect("user", pk=pk)


@needs("users")
@require_POST
def user_activity(request: Request, pk: int) -> HttpResponse:
    """Disable a user, which ends their sessions, or let them sign in again (`is_active` = yes)."""
    user = get_object_or_404(User, pk=pk)
    is_active = request.POST.get("is_active") == "yes"
    refusal = refusal_to_touch(user, by=request.user)
    try:
        if not refusal:
            change_user(user, by=request.user, is_active=is_active)
    except Refused as refused:
        refusal = said(refused)
    if refusal:
        toast(request, refusal, tone="failed")
    elif is_active:
        toast(request, _("%(name)s may sign in again.") % {"name": user.name})
    else:
        toast(request, _("%(name)s is signed out everywhere and may not sign in.") % {"name": user.name})
    return redirect("user", pk=pk)
