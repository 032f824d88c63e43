"""What is kept of an import; the reading and writing itself is in `detente.intake`."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from detente.crm.ids import new_uuid


class ImportMapping(models.Model):
    """A saved mapping from a file's columns to our fields, reusable by name."""

    name = models.CharField(max_length=120, unique=True)
    document = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "crm_import_mapping"


class ImportBatch(models.Model):
    """One import: its files, its mapping as it was, and how far it got. Lines carry the accounting."""

    STATES = ("waiting", "running", "done", "failed", "undone")
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=200)
    files = models.JSONField(default=list)
    mapping = models.JSONField()
    state = models.CharField(max_length=10, default="waiting")
    error = models.TextField(default="")
    lines = models.BigIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "crm_import_batch"


class ImportLine(models.Model):
    """What became of one line of one file, written in the transaction that stored it."""

    OUTCOMES = ("stored", "merged", "rejected")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="outcomes")
    file_no = models.SmallIntegerField(default=0)
    line = models.BigIntegerField()
    outcome = models.CharField(max_length=10)
    object = models.CharField(max_length=20, null=True)
    record_id = models.BigIntegerField(null=True)
    reason = models.TextField(null=True)
    cells = models.JSONField(null=True)
    undone = models.BooleanField(default=False)

    class Meta:
        db_table = "crm_import_line"
        constraints = [models.UniqueConstraint(fields=["batch", "file_no", "line"], name="import_line_once")]
        indexes = [models.Index(fields=["object", "record_id"], name="import_line_record")]
