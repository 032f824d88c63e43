"""Addresses of this area."""

from __future__ import annotations

from django.urls import URLPattern, path

from detente.web.today import queue_views, views

urlpatterns: list[URLPattern] = [
    path("", views.today, name="today"),
    path("queue/", queue_views.queue, name="queue"),
    path("queue/<int:pk>/log/", queue_views.queue_log, name="queue_log"),
    path("queue/<int:pk>/skipping/", queue_views.queue_skip, name="queue_skip"),
    path("queue/<int:pk>/undo/", queue_views.queue_undo, name="queue_undo"),
]
