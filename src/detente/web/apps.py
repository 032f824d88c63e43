"""The web door as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, templates and static files; it keeps nothing of its own."""

    name = "detente.web"
    label = "web"
    verbose_name = "Detente on the web"
