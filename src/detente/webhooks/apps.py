"""Webhooks as a Django app."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Endpoints, deliveries and attempts."""

    name = "detente.webhooks"
    label = "webhooks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what listens to events."""
        from detente.webhooks import telling, wanting  # noqa: F401  they register themselves
