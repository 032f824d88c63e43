"""Settings > Webhooks: the programs that are told of what happens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from detente.crm.objections import Refused
from detente.crm.people.models import User
from detente.safe_fetch import LONGEST_URL
from detente.web.access import Request, needs
from detente.web.settings.tabs import settings_tabs
from detente.web.toasts import toast
from detente.web.words import put_on
from detente.webhooks.endpoints import (
    add_endpoint,
    change_endpoint,
    remove_endpoint,
    rotate_secret,
    set_active,
)
from detente.webhooks.kinds import KINDS
from detente.webhooks.models import Endpoint
from detente.webhooks.sending import ping

REASONS = {
    "person": gettext_lazy("Switched off"),
    "gone": gettext_lazy("Switched off: the receiver says that it is gone"),
    "failing": gettext_lazy("Switched off: nothing arrived for days"),
}


class EndpointForm(forms.Form):
    """Where to, and what of."""

    url = forms.CharField(
        label=gettext_lazy("Address"), max_length=LONGEST_URL, widget=forms.URLInput,
        help_text=gettext_lazy("An address on the public internet that begins with https://."),
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Tell it when"), choices=list(KINDS.items()), widget=forms.CheckboxSelectMultiple
    )


@needs("settings")
@never_cache
def webhook_list(request: Request) -> HttpResponse:
    """All endpoints; POST adds one and shows its secret this once."""
    form = EndpointForm(request.POST or None)
    if form.is_valid():
        try:
            endpoint, secret = add_endpoint(**form.cleaned_data, by=_asking(request))
        except Refused as refused:
            put_on(form, refused)
        else:
            return _secret_shown(request, endpoint, secret)
    shown = {"form": form, "endpoints": _rows(), "reasons": REASONS, "tabs_here": settings_tabs(request)}
    return render(request, "settings/webhooks.html", shown, status=422 if form.errors else 200)


def _rows() -> list[Endpoint]:
    waiting, failed = (
        Count("deliveries", filter=Q(deliveries__state=state)) for state in ("waiting", "failed")
    )
    counted = Endpoint.objects.annotate(waiting=waiting, failed=failed, last=Max("deliveries__done_at"))
    return list(counted.order_by("-pk"))


def _asking(request: Request) -> User:
    """The signed-in user as a record; the request only holds a stand-in."""
    return User.objects.get(pk=request.user.pk)


def _secret_shown(request: Request, endpoint: Endpoint, secret: str) -> HttpResponse:
    return render(request, "settings/webhook_once.html", {"endpoint": endpoint, "secret_text": secret})


@needs("settings")
def webhook_change(request: Request, pk: int) -> HttpResponse:
    """Another address, or other kinds of events."""
    endpoint = get_object_or_404(Endpoint, pk=pk)
    form = EndpointForm(request.POST or None, initial={"url": endpoint.url, "kinds": endpoint.kinds})
    if form.is_valid():
        try:
            change_endpoint(endpoint, **form.cleaned_data, by=_asking(request))
        except Refused as refused:
            put_on(form, refused)
        else:
            toast(request, _("The webhook is saved."))
            return redirect("webhook", pk=pk)
    shown: dict[str, Any] = {"form": form, "endpoint": endpoint, "tabs_here": settings_tabs(request)}
    return render(request, "settings/webhook_change.html", shown, status=422 if form.errors else 200)


@needs("settings")
@require_POST
@never_cache
def webhook_secret(request: Request, pk: int) -> HttpResponse:
    """A new secret; for a day messages are signed by both."""
    endpoint = get_object_or_404(Endpoint, pk=pk)
    return _secret_shown(request, endpoint, rotate_secret(endpoint, by=_asking(request)))


@needs("settings")
@require_POST
def webhook_activity(request: Request, pk: int) -> HttpResponse:
    """Switch it off, or on again."""
    endpoint = set_active(get_object_or_404(Endpoint, pk=pk), "on" in request.POST, by=_asking(request))
    toast(request, _("It is told again.") if endpoint.is_active else _("It is told nothing more."))
    return redirect("webhook", pk=pk)


@needs("settings")
@require_POST
def webhook_removal(request: Request, pk: int) -> HttpResponse:
    """Forget it, with the log of what it was told."""
    remove_endpoint(get_object_or_404(Endpoint, pk=pk), by=_asking(request))
    toast(request, _("The webhook is removed."))
    return redirect("webhooks")


@needs("settings")
@require_POST
def webhook_ping(request: Request, pk: int) -> HttpResponse:
    """Send a message that says nothing, and say how it went."""
    delivery = ping(get_object_or_404(Endpoint, pk=pk))
    tried = delivery.attempts.order_by("-pk").first()
    if delivery.state == "sent":
        toast(request, _("It arrived: the receiver answered %(status)s.") % {"status": delivery.last_status})
    elif tried and tried.status:
        toast(request, _("The receiver answered %(status)s.") % {"status": tried.status}, tone="failed")
    else:
        why = tried.failure if tried else _("Another program was sending it.")
        toast(request, _("It did not arrive. %(why)s") % {"why": why}, tone="failed")
    return redirect("webhook", pk=pk)
