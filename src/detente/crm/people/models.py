"""Who is known: the organisation, its people in Detente, the persons and accounts it sells to."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from detente.crm.ids import new_uuid
from detente.crm.people.roles import ROLES, SCOPES, TEAMS, may
from detente.crm.people.slug import IsCurrencyCode, IsSlug


class Organisation(models.Model):
    """The one organisation of this database: its zone, currency and calendar."""

    name = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="UTC")
    currency = models.CharField(max_length=3, default="EUR")
    country = models.CharField(max_length=2, default="", blank=True)
    fiscal_month = models.SmallIntegerField(default=1)
    week_start = models.SmallIntegerField(default=0)
    default_scope = models.CharField(max_length=8, default="all", choices=[(k, k) for k in SCOPES])
    requires_mfa = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    only = models.BooleanField(default=True, unique=True)

    class Meta:
        db_table = "crm_organisation"
        constraints = [models.CheckConstraint(condition=Q(only=True), name="organisation_is_one")]


class Team(models.Model):
    """A group of users; its kind says which half of the pipeline it works."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in TEAMS])
    zone = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        db_table = "crm_team"

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Finds users by their e-mail in any case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """Somebody who signs in. `scope` narrows which records they may open; totals stay open to all."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=16, choices=[(k, k) for k in ROLES])
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="members")
    vendor = models.ForeignKey("crm.Vendor", models.PROTECT, null=True, blank=True, related_name="users")
    scope = models.CharField(max_length=8, null=True, blank=True, choices=[(k, k) for k in SCOPES])
    zone = models.CharField(max_length=64, default="", blank=True)
    theme = models.CharField(max_length=8, default="", blank=True)
    language = models.CharField(max_length=8, default="", blank=True)
    muted = models.JSONField(default=list, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        db_table = "crm_user"
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(
                condition=~Q(role="vendor") | Q(vendor__isnull=False), name="user_of_a_vendor_names_it"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def may(self, ability: str) -> bool:
        """Whether this user's role has an ability of `roles.ABILITIES`."""
        return self.is_active and may(self.role, ability)

    @property
    def is_vendor(self) -> bool:
        """Whether this user sees only their vendor's leads."""
        return self.role == "vendor"


class Account(models.Model):
    """An organisation we know."""

    TYPES = ("prospect", "customer", "partner")
    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300, db_index=True)
    domain = models.CharField(max_length=253, null=True, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="accounts")
    type = models.CharField(max_length=10, default="prospect")
    is_named = models.BooleanField(default=False)
    industry = models.CharField(max_length=120, null=True, blank=True)
    country = models.CharField(max_length=2, null=True, blank=True)
    city = models.CharField(max_length=120, null=True, blank=True)
    employees = models.IntegerField(null=True, blank=True)
    revenue_minor = models.BigIntegerField(null=True, blank=True)
    website = models.CharField(max_length=300, null=True, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    is_archived = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "crm_account"
        constraints = [
            models.UniqueConstraint(
                fields=["domain"],
                condition=Q(domain__isnull=False, merged_into__isnull=True, is_archived=False),
                name="account_domain_once",
            )
        ]
        indexes = [
            models.Index(fields=["name"], name="account_name"),
            models.Index(
                fields=["domain"], condition=Q(merged_into__isnull=False), name="account_domain_of_merged"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A human we know; belongs to zero or one account. May have no contact data at all, only an external id."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    label = models.CharField(max_length=300)
    name = models.CharField(max_length=300, default="", blank=True)
    email = models.CharField(max_length=320, null=True, blank=True)
    email_key = models.CharField(max_length=320, null=True, blank=True)
    phone = models.CharField(max_length=60, null=True, blank=True)
    phone_key = models.CharField(max_length=20, null=True, blank=True, db_index=True)
    title = models.CharField(max_length=200, null=True, blank=True)
    country = models.CharField(max_length=2, null=True, blank=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="people")
    custom = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    is_archived = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    erased_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "crm_person"
        constraints = [
            models.UniqueConstraint(
                fields=["email_key"],
                condition=Q(email_key__isnull=False, merged_into__isnull=True, is_archived=False),
                name="person_email_once",
            )
        ]
        indexes = [
            models.Index(fields=["label"], name="person_label"),
            models.Index(fields=["created_at", "id"], name="person_created"),
            models.Index(fields=["title", "id"], condition=Q(title__isnull=False), name="person_title"),
            models.Index(fields=["email", "id"], condition=Q(email__isnull=False), name="person_email"),
            models.Index(fields=["country", "id"], condition=Q(country__isnull=False), name="person_country"),
            models.Index(
                fields=["email_key"], condition=Q(merged_into__isnull=False), name="person_email_of_merged"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ExternalId(models.Model):
    """A record's key in another system; many per record, surviving merges."""

    system = models.CharField(max_length=60)
    object = models.CharField(max_length=20)
    value = models.CharField(max_length=200)
    record_id = models.BigIntegerField()

    class Meta:
        db_table = "crm_external_id"
        constraints = [models.UniqueConstraint(fields=["system", "object", "value"], name="external_id_once")]
        indexes = [models.Index(fields=["object", "record_id"], name="external_id_record")]


class FxRate(models.Model):
    """Units of the organisation's currency for one unit of another on a day."""

    day = models.DateField()
    currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=24, decimal_places=12)

    class Meta:
        db_table = "crm_fx_rate"
        constraints = [models.UniqueConstraint(fields=["day", "currency"], name="rate_once_a_day")]


class TeamCost(models.Model):
    """What an hour of a team's work costs from a day on, until the next row of the same team."""

    team = models.CharField(max_length=16, choices=[(k, k) for k in TEAMS])
    from_on = models.DateField()
    hour_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    class Meta:
        db_table = "crm_team_cost"
        constraints = [
            models.UniqueConstraint(fields=["team", "from_on"], name="team_cost_once_from_a_day"),
            models.CheckConstraint(
                condition=Q(team__in=("marketing", "inside_sales", "sales")), name="team_cost_of_a_known_team"
            ),
            models.CheckConstraint(condition=Q(hour_minor__gte=0), name="team_cost_is_not_negative"),
            models.CheckConstraint(condition=IsCurrencyCode("currency"), name="team_cost_names_a_currency"),
        ]


class CustomField(models.Model):
    """A field that a company added to one kind of record; values stand in that record's `custom` under `code`.

    The registry gives the value its type: lists, filters and imports know no field that is not in it.
    """

    OBJECTS = ("person", "account", "lead", "deal")
    KINDS = ("text", "number", "money", "date", "choice", "person")
    object = models.CharField(max_length=20)
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    choices = models.JSONField(default=list, blank=True)
    position = models.IntegerField(default=0)
    is_archived = models.BooleanField(default=False)

    class Meta:
        db_table = "crm_custom_field"
        constraints = [
            models.UniqueConstraint(fields=["object", "code"], name="custom_field_once"),
            models.CheckConstraint(
                condition=Q(object__in=("person", "account", "lead", "deal")),
                name="custom_field_on_a_known_record",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("text", "number", "money", "date", "choice", "person")),
                name="custom_field_has_a_known_kind",
            ),
            models.CheckConstraint(condition=IsSlug("code"), name="custom_field_code_is_a_slug"),
        ]

    def __str__(self) -> str:
        return self.name
