"""Addresses of this area."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.deals import acts, items, plan_acts, views

urlpatterns: list[URLPattern] = [
    path("", views.deals, name="deals"),
    path("export.csv", views.deals_export, name="deals_export"),
    path("new/", views.deal_new, name="deal_new"),
    path("<int:pk>/", views.deal, name="deal"),
    path("<int:pk>/moves/", acts.moves, name="deal_moves"),
    path("<int:pk>/changes/", acts.changes, name="deal_changes"),
    path("<int:pk>/win/", acts.win, name="deal_win"),
    path("<int:pk>/loss/", acts.loss, name="deal_loss"),
    path("<int:pk>/reopening/", acts.reopening, name="deal_reopening"),
    path("<int:pk>/joining/", acts.joining, name="deal_joining"),
    path("<int:pk>/next-step/", plan_acts.next_step, name="deal_next_step"),
    path("<int:pk>/close-day/", plan_acts.close_day, name="deal_close_day"),
    path("<int:pk>/parts/", plan_acts.parts, name="deal_parts"),
    path("<int:pk>/parts/<int:person_id>/end/", plan_acts.part_end, name="deal_part_end"),
    path("<int:pk>/items/", items.deal_items, name="deal_items"),
    path("<int:pk>/notes/", acts.notes, name="deal_notes"),
]
