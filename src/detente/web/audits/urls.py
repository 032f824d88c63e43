"""Addresses of this area."""

from __future__ import annotations

from django.urls import path

from detente.web.audits import files, finding, page, starting

urlpatterns = [
    path("", page.audits, name="audits"),
    path("new/", starting.audit_new, name="audit_new"),
    path("files/", starting.audit_files, name="audit_files"),
    path("<uuid:uuid>/", page.audit, name="audit"),
    path("<uuid:uuid>/progress/", page.audit_progress, name="audit_progress"),
    path("<uuid:uuid>/result.<slug:suffix>", files.audit_export, name="audit_export"),
    path("<uuid:uuid>/<slug:check>/", finding.audit_finding, name="audit_finding"),
]
