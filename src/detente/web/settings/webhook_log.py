"""What one endpoint was told, how each attempt went, and sending it again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from detente.crm.objections import Refused
from detente.web.access import Request, needs
from detente.web.settings.tabs import settings_tabs
from detente.web.settings.webhooks import REASONS
from detente.web.toasts import toast
from detente.web.words import said
from detente.webhooks.endpoints import replay, replay_failed
from detente.webhooks.kinds import KINDS, PING
from detente.webhooks.models import Delivery, Endpoint

PAGE = 50
STATES = {
    "waiting": gettext_lazy("Under way"),
    "sent": gettext_lazy("Arrived"),
    "failed": gettext_lazy("Failed"),
}
DAYS = 30


@needs("settings")
@require_safe
def webhook_page(request: Request, pk: int) -> HttpResponse:
    """One endpoint with its log, the newest first."""
    endpoint = get_object_or_404(Endpoint, pk=pk)
    state, before = request.GET.get("state", ""), request.GET.get("before", "")
    rows = endpoint.deliveries.order_by("-pk")
    if state in STATES:
        rows = rows.filter(state=state)
    if before.isascii() and before.isdecimal() and len(before) < 16:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    shown: dict[str, Any] = {
        "endpoint": endpoint, "deliveries": found[:PAGE], "names": {**KINDS, PING: _("A test")}, "states": STATES,
        "reason": REASONS.get(endpoint.disabled_because), "state": state,
        "older": found[PAGE - 1].pk if len(found) > PAGE else None, "tabs_here": settings_tabs(request),
        "host": urlsplit(endpoint.url).hostname,
        "now": timezone.now(),
        "failed": endpoint.deliveries.filter(state="failed").exists(),
    }  # fmt: skip
    return render(request, "settings/webhook.html", shown)


@needs("settings")
@require_safe
def webhook_delivery(request: Request, pk: int, delivery: int) -> HttpResponse:
    """One message: what was sent, and how each attempt went."""
    found = get_object_or_404(Delivery, pk=delivery, endpoint=pk)
    shown: dict[str, Any] = {
        "endpoint": found.endpoint, "delivery": found, "attempts": found.attempts.order_by("pk"),
        "names": {**KINDS, PING: _("A test")}, "states": STATES,
    }  # fmt: skip
    return render(request, "settings/webhook_delivery.html", shown)


@needs("settings")
@require_POST
def webhook_replay(request: Request, pk: int, delivery: int) -> HttpResponse:
    """Send one message again."""
    found = get_object_or_404(Delivery, pk=delivery, endpoint=pk)
    try:
        replay(found)
    except Refused as refused:
        toast(request, said(refused), tone="failed")
    else:
        toast(request, _("It goes out again, by the same id."))
    return redirect("webhook_delivery", pk=pk, delivery=delivery)


@needs("settings")
@require_POST
def webhook_replays(request: Request, pk: int) -> HttpResponse:
    """Send again what failed within the days that are kept."""
    endpoint = get_object_or_404(Endpoint, pk=pk)
    count = replay_failed(endpoint, since=timezone.now() - timedelta(days=DAYS))
    toast(
        request,
        ngettext("%(num)s message goes out again.", "%(num)s messages go out again.", count) % {"num": count},
    )
    return redirect("webhook", pk=pk)
