"""Addresses of this area."""

from __future__ import annotations

from django.urls import path

from detente.web.leads import acts, handoffs, origin, views
from detente.web.leads import deals as lead_deals

urlpatterns = [
    path("", views.leads, name="leads"),
    path("export.csv", views.leads_export, name="leads_export"),
    path("new/", views.lead_new, name="lead_new"),
    path("<int:pk>/", views.lead, name="lead"),
    path("<int:pk>/attempts/", acts.attempts, name="lead_attempts"),
    path("<int:pk>/notes/", acts.notes, name="lead_notes"),
    path("<int:pk>/moves/", acts.moves, name="lead_moves"),
    path("<int:pk>/backfills/", acts.backfills, name="lead_backfills"),
    path("<int:pk>/exit/", acts.exit_, name="lead_exit"),
    path("<int:pk>/reopening/", acts.reopening, name="lead_reopening"),
    path("<int:pk>/acceptance/", handoffs.accept, name="lead_acceptance"),
    path("<int:pk>/rejection/", handoffs.reject, name="lead_rejection"),
    path("<int:pk>/passing/", handoffs.passing, name="lead_passing"),
    path("<int:pk>/call-back/", handoffs.callback, name="lead_callback"),
    path("<int:pk>/call-back/dropping/", handoffs.drop, name="lead_next_drop"),
    path("<int:pk>/owner/", acts.owner, name="lead_owner"),
    path("<int:pk>/defects/", origin.defects, name="lead_defects"),
    path("<int:pk>/defects/<slug:code>/clearing/", origin.defect, name="lead_defect"),
    path("<int:pk>/origin/", origin.origin, name="lead_origin"),
    path("<int:pk>/deals/", lead_deals.deals, name="lead_deals"),
    path("<int:pk>/joining/", lead_deals.joining, name="lead_joining"),
    path("<int:pk>/entries/<int:event_id>/reversal/", acts.reversal, name="entry_reversal"),
]
