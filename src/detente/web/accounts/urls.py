"""Addresses of this area."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.accounts.accounts import (
    account_facts,
    account_list,
    account_page,
    export_accounts,
    new_account,
)
from detente.web.accounts.erasing import person_erasure
from detente.web.accounts.people import export_people, new_person, people_list, person_facts, person_page

urlpatterns: list[URLPattern] = [
    path("accounts/", account_list, name="accounts"),
    path("accounts/export.csv", export_accounts, name="accounts_export"),
    path("accounts/new/", new_account, name="account_new"),
    path("accounts/<int:pk>/", account_page, name="account"),
    path("accounts/<int:pk>/facts/", account_facts, name="account_facts"),
    path("people/", people_list, name="people"),
    path("people/export.csv", export_people, name="people_export"),
    path("people/new/", new_person, name="person_new"),
    path("people/<int:pk>/", person_page, name="person"),
    path("people/<int:pk>/erasure/", person_erasure, name="person_erasure"),
    path("people/<int:pk>/facts/", person_facts, name="person_facts"),
]
