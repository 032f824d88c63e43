"""What is kept of audits: how far one is, what it said, and which records its findings are about."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from detente.crm.ids import new_uuid


class Audit(models.Model):
    """One run. `result` is its answer without personal data, as `detente audit --format json --redact` says it.

    `title` names the files of one that looked at an export. While it runs, `step`, `done` and `total` say how far.
    """

    SUBJECTS = ("own", "files")
    STATES = ("waiting", "running", "done", "failed")
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    subject = models.CharField(max_length=8, choices=[(k, k) for k in SUBJECTS])
    title = models.CharField(max_length=300, default="", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, default="waiting", choices=[(k, k) for k in STATES])
    seen_at = models.DateTimeField(null=True)
    step = models.CharField(max_length=120, default="", blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    failure = models.TextField(default="", blank=True)
    result = models.JSONField(default=dict)

    class Meta:
        db_table = "crm_audit"
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(subject="own", state__in=("waiting", "running")),
                name="audit_of_own_records_runs_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "running"), ended_at__isnull=True)
                | Q(state__in=("done", "failed"), ended_at__isnull=False),
                name="audit_ended_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["subject", "-started_at", "-id"], name="audit_started")]


class FoundRecord(models.Model):
    """A record that a finding of the newest audit of one's own records is about: what its list shows."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="records")
    check_name = models.CharField(max_length=60)
    object = models.CharField(max_length=10)
    record_id = models.BigIntegerField()

    class Meta:
        db_table = "crm_audit_record"
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "check_name", "object", "record_id"], name="found_once_by_a_check"
            )
        ]
        indexes = [models.Index(fields=["object", "check_name", "record_id"], name="audit_record_object")]
