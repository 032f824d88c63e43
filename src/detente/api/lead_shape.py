"""A lead as the API shows it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from detente.api.showing import Reference, Shape


class LeadPerson(Reference):
    """The person behind a lead."""

    email: str | None = None
    phone: str | None = None


class LeadOut(Schema):
    """One attempt to qualify one person. Codes are the playbook's; see /api/playbook."""

    id: UUID
    version: int
    person: LeadPerson
    account: Reference | None
    stage: str
    stage_since: datetime
    status: str
    owner: Reference | None
    source: str | None
    medium: str | None
    campaign: Reference | None
    vendor: str | None
    arrived_at: datetime
    closed_at: datetime | None
    exit_from: str | None
    exit_reason: str | None
    recycle_on: date | None
    attempts: int
    touches: int
    first_attempt_at: datetime | None
    last_attempt_at: datetime | None
    last_touch_at: datetime | None
    defects: list[str]
    deal: Reference | None
    utm: dict[str, Any]
    custom: dict[str, Any]
    url: str


SHAPE = Shape(
    {
        "id": "uuid", "version": "last_seq", "person.id": "person__uuid", "person.name": "person__label",
        "person.email": "person__email", "person.phone": "person__phone", "account.id": "account__uuid",
        "account.name": "account__name", "stage": "stage", "stage_since": "stage_since", "status": "status",
        "owner.id": "owner__uuid", "owner.name": "owner__name", "source": "source", "medium": "medium",
        "campaign.id": "campaign__uuid", "campaign.name": "campaign__name", "vendor": "vendor__name",
        "arrived_at": "arrived_at", "closed_at": "closed_at", "exit_from": "exit_from",
        "exit_reason": "exit_reason", "recycle_on": "recycle_on", "attempts": "attempts", "touches": "touches",
        "first_attempt_at": "first_attempt_at", "last_attempt_at": "last_attempt_at",
        "last_touch_at": "last_touch_at", "defects": "defects", "deal.id": "deal__uuid", "deal.name": "deal__name",
        "utm": "utm", "custom": "custom",
    },
    page="/leads/{}/",
)  # fmt: skip
