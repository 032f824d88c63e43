"""Addresses of this area."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.search.views import palette, search

urlpatterns: list[URLPattern] = [
    path("", search, name="search"),
    path("commands/", palette, name="search_commands"),
]
