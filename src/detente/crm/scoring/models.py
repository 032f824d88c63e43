"""What a lead's points come to now: derived from its facts and the playbook, and never a source of truth."""

from __future__ import annotations

from django.db import models


class LeadScore(models.Model):
    """The points of an open lead as of `scored_at`; each change of `band` is an event of the lead.

    `reasons` are the points one by one: rule, event, points given, what is left of them. `changes_at` is when
    decay alone will next lower the whole number of points; a worker scores it anew then, though nobody touched it.
    """

    lead = models.OneToOneField("crm.Lead", models.CASCADE, primary_key=True, related_name="scoring")
    score = models.SmallIntegerField()
    fit = models.SmallIntegerField()
    engagement = models.SmallIntegerField()
    band = models.CharField(max_length=8)
    fit_band = models.CharField(max_length=8)
    is_ready = models.BooleanField(default=False)
    playbook = models.IntegerField()
    reasons = models.JSONField(default=list)
    scored_at = models.DateTimeField()
    changes_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "crm_lead_score"
        indexes = [
            models.Index(fields=["-score", "-lead"], name="lead_score_order"),
            models.Index(fields=["band", "-score", "-lead"], name="lead_score_band"),
            models.Index(fields=["changes_at"], name="lead_score_changes"),
        ]
