"""The gallery, and empty places for each page that the shell links to."""

from django.http import HttpResponse
from django.urls import path

from detente.web import errors
from detente.web.vega import vega_bundle
from tests.web.gallery.views import fail, gallery

_LINKED = (
    "leads", "lead_new", "pipeline", "deals", "deal_new", "accounts", "people", "campaigns", "campaign_new",
    "reports", "imports", "import_new", "settings", "profile", "playbook", "search", "sign_in", "sign_out",
)  # fmt: skip

urlpatterns = [
    path("", gallery, name="today"),
    path("vega.js", vega_bundle, name="vega"),
    path("fail/", fail),
    *(path(f"{name}/", lambda request: HttpResponse(""), name=name) for name in _LINKED),
]
handler400, handler403 = errors.bad_request, errors.forbidden
handler404, handler500 = errors.not_found, errors.server_error
