"""What the API keeps of its own: answers that a repeated request gets again, and how much a token has used."""

from __future__ import annotations

from django.db import models


class KeptAnswer(models.Model):
    """The answer to a write that came with an Idempotency-Key, written in the transaction of that write.

    `fingerprint` is the SHA-256 of method, address and body; `key` the SHA-256 of what the program sent.
    """

    token = models.ForeignKey("crm.ApiToken", models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField(default="", blank=True)
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "api_kept_answer"
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answer_kept_once")]
        indexes = [models.Index(fields=["kept_at"], name="answer_kept_at")]


class Allowance(models.Model):
    """How many requests of a token were let through in a minute; `window` counts minutes since 1970."""

    token = models.OneToOneField("crm.ApiToken", models.CASCADE, primary_key=True, related_name="+")
    window = models.BigIntegerField(default=0)
    taken = models.IntegerField(default=0)

    class Meta:
        db_table = "api_allowance"
