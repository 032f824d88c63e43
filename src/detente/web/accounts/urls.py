"""Addresses of this area."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.accounts import accounts, people

urlpatterns: list[URLPattern] = [
    path("accounts/", accounts.account_list, name="accounts"),
    path("accounts/export.csv", accounts.export, name="accounts_export"),
    path("accounts/new/", accounts.new_account, name="account_new"),
    path("accounts/<int:pk>/", accounts.account_page, name="account"),
    path("accounts/<int:pk>/facts/", accounts.account_facts, name="account_facts"),
    path("people/", people.people_list, name="people"),
    path("people/export.csv", people.export, name="people_export"),
    path("people/new/", people.new_person, name="person_new"),
    path("people/<int:pk>/", people.person_page, name="person"),
    path("people/<int:pk>/facts/", people.person_facts, name="person_facts"),
]
