"""What a lead's points come to now: derived from its facts and the playbook, and never a source of truth."""

from __future__ import annotations

from django.db import models


class LeadScore(models.Model):
    """The points of an open lead as of `scored_at`; each change of `band` is an event of the lead.

    `reasons` are the rules that gave or took points, with what is left of them in tenths; which response gave what
    is worked out when somebody asks (`explained`). `changes_at` is when fading alone will next change the whole number
    of points; a worker scores the lead anew then, though nobody touched it. What has ended keeps its last points.
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
