"""Addresses of what stands beside the lists."""

from __future__ import annotations

from django.urls import path, register_converter

from detente.crm.lists.registry import SUBJECTS
from detente.web.lists import bulk_page, cell_page, columns_page, edits_page, exports, filter_page, views_page


class Subject:
    """One of the five lists."""

    regex = "|".join(SUBJECTS)

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    to_url = to_python


class Format:
    """A kind of file."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    to_url = to_python


class FieldKey:
    """The key of a field, those of added fields included."""

    regex = r"[a-zA-Z0-9_.\-]{1,100}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    to_url = to_python


register_converter(Subject, "subject")
register_converter(Format, "format")
register_converter(FieldKey, "field")

urlpatterns = [
    path("edits/", edits_page.bulk_edits, name="bulk_edits"),
    path("edits/<uuid:uuid>/", edits_page.bulk_edit, name="bulk_edit"),
    path("edits/<uuid:uuid>/progress/", edits_page.bulk_progress, name="bulk_progress"),
    path("edits/<uuid:uuid>/undo/", edits_page.bulk_undo, name="bulk_undo"),
    path("views/<uuid:uuid>/", views_page.list_view, name="list_view"),
    path("views/<uuid:uuid>/saving/", views_page.list_view_saving, name="list_view_saving"),
    path("views/<uuid:uuid>/removal/", views_page.list_view_removal, name="list_view_removal"),
    path("views/<uuid:uuid>/pin/", views_page.list_view_pin, name="list_view_pin"),
    path("<subject:subject>/views/", views_page.list_views, name="list_views"),
    path("<subject:subject>/views/new/", views_page.list_view_new, name="list_view_new"),
    path("<subject:subject>/filter/", filter_page.list_filter, name="list_filter"),
    path("<subject:subject>/columns/", columns_page.list_columns, name="list_columns"),
    path("<subject:subject>/edit/", bulk_page.list_edit, name="list_edit"),
    path("<subject:subject>/export.<format:format>", exports.list_export, name="list_export"),
    path("<subject:subject>/<int:pk>/<field:key>/", cell_page.list_cell, name="list_cell"),
]
