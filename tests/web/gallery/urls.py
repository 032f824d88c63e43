"""The gallery, and empty places for each page that the shell links to."""

from django.http import HttpResponse
from django.urls import get_resolver, path

from detente.web import errors
from detente.web.vega import vega_bundle
from tests.web.gallery.views import fail, gallery

_OWN = ("today", "vega")


def _linked() -> list[str]:
    """Every page of the product that has no key in its address: the shell may link to any of them."""
    named = get_resolver("detente.config.urls").reverse_dict
    return sorted(
        name for name in named
        if isinstance(name, str) and name not in _OWN and not any(wanted for _text, wanted in named[name][0])
    )  # fmt: skip


urlpatterns = [
    path("", gallery, name="today"),
    path("vega.js", vega_bundle, name="vega"),
    path("fail/", fail),
    *(path(f"{name}/", lambda request: HttpResponse(""), name=name) for name in _linked()),
]
handler400, handler403 = errors.bad_request, errors.forbidden
handler404, handler500 = errors.not_found, errors.server_error
