"""What is kept of handoffs: each with its clock and its one answer; who is away, and who can take how many."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from detente.crm.ids import new_uuid


class Handoff(models.Model):
    """A lead given by marketing to sales (`handed_over`) or by an SDR to an AE (`passed`).

    Follows from the lead's events `handed_over`, `rerouted`, `escalated` and `handoff_answered`. `to` is None while
    everybody is full and the lead waits in the pool; `pooled_seconds` is how long it did. Instants that are due are
    in the business time of the receiver's team, counted once at `assigned_at`; `responded_to_at` is the buyer's
    action that the response is counted from, and no reassignment changes it.
    """

    KINDS = ("handed_over", "passed")
    ANSWERS = ("accepted", "rejected", "withdrawn")
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    lead = models.ForeignKey("crm.Lead", models.PROTECT, related_name="handoffs")
    kind = models.CharField(max_length=12, choices=[(k, k) for k in KINDS])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="handoffs")
    made_at = models.DateTimeField()
    responded_to_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    attempt_due_at = models.DateTimeField(null=True)
    reassign_at = models.DateTimeField(null=True)
    route = models.CharField(max_length=40)
    route_facts = models.JSONField(default=dict)
    is_randomised = models.BooleanField(default=False)
    pooled_seconds = models.IntegerField(default=0)
    reassignments = models.SmallIntegerField(default=0)
    warned_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    score = models.SmallIntegerField(null=True)
    band = models.CharField(max_length=8, null=True)
    fit_band = models.CharField(max_length=8, null=True)
    brief_share = models.SmallIntegerField(null=True)
    playbook = models.IntegerField()
    answer = models.CharField(max_length=10, null=True, choices=[(k, k) for k in ANSWERS])
    reason = models.CharField(max_length=60, null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answer_seconds = models.IntegerField(null=True)
    answer_business_seconds = models.IntegerField(null=True)
    event = models.ForeignKey("crm.Event", models.DO_NOTHING, related_name="+")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "crm_handoff"
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], condition=Q(answer__isnull=True), name="one_open_handoff_per_lead"
            ),
            models.CheckConstraint(
                condition=Q(answer__isnull=True, answered_at__isnull=True)
                | Q(answer__isnull=False, answered_at__isnull=False),
                name="handoff_answered_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["to", "due_at", "id"], name="handoff_to_answer", condition=Q(answer__isnull=True)
            ),
            models.Index(
                fields=["made_at", "id"],
                name="handoff_in_the_pool",
                condition=Q(answer__isnull=True, to__isnull=True),
            ),
            models.Index(fields=["answered_at", "id"], name="handoff_answered"),
            models.Index(fields=["lead", "id"], name="handoff_of_lead"),
            models.Index(fields=["to", "-assigned_at"], name="handoff_last_given"),
        ]


class Absence(models.Model):
    """Days on which somebody is away: nothing is routed to them, what is open goes to others."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="absences")
    first_on = models.DateField()
    last_on = models.DateField()
    note = models.CharField(max_length=200, default="", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        db_table = "crm_absence"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=models.F("first_on")), name="absence_ends_after_it_starts"
            )
        ]
        indexes = [models.Index(fields=["user", "last_on"], name="absence_user")]


class Capacity(models.Model):
    """How many open leads somebody can take, and how large their share is; without a row the playbook says."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="capacity"
    )
    open_leads = models.SmallIntegerField(null=True)
    weight = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    takes_leads = models.BooleanField(default=True)

    class Meta:
        db_table = "crm_capacity"
        constraints = [
            models.CheckConstraint(
                condition=Q(open_leads__isnull=True) | Q(open_leads__gte=0), name="capacity_not_negative"
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="capacity_weight_not_negative"),
        ]
