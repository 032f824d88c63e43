"""What is kept of blind audits: what was drawn, who judges it, and each judge's one opinion of each lead."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from detente.crm.ids import new_uuid


class BlindAudit(models.Model):
    """Leads that arrived from `first_on` to `last_on` and were turned away, drawn by lot for two judges.

    `strata` hold for each stratum its `population`, how many of these were `set_aside` because a judge had to do
    with them, and how many were `drawn`; `seed` repeats the draw. `done` is one that both judges finished, `closed`
    one that was ended before.
    """

    STATES = ("open", "done", "closed")
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    first_on = models.DateField()
    last_on = models.DateField()
    seed = models.BigIntegerField()
    strata = models.JSONField()
    marketing_judge = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sales_judge = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="open", choices=[(k, k) for k in STATES])
    ended_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "crm_blind_audit"
        constraints = [
            models.CheckConstraint(
                condition=Q(first_on__lte=F("last_on")), name="blind_audit_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(marketing_judge=F("sales_judge")), name="blind_audit_has_two_judges"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at__isnull=True)
                | Q(state__in=("done", "closed"), ended_at__isnull=False),
                name="blind_audit_ended_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["-started_at", "-id"], name="blind_audit_started")]

    @property
    def judges(self) -> tuple[int, int]:
        """Keys of the two users who judge: marketing's and sales'."""
        return self.marketing_judge_id, self.sales_judge_id


class Judgement(models.Model):
    """What one judge thinks of one drawn lead: nothing yet, or good, poor, unsure.

    `no` is its place in the judge's pile, the only name that a judge sees. `stated` is what the reason that was
    given when the lead ended speaks for, as it stood at the draw.
    """

    STRATA = ("rejected", "late_lost")
    STATED = ("quality", "sales", "unknown")
    OPINIONS = ("good", "poor", "unsure")
    audit = models.ForeignKey(BlindAudit, models.PROTECT, related_name="judgements")
    lead = models.ForeignKey("crm.Lead", models.PROTECT, related_name="judgements")
    judge = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="judgements")
    no = models.SmallIntegerField()
    stratum = models.CharField(max_length=12, choices=[(k, k) for k in STRATA])
    stated = models.CharField(max_length=8, choices=[(k, k) for k in STATED])
    opinion = models.CharField(max_length=8, null=True, choices=[(k, k) for k in OPINIONS])
    given_at = models.DateTimeField(null=True)
    words = models.TextField(default="", blank=True)

    class Meta:
        db_table = "crm_judgement"
        constraints = [
            models.UniqueConstraint(fields=["audit", "lead", "judge"], name="one_opinion_per_judge_and_lead"),
            models.UniqueConstraint(fields=["audit", "judge", "no"], name="judgement_place_once"),
            models.CheckConstraint(
                condition=Q(opinion__isnull=True, given_at__isnull=True)
                | Q(opinion__isnull=False, given_at__isnull=False),
                name="judgement_given_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["judge", "audit"], condition=Q(opinion__isnull=True), name="judgement_to_give"
            )
        ]
