"""What is kept of lists: views that people saved, and edits of many records with what stood before."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from detente.crm.ids import new_uuid


class SavedView(models.Model):
    """A question asked of a list often enough to keep: filters, columns in their order, sort.

    Seen by its owner, by one team, or by everyone; changed by its owner (and by operations when it is everyone's).
    """

    AUDIENCES = ("private", "team", "everyone")
    SUBJECTS = ("leads", "deals", "accounts", "people", "campaigns")
    is_default = False  # whether a reader's list opens with it, where `pinned_by` has looked
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    subject = models.CharField(max_length=12, choices=[(k, k) for k in SUBJECTS])
    name = models.CharField(max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_views")
    audience = models.CharField(max_length=8, default="private", choices=[(k, k) for k in AUDIENCES])
    team = models.ForeignKey("crm.Team", models.PROTECT, null=True, related_name="+")
    question = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    sort = models.CharField(max_length=60, default="", blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_archived = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "crm_saved_view"
        constraints = [
            models.CheckConstraint(
                condition=~Q(audience="team") | Q(team__isnull=False), name="team_view_names_its_team"
            )
        ]
        indexes = [models.Index(fields=["subject", "audience"], name="saved_view_subject")]

    def __str__(self) -> str:
        return self.name


class PinnedView(models.Model):
    """A view that a user keeps at hand above the list, in their own order; the list opens with a default one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="pinned_views")
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="pins")
    position = models.IntegerField(default=0)
    is_default = models.BooleanField(default=False)

    class Meta:
        db_table = "crm_pinned_view"
        constraints = [models.UniqueConstraint(fields=["user", "view"], name="view_pinned_once")]


class BulkEdit(models.Model):
    """One change made to many records of a list; each record's outcome stands in its own row."""

    STATES = ("running", "done", "undone")
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    subject = models.CharField(max_length=12)
    changes = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="running", choices=[(k, k) for k in STATES])
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "crm_bulk_edit"


class BulkEditRow(models.Model):
    """What a bulk edit did to one record: `before` to undo it, `refusal` where it was not possible.

    `version` is the record's after the edit: one that was touched since is left alone by the undo.
    """

    OUTCOMES = ("changed", "same", "refused")
    edit = models.ForeignKey(BulkEdit, models.PROTECT, related_name="rows")
    record_id = models.BigIntegerField()
    outcome = models.CharField(max_length=8, choices=[(k, k) for k in OUTCOMES])
    before = models.JSONField(default=dict)
    refusal = models.TextField(default="", blank=True)
    version = models.IntegerField(null=True)
    undone = models.CharField(max_length=8, default="", blank=True)

    class Meta:
        db_table = "crm_bulk_edit_row"
        constraints = [models.UniqueConstraint(fields=["edit", "record_id"], name="bulk_edit_row_once")]
