"""All addresses: one line per area of the product."""

from django.urls import include, path

from detente.web.undoing import change_undo
from detente.web.vega import vega_bundle

handler400 = "detente.web.errors.bad_request"
handler403 = "detente.web.errors.forbidden"
handler404 = "detente.web.errors.not_found"
handler429 = "detente.web.errors.too_many"
handler500 = "detente.web.errors.server_error"

urlpatterns = [
    path("vega.js", vega_bundle, name="vega"),
    path("undo/<int:event_id>/", change_undo, name="change_undo"),
    path("", include("detente.web.session.urls")),
    path("", include("detente.web.today.urls")),
    path("notices/", include("detente.web.notices.urls")),
    path("leads/", include("detente.web.leads.urls")),
    path("pipeline/", include("detente.web.pipeline.urls")),
    path("deals/", include("detente.web.deals.urls")),
    path("", include("detente.web.accounts.urls")),
    path("", include("detente.web.records.urls")),
    path("", include("detente.web.changes.urls")),
    path("", include("detente.web.merging.urls")),
    path("campaigns/", include("detente.web.campaigns.urls")),
    path("reports/", include("detente.web.reports.urls")),
    path("verdict/", include("detente.web.verdict.urls")),
    path("import/", include("detente.web.imports.urls")),
    path("settings/", include("detente.web.settings.urls")),
    path("playbook/", include("detente.web.playbook.urls")),
    path("api/", include("detente.api.urls")),
    path("blind-audits/", include("detente.web.blind_audit.urls")),
    path("audits/", include("detente.web.audits.urls")),
    path("search/", include("detente.web.search.urls")),
    path("lists/", include("detente.web.lists.urls")),
]
