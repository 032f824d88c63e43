"""Addresses of this area; the slug chooses the report, the views are the same for all."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from detente.web.reports import rows, views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("verdict/", RedirectView.as_view(pattern_name="verdict", query_string=True)),
    path("<slug:slug>/", views.report, name="report"),
    path("<slug:slug>.json", views.report_json, name="report_json"),
    path("<slug:slug>.csv", views.report_csv, name="report_csv"),
    path("<slug:slug>/rows/", rows.report_rows, name="report_rows"),
    path("<slug:slug>/rows.csv", rows.report_rows_csv, name="report_rows_csv"),
]
