"""Addresses of the verdict."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.verdict import rows, views

urlpatterns: list[URLPattern] = [
    path("", views.verdict, name="verdict"),
    path("answer/", views.verdict_answer, name="verdict_answer"),
    path("placebo/", views.verdict_placebo, name="verdict_placebo"),
    path("verdict.json", views.verdict_json, name="verdict_json"),
    path("verdict.csv", views.verdict_csv, name="verdict_csv"),
    path("reminder.ics", views.verdict_reminder, name="verdict_reminder"),
    path("rows/", rows.verdict_rows, name="verdict_rows"),
    path("rows.csv", rows.verdict_rows_csv, name="verdict_rows_csv"),
]
