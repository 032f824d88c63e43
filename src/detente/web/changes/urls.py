"""Addresses of this area: one for each kind of record."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.changes.views import PLACES, changes_page

urlpatterns: list[URLPattern] = [
    path(f"{place}/<int:pk>/history/", changes_page(code), name=f"changes_of_{code}")
    for code, (place, _label) in PLACES.items()
]
