"""What is kept of a possible sale."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from detente.crm.ids import new_uuid


class Deal(models.Model):
    """A possible sale (opportunity): born from one lead, several, or none.

    From `stage` to `version` the columns are the fold of its history (history.fold.DealState).
    Amounts are minor units; `base_minor` is frozen at close in the organisation's currency.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=300)
    account = models.ForeignKey("crm.Account", models.PROTECT, null=True, related_name="deals")
    person = models.ForeignKey("crm.Person", models.PROTECT, null=True, related_name="deals")
    product = models.CharField(max_length=120, null=True)
    custom = models.JSONField(default=dict)
    next_step = models.CharField(max_length=300, default="", db_default="", blank=True)
    playbook = models.IntegerField()

    stage = models.CharField(max_length=40)
    stage_since = models.DateTimeField()
    status = models.CharField(max_length=8, default="open")
    type = models.CharField(max_length=12, default="new")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="deals")
    lead = models.ForeignKey("crm.Lead", models.PROTECT, null=True, related_name="primary_deals")
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, null=True)
    base_minor = models.BigIntegerField(null=True)
    expected_on = models.DateField(null=True)
    next_on = models.DateField(null=True)
    slips = models.SmallIntegerField(default=0, db_default=0)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=60, null=True)
    is_archived = models.BooleanField(default=False)
    version = models.IntegerField(default=0)

    class Meta:
        db_table = "crm_deal"
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True)
                | Q(status__in=["won", "lost"], closed_at__isnull=False),
                name="deal_closed_has_date",
            )
        ]
        indexes = [
            models.Index(fields=["status", "stage", "-opened_at"], name="deal_status"),
            models.Index(fields=["owner", "status"], name="deal_owner"),
            models.Index(fields=["-opened_at", "-id"], name="deal_opened"),
            models.Index(fields=["status", "amount_minor", "id"], name="deal_amount"),
            models.Index(fields=["status", "expected_on", "id"], name="deal_expected"),
            # What Today counts of everybody's deals.
            models.Index(fields=["status", "owner", "expected_on", "is_archived"], name="deal_held"),
            models.Index(fields=["status", "closed_at", "owner"], name="deal_ended"),
            models.Index(
                fields=["amount_minor", "id"], condition=Q(amount_minor__isnull=False), name="deal_worth"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DealLead(models.Model):
    """A lead of a deal: one is primary and counts the win, the others end as joined."""

    deal = models.ForeignKey(Deal, models.PROTECT, related_name="deal_leads")
    lead = models.ForeignKey("crm.Lead", models.PROTECT, related_name="deal_leads")
    role = models.CharField(max_length=8)

    class Meta:
        db_table = "crm_deal_lead"
        constraints = [
            models.UniqueConstraint(fields=["deal", "lead"], name="deal_lead_once"),
            models.UniqueConstraint(
                fields=["deal"], condition=Q(role="primary"), name="one_primary_lead_per_deal"
            ),
        ]


class Product(models.Model):
    """Something that is sold; its price is what a deal's line starts from. Amounts are minor units."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120)
    code = models.CharField(max_length=60, null=True, blank=True, unique=True)
    series = models.CharField(max_length=120, null=True, blank=True)
    price_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, null=True, blank=True)
    is_archived = models.BooleanField(default=False)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "crm_product"
        constraints = [models.UniqueConstraint(fields=["name_key"], name="product_name_once")]

    def __str__(self) -> str:
        return self.name


class DealItem(models.Model):
    """A product on a deal: how many, at which price in the deal's currency, less which discount."""

    deal = models.ForeignKey(Deal, models.PROTECT, related_name="items")
    product = models.ForeignKey(Product, models.PROTECT, related_name="items")
    position = models.SmallIntegerField()
    quantity = models.DecimalField(max_digits=12, decimal_places=3, default=1)
    price_minor = models.BigIntegerField()
    discount_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)

    class Meta:
        db_table = "crm_deal_item"
        constraints = [
            models.UniqueConstraint(fields=["deal", "position"], name="deal_item_position_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="deal_item_quantity_positive"),
            models.CheckConstraint(
                condition=Q(discount_percent__gte=0, discount_percent__lte=100), name="deal_item_discount"
            ),
        ]


class DealContact(models.Model):
    """A person's part in a deal: decides, pays, uses, advises, or stands against it."""

    ROLES = ("decision_maker", "champion", "buyer", "user", "advisor", "opponent", "other")
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="contacts")
    person = models.ForeignKey("crm.Person", models.PROTECT, related_name="deal_contacts")
    role = models.CharField(max_length=16, choices=[(k, k) for k in ROLES])

    class Meta:
        db_table = "crm_deal_contact"
        constraints = [models.UniqueConstraint(fields=["deal", "person"], name="deal_contact_once")]
