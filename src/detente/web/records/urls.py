"""Addresses of this area: added fields and files of each kind of record."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.records import custom_panel, file_panel

_WHERE = {"lead": "leads", "person": "people", "account": "accounts", "deal": "deals"}

urlpatterns: list[URLPattern] = [
    path("people/named/", custom_panel.custom_people, name="custom_people"),
    path("files/<uuid:key>/", file_panel.file, name="file"),
    path("files/<uuid:key>/removal/", file_panel.file_removal, name="file_removal"),
    path("files/<uuid:key>/return/", file_panel.file_return, name="file_return"),
]
for _code, _folder in _WHERE.items():
    urlpatterns += [
        path(f"{_folder}/<int:pk>/fields/", custom_panel.fields_of(_code), name=f"{_code}_fields"),
        path(f"{_folder}/<int:pk>/files/", file_panel.files_of_kind(_code), name=f"{_code}_files"),
    ]
