"""Instants are shown in the reader's zone: their own, else the organisation's."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from detente.crm.people.days import zone, zone_names


class ReadersZone:
    """Middleware: activates the zone before a signed-in reader's view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        own = request.user.zone
        with timezone.override(ZoneInfo(own) if own in zone_names() else zone()):
            return self.get_response(request)
