"""What is kept of webhooks: who wants to hear what, what was sent, and how each attempt went."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from detente.crm.ids import new_uuid


class Endpoint(models.Model):
    """An address that is told of some kinds of events. Its secret is sealed; the one before it is valid for a day."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    url = models.CharField(max_length=500)
    kinds = models.JSONField(default=list)
    secret = models.TextField()
    old_secret = models.TextField(default="", blank=True)
    old_until = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    disabled_because = models.CharField(max_length=20, default="", blank=True)
    failing_since = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "webhook_endpoint"

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One message for one endpoint. `message` is its webhook-id: a receiver that knows it has had it already."""

    STATES = ("waiting", "sent", "failed")
    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    message = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    event = models.ForeignKey("crm.Event", models.DO_NOTHING, null=True, related_name="+")
    body = models.TextField()
    state = models.CharField(max_length=8, default="waiting", choices=[(k, k) for k in STATES])
    tried = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    last_status = models.IntegerField(null=True)

    class Meta:
        db_table = "webhook_delivery"
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "event"], condition=Q(event__isnull=False), name="told_once"
            )
        ]
        indexes = [
            models.Index(fields=["next_at"], name="delivery_due", condition=Q(state="waiting")),
            models.Index(fields=["endpoint", "-id"], name="delivery_log"),
        ]


class Attempt(models.Model):
    """One try to deliver: what came back, how long it took, or why nothing came back."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.IntegerField(null=True)
    milliseconds = models.IntegerField()
    answer = models.CharField(max_length=1000, default="", blank=True)
    failure = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        db_table = "webhook_attempt"
