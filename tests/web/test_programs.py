"""Settings > API tokens and Webhooks: secrets are shown once, and people see what their programs do."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from detente.crm.models import ApiToken
from detente.crm.people.tokens import make_token
from detente.webhooks.models import Delivery, Endpoint


def test_a_key_is_shown_once_and_works_until_it_is_revoked(
    as_: Callable[[Any], Client], cast: SimpleNamespace
) -> None:
    jonas = as_(cast.jonas)
    offered = jonas.get(reverse("tokens")).content.decode()
    assert 'value="write"' in offered and 'value="settings"' not in offered
    made = jonas.post(reverse("tokens"), {"name": "Dialler", "scopes": ["read"]}).content.decode()
    key = re.search(r"det_\w{12}_[\w-]{40,}", made)
    assert key
    program = Client(headers={"Authorization": f"Bearer {key[0]}"})
    assert program.get("/api/me").json()["name"] == "Jonas Weber"
    page = jonas.get(reverse("tokens")).content.decode()
    assert "Dialler" in page and key[0] not in page
    token = ApiToken.objects.get()
    assert as_(cast.lea).post(reverse("token_revocation", args=[token.pk])).status_code == 404
    jonas.post(reverse("token_revocation", args=[token.pk]))
    assert program.get("/api/me").status_code == 401
    assert "Revoked" in jonas.get(reverse("tokens")).content.decode()


def test_an_administrator_sees_and_revokes_everybodys(
    as_: Callable[[Any], Client], cast: SimpleNamespace
) -> None:
    token, _key = make_token(cast.jonas, name="Dialler", scopes=["read"], by=cast.jonas)
    assert "Dialler" not in as_(cast.lea).get(reverse("tokens")).content.decode()
    ada = as_(cast.ada)
    assert "Jonas Weber" in ada.get(reverse("tokens")).content.decode()
    ada.post(reverse("token_revocation", args=[token.pk]))
    assert ApiToken.objects.get().revoked_at


@pytest.fixture
def webhook(as_: Callable[[Any], Client], cast: SimpleNamespace) -> Endpoint:
    given = {"url": "https://127.0.0.1/hook", "kinds": ["lead.captured", "deal.won"]}
    shown = as_(cast.ada).post(reverse("webhooks"), given).content.decode()
    assert re.search(r"whsec_[\w+/]{40,}", shown)
    return Endpoint.objects.get()


def test_a_webhook_is_added_tried_changed_and_switched_off(
    as_: Callable[[Any], Client], cast: SimpleNamespace, webhook: Endpoint
) -> None:
    ada, pk = as_(cast.ada), webhook.pk
    assert "whsec_" not in ada.get(reverse("webhook", args=[pk])).content.decode()
    tried = ada.post(reverse("webhook_ping", args=[pk]), follow=True).content.decode()
    assert "not on the public internet" in tried
    delivery = Delivery.objects.get()
    log = ada.get(reverse("webhook_delivery", args=[pk, delivery.pk])).content.decode()
    assert "webhook.ping" in log and "not on the public internet" in log
    ada.post(reverse("webhook_replay", args=[pk, delivery.pk]))
    assert Delivery.objects.get().state == "waiting"
    refused = ada.post(
        reverse("webhook_change", args=[pk]), {"url": "http://hooks.example/", "kinds": ["deal.won"]}
    )
    assert refused.status_code == 422 and "must begin with https://" in refused.content.decode()
    ada.post(reverse("webhook_change", args=[pk]), {"url": "https://hooks.example/", "kinds": ["deal.won"]})
    ada.post(reverse("webhook_activity", args=[pk]))
    webhook.refresh_from_db()
    assert (webhook.url, webhook.kinds, webhook.is_active) == ("https://hooks.example/", ["deal.won"], False)
    assert "Switched off" in ada.get(reverse("webhooks")).content.decode()
    assert "whsec_" in ada.post(reverse("webhook_secret", args=[pk])).content.decode()
    gone = ada.post(reverse("webhook_removal", args=[pk]), follow=True).content.decode()
    assert (
        "The webhook is removed." in gone and not Endpoint.objects.exists() and not Delivery.objects.exists()
    )


def test_the_documentation_loads_from_here_alone_and_lists_every_operation(page: Any) -> None:
    """The page's watch fails on any violation of the policy and on any request to another host."""
    page.goto("/api/docs")
    block = page.locator("#operations-Leads-capture_lead")
    block.wait_for(timeout=60_000)
    assert page.locator(".opblock").count() > 80
    block.locator("button").first.click()
    block.get_by_text("Idempotency-Key").first.wait_for()
    block.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Authorize").first.click()
    page.locator(".modal-ux").wait_for()
