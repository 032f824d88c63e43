"""What is kept of an attached file; its bytes lie in the home folder under a name that says nothing."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from detente.crm.ids import new_uuid


class File(models.Model):
    """A file on a lead, person, account or deal. `digest` is the SHA-256 of its bytes."""

    OBJECTS = ("person", "account", "lead", "deal")
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    object = models.CharField(max_length=10, choices=[(k, k) for k in OBJECTS])
    record_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    is_archived = models.BooleanField(default=False)

    class Meta:
        db_table = "crm_file"
        indexes = [models.Index(fields=["object", "record_id"], name="file_record")]

    def __str__(self) -> str:
        return self.name
