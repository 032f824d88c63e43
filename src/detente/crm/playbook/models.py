"""Versions of the agreement, kept as documents."""

from __future__ import annotations

from django.db import models


class Playbook(models.Model):
    """One version of the agreement; every lead knows under which one it arrived."""

    version = models.IntegerField(unique=True)
    document = models.JSONField()
    effective_at = models.DateTimeField()

    class Meta:
        db_table = "crm_playbook"
