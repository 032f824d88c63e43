"""Addresses of this area."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.campaigns import campaigns, costs, members

urlpatterns: list[URLPattern] = [
    path("", campaigns.campaign_list, name="campaigns"),
    path("export.csv", campaigns.export, name="campaigns_export"),
    path("new/", campaigns.new_campaign, name="campaign_new"),
    path("<int:pk>/", campaigns.campaign_page, name="campaign"),
    path("<int:pk>/facts/", campaigns.campaign_facts, name="campaign_facts"),
    path("<int:pk>/members/", members.campaign_members, name="campaign_members"),
    path("<int:pk>/costs/", costs.campaign_costs, name="campaign_costs"),
]
