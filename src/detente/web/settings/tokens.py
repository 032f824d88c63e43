"""Settings > API tokens: keys for programs, one's own; administrators see and revoke everybody's."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from detente.crm.objections import Refused
from detente.crm.people.access_models import ApiToken
from detente.crm.people.days import ends_at
from detente.crm.people.models import User
from detente.crm.people.tokens import ABILITIES, SCOPES, make_token, revoke_token
from detente.web.access import Request, needs
from detente.web.settings.tabs import settings_tabs
from detente.web.toasts import toast
from detente.web.words import put_on, said


class TokenForm(forms.Form):
    """A program's name, what it may do, and until when."""

    name = forms.CharField(
        label=gettext_lazy("Name of the program"), max_length=120,
        help_text=gettext_lazy("So that you know later which one to revoke."),
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("It may"), widget=forms.CheckboxSelectMultiple, initial=["read"],
        help_text=gettext_lazy("It acts as you: it never sees or does more than you may."),
    )  # fmt: skip
    expires = forms.DateField(
        label=gettext_lazy("Valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(code, label) for code, label in SCOPES.items() if user.may(ABILITIES[code])]
        self.fields["scopes"].choices = offered  # type: ignore[attr-defined]


@needs("read")
@never_cache
def token_list(request: Request) -> HttpResponse:
    """Living and past tokens; POST makes one and shows its key this once."""
    form = TokenForm(request.POST or None, user=request.user)
    if form.is_valid():
        given = form.cleaned_data
        try:
            user = User.objects.get(pk=request.user.pk)
            token, key = make_token(
                user,
                name=given["name"],
                scopes=given["scopes"],
                by=user,
                expires_at=_end_of(given["expires"]),
            )
        except Refused as refused:
            put_on(form, refused)
        else:
            return render(request, "settings/token_once.html", {"token": token, "key": key})
    shown = {
        "form": form,
        "tokens": _rows(request),
        "tabs_here": settings_tabs(request),
        "sees_all": _sees_all(request),
    }
    return render(request, "settings/tokens.html", shown, status=422 if form.errors else 200)


def _end_of(day: date | None) -> Any:
    return ends_at(day) if day else None


def _sees_all(request: Request) -> bool:
    return request.user.role == "admin"


def _seen(request: Request) -> QuerySet[ApiToken]:
    return ApiToken.objects.all() if _sees_all(request) else ApiToken.objects.filter(user=request.user.pk)


def _rows(request: Request) -> list[dict[str, Any]]:
    found = _seen(request).select_related("user").order_by("-pk")[:200]
    return [
        {
            "token": token, "scopes": [SCOPES[scope] for scope in token.scopes], "is_alive": token.revoked_at is None,
            "is_expired": token.expires_at is not None and token.expires_at <= timezone.now(),
        }
        for token in found
    ]  # fmt: skip


@needs("read")
@require_POST
def token_revocation(request: Request, pk: int) -> HttpResponse:
    """From now on nobody gets in with this key."""
    token = get_object_or_404(_seen(request), pk=pk)
    try:
        revoke_token(token, by=request.user)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
    else:
        toast(
            request, _("“%(name)s” is revoked: whoever holds its key is turned away.") % {"name": token.name}
        )
    return redirect("tokens")
