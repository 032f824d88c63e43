"""What is kept of access: invitations, keys of programs, and the log of what touched security."""

from __future__ import annotations

from django.db import models

from detente.crm.people.models import Team, User
from detente.crm.people.roles import ROLES, SCOPES


class Invitation(models.Model):
    """Somebody may join with a role; the link carries a secret of which only the digest is kept."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200, default="", blank=True)
    role = models.CharField(max_length=16, choices=[(k, k) for k in ROLES])
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    vendor = models.ForeignKey("crm.Vendor", models.PROTECT, null=True, related_name="+")
    scope = models.CharField(max_length=8, null=True, choices=[(k, k) for k in SCOPES])
    digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "crm_invitation"


class ApiToken(models.Model):
    """A key for a program that acts as its user, within `scopes`; only the digest of its secret is kept."""

    SCOPES = ("read", "write", "import", "settings")
    user = models.ForeignKey(User, models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "crm_api_token"


class SecurityEntry(models.Model):
    """One line of the security log: who signed in or failed to, who changed whose access, from where."""

    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="security_entries")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    address = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, default="", blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "crm_security_entry"
        indexes = [
            models.Index(fields=["-at", "-id"], name="security_entry_at"),
            models.Index(fields=["user", "-at"], name="security_entry_user"),
        ]
