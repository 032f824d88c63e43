"""What has to be done at a time, kept until it is done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class DueJob(models.Model):
    """Something to do at `due_at`: `kind` says what, `key` of whom; one that waits is there once.

    A worker claims it by a conditional update, until `claimed_until`; should the worker die, the claim
    runs out and another takes it. Done ones stay a while, so that one sees what ran.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    claimed_until = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=80, null=True)
    tries = models.SmallIntegerField(default=0)
    failure = models.TextField(default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "crm_due_job"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(done_at__isnull=True), name="due_job_waits_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="due_job_waiting", condition=Q(done_at__isnull=True))
        ]
