"""Which form the tables have: the newest migration of the CRM that this code knows."""

from __future__ import annotations

from django.db.migrations.loader import MigrationLoader


def newest_migration() -> str:
    """The name of the CRM's last migration."""
    return MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes("crm")[0][1]
