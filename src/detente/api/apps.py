"""The API as a Django app: it keeps the answers that may be asked for again, and counts requests."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The door for programs."""

    name = "detente.api"
    label = "api"
    verbose_name = "Detente's API"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what listens to events."""
        from detente.api import forgetting  # noqa: F401  it registers itself
