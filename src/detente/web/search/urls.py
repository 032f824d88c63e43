"""Addresses of this area."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.search.views import search

urlpatterns: list[URLPattern] = [path("", search, name="search")]
