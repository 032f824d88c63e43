"""On PostgreSQL every event knows its writing transaction: the copy reads what lies below the snapshot's xmin.

A watermark on id or time would lose events that commit late; SQLite has one writer, its ids are enough.
"""

from django.db import migrations


def add_transaction(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE crm_event ADD COLUMN xact bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)"
        )
        schema_editor.execute("CREATE INDEX event_xact ON crm_event (xact)")


def drop_transaction(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE crm_event DROP COLUMN xact")


class Migration(migrations.Migration):
    dependencies = [("crm", "0001_initial")]
    operations = [migrations.RunPython(add_transaction, drop_transaction)]
