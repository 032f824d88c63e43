"""What is kept of the past: events, the words beside them, daily seals and what must be told to others."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


def _reference(to: str, **options: Any) -> models.ForeignKey:
    """A reference without a constraint or an index of its own: nothing is ever deleted, and inserts stay cheap."""
    return models.ForeignKey(
        to, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+", **options
    )


class Event(models.Model):
    """One thing that happened. Never updated, never deleted: triggers refuse it.

    Ids, codes and numbers only; words stand in `EventDetail`. `seq` counts within the lead and
    orders the fold; `at` is when it happened, `recorded_at` when it was written. `hash` covers
    every column and the hash of the lead's event before it. On PostgreSQL the table also has
    `xact`, the id of the writing transaction, by which the copy knows what is new.
    """

    lead = _reference("crm.Lead")
    seq = models.IntegerField(null=True)
    person = _reference("crm.Person")
    account = _reference("crm.Account")
    deal = _reference("crm.Deal")
    campaign = _reference("crm.Campaign")
    vendor = _reference("crm.Vendor")
    user = _reference(settings.AUTH_USER_MODEL)
    batch = _reference("crm.ImportBatch")
    kind = models.CharField(max_length=32)
    kind_version = models.SmallIntegerField(default=1)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = _reference(settings.AUTH_USER_MODEL)
    playbook = models.IntegerField(null=True)
    from_stage = models.CharField(max_length=40, null=True)
    to_stage = models.CharField(max_length=40, null=True)
    code = models.CharField(max_length=60, null=True)
    channel = models.CharField(max_length=20, null=True)
    disposition = models.CharField(max_length=30, null=True)
    outcome = models.CharField(max_length=30, null=True)
    reason = models.CharField(max_length=60, null=True)
    source = models.CharField(max_length=120, null=True)
    medium = models.CharField(max_length=120, null=True)
    owner = _reference(settings.AUTH_USER_MODEL)
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, null=True)
    base_minor = models.BigIntegerField(null=True)
    day = models.DateField(null=True)
    seconds = models.IntegerField(null=True)
    facts = models.JSONField(null=True)
    reverses_id = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64, null=True)
    previous = models.CharField(max_length=64, null=True)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "crm_event"
        constraints = [
            models.UniqueConstraint(fields=["lead", "seq"], name="event_once_per_lead_and_seq"),
            models.UniqueConstraint(
                fields=["reverses_id"], condition=Q(reverses_id__isnull=False), name="event_reversed_once"
            ),
            models.CheckConstraint(
                condition=Q(lead__isnull=True, seq__isnull=True) | Q(lead__isnull=False, seq__gte=1),
                name="event_seq_with_lead",
            ),
        ]
        indexes = [
            models.Index(fields=["deal", "id"], name="event_deal", condition=Q(deal__isnull=False)),
            models.Index(fields=["person", "id"], name="event_person", condition=Q(person__isnull=False)),
            models.Index(fields=["account", "id"], name="event_account", condition=Q(account__isnull=False)),
            models.Index(
                fields=["campaign", "id"], name="event_campaign", condition=Q(campaign__isnull=False)
            ),
            models.Index(fields=["batch", "id"], name="event_batch", condition=Q(batch__isnull=False)),
            models.Index(fields=["actor", "at"], name="event_actor", condition=Q(actor__isnull=False)),
            models.Index(fields=["recorded_at"], name="event_recorded"),
            models.Index(
                fields=["lead", "at", "code"],
                name="event_touch",
                condition=Q(kind__in=("captured", "touched")),
            ),
            models.Index(
                fields=["id"],
                name="event_team_cost",
                condition=Q(kind__in=("team_cost_set", "team_cost_removed")),
            ),
        ]


class EventDetail(models.Model):
    """The words of an event (notes, before-images): may be blanked, then salt and words go together."""

    event = models.OneToOneField(Event, models.DO_NOTHING, primary_key=True, related_name="detail")
    words = models.JSONField(null=True)
    salt = models.CharField(max_length=32, null=True)

    class Meta:
        db_table = "crm_event_detail"


class Seal(models.Model):
    """One day's fingerprint of all chain heads and of the events without a lead; catches tails that were cut."""

    day = models.DateField(unique=True)
    sealed_at = models.DateTimeField()
    last_event_id = models.BigIntegerField()
    lead_count = models.BigIntegerField()
    event_count = models.BigIntegerField()
    heads = models.CharField(max_length=64)
    loose = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, null=True)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "crm_seal"


class Outbox(models.Model):
    """Something others must be told, written with the event that caused it and drained after the commit."""

    kind = models.CharField(max_length=40)
    event = models.ForeignKey(Event, models.DO_NOTHING, related_name="+")
    created_at = models.DateTimeField()
    drained_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "crm_outbox"
        indexes = [models.Index(fields=["id"], name="outbox_waiting", condition=Q(drained_at__isnull=True))]


class Notice(models.Model):
    """A line for one person in the app: a lead was given to them, their import is through.

    What an event tells stands in the event; what has none stands in `facts`, which hold no words that people wrote.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    event = models.ForeignKey(Event, models.DO_NOTHING, null=True, related_name="+")
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "crm_notice"
        constraints = [models.UniqueConstraint(fields=["user", "event"], name="notice_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_user"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at__isnull=True)),
        ]
