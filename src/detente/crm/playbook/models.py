"""Versions of the agreement, kept as documents; proposals to change it, and who signed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from detente.crm.ids import new_uuid

SIDES = ("marketing", "sales")


class Playbook(models.Model):
    """One version of the agreement; every lead knows under which one it arrived."""

    version = models.IntegerField(unique=True)
    document = models.JSONField()
    effective_at = models.DateTimeField()

    class Meta:
        db_table = "crm_playbook"


class Proposal(models.Model):
    """A playbook that somebody would like: it becomes the next version once both sides signed, at `starts_at` or later.

    `base` is the version it was written against. Signatures are to this `document`: changing it (`edition`) voids them.
    `backtest` keeps what the signatories were shown. `draft` is what its author is writing and nobody is shown yet.
    """

    STATES = ("draft", "open", "enacted", "withdrawn", "outdated")
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    base = models.IntegerField()
    document = models.JSONField()
    edition = models.IntegerField(default=1)
    summary = models.CharField(max_length=300, default="", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    starts_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, default="draft", choices=[(k, k) for k in STATES])
    decided_at = models.DateTimeField(null=True)
    became = models.ForeignKey(Playbook, models.PROTECT, null=True, related_name="proposals")
    backtest = models.JSONField(null=True)
    draft = models.JSONField(null=True)

    class Meta:
        db_table = "crm_playbook_proposal"
        indexes = [models.Index(fields=["state", "-proposed_at"], name="proposal_state")]


class Signature(models.Model):
    """One side's answer to an edition of a proposal: signed, or declined with a reason.

    `side` is "both" for one person who holds both roles and signs once, "executive" for whoever breaks a deadlock.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="signatures")
    edition = models.IntegerField()
    side = models.CharField(max_length=10)
    is_signed = models.BooleanField()
    capacity = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "crm_playbook_signature"
        constraints = [
            models.UniqueConstraint(fields=["proposal", "edition", "side"], name="one_answer_per_side"),
            models.CheckConstraint(
                condition=Q(side__in=("marketing", "sales", "both", "executive")), name="signature_side_known"
            ),
            models.CheckConstraint(
                condition=Q(capacity__in=("signatory", "deputy", "both", "deadlock")),
                name="signature_capacity_known",
            ),
        ]


class Signatory(models.Model):
    """Who signs for a side, and who in their place."""

    side = models.CharField(max_length=10, choices=[(k, k) for k in SIDES])
    is_deputy = models.BooleanField(default=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="signs_for")

    class Meta:
        db_table = "crm_signatory"
        constraints = [
            models.UniqueConstraint(fields=["side", "is_deputy"], name="one_signatory_and_one_deputy")
        ]
