"""Webhooks: which addresses are told of what. A secret is shown once, when it is made."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from ninja import Router, Schema
from pydantic import Field

from detente.api.gate import Asked, Strict, operation
from detente.api.paging import Listed, keyed, page_of
from detente.api.showing import Reference, Shape
from detente.api.values import Code
from detente.safe_fetch import LONGEST_URL
from detente.webhooks import endpoints as acts
from detente.webhooks.kinds import KINDS
from detente.webhooks.models import Endpoint

router = Router(tags=["Webhooks"])
Url = Annotated[str, Field(max_length=LONGEST_URL)]
Kinds = Annotated[list[Code], Field(max_length=len(KINDS))]


class WebhookOut(Schema):
    """An address and the kinds of events that it is told of; `disabled_because` is person, gone or failing."""

    id: UUID
    url: str
    kinds: list[str]
    is_active: bool
    disabled_because: str
    failing_since: datetime | None
    by: Reference
    created_at: datetime


class WebhookMade(WebhookOut):
    """A webhook with its secret, which is not to be had again."""

    secret: str


class WebhookIn(Strict):
    """Where to, and what of: kinds like lead.captured or deal.won."""

    url: Url
    kinds: Kinds


class WebhookChange(Strict):
    """What a webhook gets anew; one that is not active is told nothing more."""

    url: Url = ""
    kinds: Kinds = []
    is_active: bool = True


SHAPE = Shape(
    {
        "id": "uuid", "url": "url", "kinds": "kinds", "is_active": "is_active", "by.id": "by__uuid",
        "by.name": "by__name", "disabled_because": "disabled_because", "failing_since": "failing_since",
        "created_at": "created_at",
    }
)  # fmt: skip


@router.get("/webhooks", response=Listed[WebhookOut], operation_id="list_webhooks")
@operation("settings", scope="settings")
@keyed
def list_webhooks(request: Asked) -> Any:
    """All webhooks."""
    return page_of(request, Endpoint.objects.all(), SHAPE)


@router.post("/webhooks", response={201: WebhookMade}, operation_id="add_webhook")
@operation("settings", scope="settings", tells_secret=True)
def post_webhook(request: Asked, body: WebhookIn) -> Any:
    """Tell another program of what happens from now on."""
    endpoint, secret = acts.add_endpoint(body.url, body.kinds, by=request.user)
    return SHAPE.one(endpoint) | {"secret": secret}


@router.get("/webhooks/{uuid:key}", response=WebhookOut, operation_id="get_webhook")
@operation("settings", scope="settings")
def get_webhook(request: Asked, key: UUID) -> Any:
    """One webhook."""
    return SHAPE.one(_endpoint(key))


@router.patch("/webhooks/{uuid:key}", response=WebhookOut, operation_id="change_webhook")
@operation("settings", scope="settings")
def patch_webhook(request: Asked, key: UUID, body: WebhookChange) -> Any:
    """Another address, other kinds, switched off or on again."""
    endpoint, given = _endpoint(key), body.model_dump(exclude_unset=True)
    is_active = given.pop("is_active", None)
    if given:
        fields = {"url": endpoint.url, "kinds": endpoint.kinds} | given
        endpoint = acts.change_endpoint(endpoint, by=request.user, **fields)
    if is_active is not None and is_active != endpoint.is_active:
        endpoint = acts.set_active(endpoint, is_active, by=request.user)
    return SHAPE.one(endpoint)


@router.post("/webhooks/{uuid:key}/secret", response={201: WebhookMade}, operation_id="rotate_webhook_secret")
@operation("settings", scope="settings", tells_secret=True)
def post_secret(request: Asked, key: UUID) -> Any:
    """A new secret; for a day messages are signed by both, so that the receiver can change over."""
    endpoint = _endpoint(key)
    secret = acts.rotate_secret(endpoint, by=request.user)
    return SHAPE.one(endpoint) | {"secret": secret}


@router.delete("/webhooks/{uuid:key}", response={204: None}, operation_id="remove_webhook")
@operation("settings", scope="settings")
def delete_webhook(request: Asked, key: UUID) -> Any:
    """Tell it nothing more and forget it, with the log of what it was told."""
    acts.remove_endpoint(_endpoint(key), by=request.user)


def _endpoint(key: UUID) -> Endpoint:
    found = Endpoint.objects.filter(uuid=key).first()
    if found is None:
        raise Http404
    return found
