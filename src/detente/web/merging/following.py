"""The address of a merged record leads to the one it lives on in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from detente.crm.people.survivors import survivor

View = Callable[..., HttpResponseBase]


def following(model: Any) -> Callable[[View], View]:
    """A view of one record by `pk`: who asks for a merged one is led on; what they may open is decided there."""

    def wrap(view: View) -> View:
        @wraps(view)
        def followed(request: HttpRequest, pk: int, **more: Any) -> HttpResponseBase:
            is_read = request.method in ("GET", "HEAD") and hasattr(model, "merged_into")
            merged = model.objects.filter(pk=pk, merged_into__isnull=False).first() if is_read else None
            if merged is None or request.resolver_match is None:
                return view(request, pk, **more)
            there = reverse(request.resolver_match.url_name or "", args=[survivor(merged).pk])
            asked = request.META.get("QUERY_STRING", "")
            return redirect(f"{there}?{asked}" if asked else there)

        return followed

    return wrap
