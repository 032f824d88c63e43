"""Addresses of this area."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.notices import views

urlpatterns: list[URLPattern] = [
    path("", views.notices, name="notices"),
    path("panel/", views.notices_panel, name="notices_panel"),
    path("count/", views.notices_count, name="notices_count"),
    path("reading/", views.notices_reading, name="notices_reading"),
    path("<int:pk>/", views.notice, name="notice"),
]
