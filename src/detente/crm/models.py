"""All models of the app, in the order of a lead's life; Django looks for them here."""

from detente.crm.audits.models import Audit, FoundRecord
from detente.crm.blind_audit.models import BlindAudit, Judgement
from detente.crm.capture.models import (
    Campaign,
    CampaignCost,
    CampaignMember,
    DuplicatePair,
    Lead,
    Merge,
    StageInterval,
    Vendor,
)
from detente.crm.deals.models import Deal, DealContact, DealItem, DealLead, Product
from detente.crm.files.models import File
from detente.crm.handoff.models import Absence, Capacity, Handoff
from detente.crm.history.models import Event, EventDetail, Notice, Outbox, Seal
from detente.crm.imports.models import ImportBatch, ImportLine, ImportMapping
from detente.crm.jobs.models import DueJob
from detente.crm.lists.models import BulkEdit, BulkEditRow, PinnedView, SavedView
from detente.crm.people.access_models import ApiToken, Invitation, SecurityEntry
from detente.crm.people.models import (
    Account,
    CustomField,
    ExternalId,
    FxRate,
    Organisation,
    Person,
    Team,
    TeamCost,
    User,
)
from detente.crm.playbook.models import Playbook, Proposal, Signatory, Signature
from detente.crm.scoring.models import LeadScore

__all__ = [
    "Absence",
    "Account",
    "ApiToken",
    "Audit",
    "BlindAudit",
    "BulkEdit",
    "BulkEditRow",
    "Campaign",
    "CampaignCost",
    "CampaignMember",
    "Capacity",
    "CustomField",
    "Deal",
    "DealContact",
    "DealItem",
    "DealLead",
    "DueJob",
    "DuplicatePair",
    "Event",
    "EventDetail",
    "ExternalId",
    "File",
    "FoundRecord",
    "FxRate",
    "Handoff",
    "ImportBatch",
    "ImportLine",
    "ImportMapping",
    "Invitation",
    "Judgement",
    "Lead",
    "LeadScore",
    "Merge",
    "Notice",
    "Organisation",
    "Outbox",
    "Person",
    "PinnedView",
    "Playbook",
    "Product",
    "Proposal",
    "SavedView",
    "Seal",
    "SecurityEntry",
    "Signatory",
    "Signature",
    "StageInterval",
    "Team",
    "TeamCost",
    "User",
    "Vendor",
]
