"""Addresses of this area."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.pipeline import views

urlpatterns: list[URLPattern] = [
    path("", views.pipeline, name="pipeline"),
    path("moves/", views.moves, name="pipeline_moves"),
]
