"""Addresses of this area."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.settings import organisation, playbook, profile, teams, users, vendors

urlpatterns: list[URLPattern] = [
    path("", organisation.organisation_page, name="settings"),
    path("users/", users.user_list, name="users"),
    path("users/new/", users.new_user, name="user_new"),
    path("users/<int:pk>/", users.user_page, name="user"),
    path("users/<int:pk>/password/", users.user_password, name="user_password"),
    path("users/<int:pk>/activity/", users.user_activity, name="user_activity"),
    path("teams/", teams.team_list, name="teams"),
    path("teams/<int:pk>/", teams.team_page, name="team"),
    path("vendors/", vendors.vendor_list, name="vendors"),
    path("vendors/<int:pk>/", vendors.vendor_page, name="vendor"),
    path("profile/", profile.profile_page, name="profile"),
    path("profile/password/", profile.own_password, name="profile_password"),
    path("profile/sessions/", profile.own_sessions, name="profile_sessions"),
    path("playbook/", playbook.playbook_page, name="playbook"),
]
