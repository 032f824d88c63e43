"""Addresses of this area."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.blind_audit import judging, page, starting

urlpatterns: list[URLPattern] = [
    path("", page.audit_list, name="blind_audits"),
    path("new/", starting.new_audit, name="blind_audit_new"),
    path("<int:pk>/", page.audit_page, name="blind_audit"),
    path("<int:pk>/end/", page.audit_end, name="blind_audit_end"),
    path("<int:pk>/judging/", judging.next_lead, name="blind_audit_judge"),
    path("<int:pk>/judging/<int:no>/", judging.lead, name="blind_audit_lead"),
    path("<int:pk>/judging/<int:no>/taking-back/", judging.take_back, name="blind_audit_taking_back"),
]
