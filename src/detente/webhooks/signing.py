"""Signatures by Standard Webhooks: whoever knows the secret can tell that a message is ours and is fresh."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

from django.utils import timezone
from standardwebhooks import Webhook

from detente.crm.people.sealing import unseal
from detente.webhooks.models import Delivery, Endpoint

START = "whsec_"
BYTES = 32


def new_secret() -> str:
    """256 random bits, written as Standard Webhooks writes them."""
    return START + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def headers_of(delivery: Delivery, at: datetime) -> dict[str, str]:
    """Id, timestamp and signature; while a secret is being replaced there is a signature by each."""
    signed = [
        Webhook(secret).sign(delivery.message, at, delivery.body) for secret in secrets_of(delivery.endpoint)
    ]
    return {
        "webhook-id": delivery.message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signed),
        "Content-Type": "application/json",
        "User-Agent": "Detente-Webhooks/1",
    }


def secrets_of(endpoint: Endpoint) -> list[str]:
    """The secrets that are valid now, the newest first."""
    found = [unseal(endpoint.secret)]
    if endpoint.old_secret and endpoint.old_until and endpoint.old_until > timezone.now():
        found.append(unseal(endpoint.old_secret))
    return found
