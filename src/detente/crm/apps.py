"""The life of a lead, as one Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class CrmConfig(AppConfig):
    """Everything that writes; its sub-packages are the steps of a lead's life."""

    name = "detente.crm"
    label = "crm"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register reactions, and guard the history again after every migration: SQLite loses triggers, and
        indexes that Django does not know, when Django rebuilds a table."""
        # Points before handoffs: these freeze the score that stands when they are made.
        from detente.crm.scoring import due as points, reactions  # noqa: F401, I001
        from detente.crm.deals import bases  # noqa: F401  its reaction registers itself
        from detente.crm.erasure import deliveries  # noqa: F401  they register themselves
        from detente.crm.followup import notices  # noqa: F401  its reactions and deliveries register themselves
        from detente.crm.handoff import absence, due, following, pool, settling  # noqa: F401  so do these
        from detente.crm.history.triggers import reinstall
        from detente.crm.people.custom_index import ensure_indexes
        from detente.crm.search.index import after_migrations, before_migrations

        post_migrate.connect(reinstall, sender=self)
        post_migrate.connect(ensure_indexes, sender=self)
        pre_migrate.connect(before_migrations, sender=self)
        post_migrate.connect(after_migrations, sender=self)
