"""The index of the search: FTS5 on SQLite, tsvector on PostgreSQL; its triggers come after the migrations."""

from django.db import migrations


def make(apps, schema_editor):
    from detente.crm.search.index import make_tables

    make_tables(schema_editor.connection)


def drop(apps, schema_editor):
    from detente.crm.search.index import drop_tables

    drop_tables(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("crm", "0003_daily_use")]
    operations = [migrations.RunPython(make, drop)]
