"""Indexes that keep lists fast at a million leads; three that others have made needless go (decision 59)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

_NEEDLESS = {
    "owner": ("crm_lead_owner_id_f8fa5b1a", settings.AUTH_USER_MODEL),
    "campaign": ("crm_lead_campaign_id_d5bab148", "crm.campaign"),
    "vendor": ("crm_lead_vendor_id_051d4606", "crm.vendor"),
}


def _without_its_index(column, index, to):
    """Only the index goes: as a change of the field, SQLite would write the whole table anew."""
    reference = models.ForeignKey(
        to, django.db.models.deletion.PROTECT, null=True, related_name="leads", db_index=False
    )
    return migrations.SeparateDatabaseAndState(
        database_operations=[
            migrations.RunSQL(
                f'DROP INDEX IF EXISTS "{index}"', f'CREATE INDEX "{index}" ON "crm_lead" ("{column}_id")'
            )
        ],
        state_operations=[migrations.AlterField("lead", column, reference)],
    )


def _index(model, name, *fields, known=None):
    condition = Q(**{f"{known}__isnull": False}) if known else None
    return migrations.AddIndex(model, models.Index(fields=[*fields], condition=condition, name=name))


class Migration(migrations.Migration):
    dependencies = [("crm", "0004_search")]
    operations = [
        *(_without_its_index(column, index, to) for column, (index, to) in _NEEDLESS.items()),
        _index("lead", "lead_status", "status", "-arrived_at", "-id"),
        _index("lead", "lead_attempts", "attempts", "id"),
        _index("lead", "lead_touches", "touches", "id"),
        _index("lead", "lead_in_stage", "stage_since", "id"),
        _index("lead", "lead_vendor", "vendor", "-arrived_at", "-id", known="vendor"),
        _index("lead", "lead_first_tried", "first_attempt_at", "id", known="first_attempt_at"),
        _index("lead", "lead_tried", "last_attempt_at", "id", known="last_attempt_at"),
        _index("lead", "lead_closed", "closed_at", "id", known="closed_at"),
        _index("lead", "lead_back", "recycle_on", "id", known="recycle_on"),
        _index("person", "person_title", "title", "id", known="title"),
        _index("person", "person_email", "email", "id", known="email"),
        _index("person", "person_country", "country", "id", known="country"),
        _index("deal", "deal_worth", "amount_minor", "id", known="amount_minor"),
    ]
