"""What is kept of an arrival: leads, their intervals, campaigns with dated costs and members, vendors."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from detente.crm.ids import new_uuid


class Vendor(models.Model):
    """A paid supplier of leads or of calling; its own users see only their leads."""

    name = models.CharField(max_length=120, unique=True)

    class Meta:
        db_table = "crm_vendor"

    def __str__(self) -> str:
        return self.name


class Campaign(models.Model):
    """An effort with cost and dates; its source and medium are the default of its responses."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=200, unique=True)
    type = models.CharField(max_length=60, null=True, blank=True)
    source = models.CharField(max_length=120, null=True, blank=True)
    medium = models.CharField(max_length=120, null=True, blank=True)
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, blank=True, related_name="campaigns")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    note = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    is_archived = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "crm_campaign"

    def __str__(self) -> str:
        return self.name


class CampaignCost(models.Model):
    """Money spent on a campaign or vendor on a day; refunds are negative. Base amounts are in our currency."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="costs")
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, related_name="costs")
    source = models.CharField(max_length=120, null=True)
    day = models.DateField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    base_minor = models.BigIntegerField(null=True)
    note = models.CharField(max_length=200, default="", blank=True)
    is_archived = models.BooleanField(default=False)

    class Meta:
        db_table = "crm_campaign_cost"


class CampaignMember(models.Model):
    """A person in a campaign, with when they first responded."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="members")
    person = models.ForeignKey("crm.Person", models.PROTECT, related_name="memberships")
    status = models.CharField(max_length=30, default="responded")
    added_at = models.DateTimeField()
    responded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "crm_campaign_member"
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="member_once")]


class Lead(models.Model):
    """One attempt to qualify one person, with an origin, an owner and a clock.

    From `stage` to `head` the columns are the fold of the lead's history (history.fold.LeadState);
    only `history.record` and the set-based writer change them. `last_seq` is also the version that
    forms carry.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    person = models.ForeignKey("crm.Person", models.PROTECT, related_name="leads")
    account = models.ForeignKey("crm.Account", models.PROTECT, null=True, related_name="leads")
    earlier = models.ForeignKey("self", models.PROTECT, null=True, related_name="later")
    first = models.ForeignKey("self", models.PROTECT, null=True, related_name="returns")
    utm = models.JSONField(default=dict)
    custom = models.JSONField(default=dict)
    fit_band = models.CharField(max_length=8, null=True)
    playbook = models.IntegerField()
    is_targeted = models.BooleanField(default=False)

    stage = models.CharField(max_length=40)
    stage_since = models.DateTimeField()
    arrived_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    exit_from = models.CharField(max_length=40, null=True)
    exit_reason = models.CharField(max_length=60, null=True)
    recycle_on = models.DateField(null=True)
    status = models.CharField(max_length=12, default="new")
    # Owner, campaign and vendor have indexes of their own below, in the order of the list.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="leads", db_index=False
    )
    source = models.CharField(max_length=120, null=True)
    medium = models.CharField(max_length=120, null=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="leads", db_index=False)
    vendor = models.ForeignKey(Vendor, models.PROTECT, null=True, related_name="leads", db_index=False)
    deal = models.ForeignKey("crm.Deal", models.PROTECT, null=True, related_name="carried_leads")
    attempts = models.IntegerField(default=0)
    touches = models.IntegerField(default=0)
    first_attempt_at = models.DateTimeField(null=True)
    last_attempt_at = models.DateTimeField(null=True)
    last_touch_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    next_channel = models.CharField(max_length=20, null=True)
    next_by = models.CharField(max_length=10, null=True)
    is_randomised = models.BooleanField(default=False, db_default=False)
    defects = models.JSONField(default=list)
    is_archived = models.BooleanField(default=False)
    last_seq = models.IntegerField(default=0)
    head = models.CharField(max_length=64, null=True)

    class Meta:
        db_table = "crm_lead"
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(closed_at__isnull=True, is_archived=False),
                name="one_open_lead_per_person",
            )
        ]
        indexes = [
            models.Index(fields=["-arrived_at", "-id"], name="lead_arrived"),
            models.Index(fields=["stage", "-arrived_at", "-id"], name="lead_stage"),
            models.Index(fields=["owner", "-arrived_at", "-id"], name="lead_owner"),
            models.Index(fields=["source", "-arrived_at", "-id"], name="lead_source"),
            models.Index(fields=["campaign", "-arrived_at", "-id"], name="lead_campaign"),
            models.Index(fields=["campaign", "is_archived"], name="lead_campaign_living"),
            models.Index(fields=["stage", "stage_since", "id"], name="lead_since"),
            models.Index(fields=["last_touch_at", "id"], name="lead_touched"),
            models.Index(fields=["status", "-arrived_at", "-id"], name="lead_status"),
            models.Index(fields=["attempts", "id"], name="lead_attempts"),
            models.Index(fields=["touches", "id"], name="lead_touches"),
            models.Index(fields=["stage_since", "id"], name="lead_in_stage"),
            # Of what most leads have not, only the leads that have it.
            models.Index(
                fields=["vendor", "-arrived_at", "-id"], condition=Q(vendor__isnull=False), name="lead_vendor"
            ),
            models.Index(
                fields=["first_attempt_at", "id"],
                condition=Q(first_attempt_at__isnull=False),
                name="lead_first_tried",
            ),
            models.Index(
                fields=["last_attempt_at", "id"],
                condition=Q(last_attempt_at__isnull=False),
                name="lead_tried",
            ),
            models.Index(
                fields=["closed_at", "id"], condition=Q(closed_at__isnull=False), name="lead_closed"
            ),
            models.Index(
                fields=["recycle_on", "id"], condition=Q(recycle_on__isnull=False), name="lead_back"
            ),
            models.Index(fields=["campaign"], condition=Q(is_archived=True), name="lead_set_aside"),
            models.Index(
                fields=["owner", "next_at"],
                condition=Q(closed_at__isnull=True, next_at__isnull=False),
                name="lead_next",
            ),
            # All that Today counts of everybody's open leads, read from the index alone.
            models.Index(
                fields=["owner", "stage", "stage_since", "attempts", "deal"],
                condition=Q(closed_at__isnull=True, is_archived=False),
                name="lead_held",
            ),
        ]


class StageInterval(models.Model):
    """A lead stood in a stage from when to when; derived from its history, without gaps or overlaps."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="intervals")
    no = models.IntegerField()
    stage = models.CharField(max_length=40)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "crm_stage_interval"
        constraints = [
            models.UniqueConstraint(fields=["lead", "no"], name="interval_once"),
            models.UniqueConstraint(
                fields=["lead"], condition=Q(left_at__isnull=True), name="one_current_interval_per_lead"
            ),
        ]


class DuplicatePair(models.Model):
    """Two persons, or two accounts, that are likely the same; `first_id` is the smaller key.

    `likeness` is 0 to 100, `reasons` say what is alike. One that people called different is never shown again.
    """

    OBJECTS = ("person", "account")
    STATES = ("open", "merged", "different")
    object = models.CharField(max_length=10, choices=[(k, k) for k in OBJECTS])
    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    likeness = models.SmallIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="open", choices=[(k, k) for k in STATES])
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "crm_duplicate_pair"
        constraints = [
            models.UniqueConstraint(fields=["object", "first_id", "second_id"], name="duplicate_pair_once"),
            models.CheckConstraint(
                condition=Q(first_id__lt=models.F("second_id")), name="duplicate_pair_order"
            ),
        ]
        indexes = [
            models.Index(fields=["object", "state", "-likeness", "id"], name="duplicate_pair_worklist"),
            models.Index(fields=["object", "second_id"], name="duplicate_pair_second"),
        ]


class Merge(models.Model):
    """Two records became one: `moved` lists the ids of all that went over, by kind, so that it can be undone.

    What both records said before stands in the words of `event`.
    """

    object = models.CharField(max_length=10, choices=[("person", "person"), ("account", "account")])
    survivor_id = models.BigIntegerField()
    merged_id = models.BigIntegerField()
    moved = models.JSONField(default=dict)
    event = models.ForeignKey("crm.Event", models.DO_NOTHING, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "crm_merge"
        constraints = [
            models.UniqueConstraint(
                fields=["object", "merged_id"], condition=Q(undone_at__isnull=True), name="merged_once"
            )
        ]
        indexes = [models.Index(fields=["object", "survivor_id"], name="merge_survivor")]
