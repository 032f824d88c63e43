"""All models of the app, in the order of a lead's life; Django looks for them here."""

from detente.crm.capture.models import Campaign, CampaignCost, CampaignMember, Lead, StageInterval, Vendor
from detente.crm.deals.models import Deal, DealLead
from detente.crm.history.models import Event, EventDetail, Notice, Outbox, Seal
from detente.crm.imports.models import ImportBatch, ImportLine, ImportMapping
from detente.crm.people.models import (
    Account,
    CustomField,
    ExternalId,
    FxRate,
    Organisation,
    Person,
    Team,
    User,
)
from detente.crm.playbook.models import Playbook

__all__ = [
    "Account",
    "Campaign",
    "CampaignCost",
    "CampaignMember",
    "CustomField",
    "Deal",
    "DealLead",
    "Event",
    "EventDetail",
    "ExternalId",
    "FxRate",
    "ImportBatch",
    "ImportLine",
    "ImportMapping",
    "Lead",
    "Notice",
    "Organisation",
    "Outbox",
    "Person",
    "Playbook",
    "Seal",
    "StageInterval",
    "Team",
    "User",
    "Vendor",
]
