"""The web door as a Django app."""

from typing import Any

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.models.signals import post_migrate


class WebConfig(AppConfig):
    """Pages, templates and static files; of its own it keeps only what limits attempts (a cache in the database)."""

    name = "detente.web"
    label = "web"
    verbose_name = "Detente on the web"

    def ready(self) -> None:
        """Listen to sign-ins, let reports speak, and make the cache's table wherever tables are made."""
        from django.utils.translation import get_language, gettext, ngettext

        from detente.analytics import language
        from detente.intake import erasing  # noqa: F401  its deliveries register themselves
        from detente.web.session import notes  # noqa: F401  its receivers register themselves

        # Reports know nothing of Django: each text asks for the language of the request that it is written in.
        language.speak(gettext, ngettext, lambda: get_language() or "en")
        # An app without models is told of no migration, so the CRM's is listened to.
        post_migrate.connect(make_the_cache, sender=apps.get_app_config("crm"))


def make_the_cache(using: str = "default", **_more: Any) -> None:
    """The table of the cache; an existing one stays."""
    call_command("createcachetable", database=using, verbosity=0)
