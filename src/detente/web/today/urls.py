"""Addresses of this area."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.today import views

urlpatterns: list[URLPattern] = [
    path("", views.today, name="today"),
]
