"""Addresses of this area."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.merging.acts import choice_page, merge_page, merge_undo
from detente.web.merging.kinds import KINDS
from detente.web.merging.searching import search
from detente.web.merging.worklist import decision, worklist

urlpatterns: list[URLPattern] = [
    path("duplicates/", worklist, name="duplicates"),
    path("duplicates/search/", search, name="duplicates_search"),
    path("duplicates/<int:pk>/decision/", decision, name="duplicate_decision"),
    path("merges/<int:pk>/undo/", merge_undo, name="merge_undo"),
]
for _kind in KINDS.values():
    urlpatterns += [
        path(f"{_kind.place}/<int:pk>/merge/", choice_page(_kind.code), name=f"{_kind.code}_merge_choice"),
        path(f"{_kind.place}/<int:pk>/merge/<int:other>/", merge_page(_kind.code), name=_kind.url_name),
    ]
