"""A deal as the API shows it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from detente.api.showing import Reference, Shape


class DealOut(Schema):
    """A possible sale. Amounts are minor units; `base_minor` is frozen at close in the organisation's currency."""

    id: UUID
    version: int
    name: str
    account: Reference | None
    person: Reference | None
    lead: UUID | None
    owner: Reference | None
    stage: str
    stage_since: datetime
    status: str
    type: str
    product: str | None
    amount_minor: int | None
    currency: str | None
    base_minor: int | None
    expected_on: date | None
    next_step: str
    next_on: date | None
    opened_at: datetime
    closed_at: datetime | None
    reason: str | None
    custom: dict[str, Any]
    url: str


SHAPE = Shape(
    {
        "id": "uuid", "version": "version", "name": "name", "account.id": "account__uuid",
        "account.name": "account__name", "person.id": "person__uuid", "person.name": "person__label",
        "lead": "lead__uuid", "owner.id": "owner__uuid", "owner.name": "owner__name", "stage": "stage",
        "stage_since": "stage_since", "status": "status", "type": "type", "product": "product",
        "amount_minor": "amount_minor", "currency": "currency", "base_minor": "base_minor",
        "expected_on": "expected_on", "next_step": "next_step", "next_on": "next_on", "opened_at": "opened_at",
        "closed_at": "closed_at", "reason": "reason", "custom": "custom",
    },
    page="/deals/{}/",
)  # fmt: skip
