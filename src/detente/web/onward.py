"""Going on after an act: to where the page wanted to go, if that is a place of ours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


def ours(request: HttpRequest, wanted: str) -> str:
    """The wanted address if it is on this host; "" for any other."""
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else ""


def see_other(address: str) -> HttpResponse:
    """Go on there by GET. It is an address and never a view's name: people may have sent it."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def onward(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Go on to the `next` that the form carried, or to `otherwise`."""
    return see_other(ours(request, request.POST.get("next", "")) or otherwise)
