"""Signing in as a person does it, for the tests of every way in."""

from __future__ import annotations

import re
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from tests.web.conftest import PASSWORD

SECRET = re.compile(r'class="totp-secret">([A-Z2-7]+)<')
CODE = re.compile(r"<li><code>([0-9a-z-]+)</code></li>")


def knock(user: Any, password: str = PASSWORD, client: Client | None = None) -> tuple[Client, Any]:
    """A browser that sends this user's address and a password, and what it was answered."""
    client = client or Client()
    return client, client.post("/sign-in/", {"email": user.email, "password": password})


def is_in(client: Client) -> bool:
    """Whether somebody is signed in there."""
    return client.get("/settings/profile/").status_code == 200


def totp(secret: str, steps: int = 0) -> str:
    """The code that an app shows for this secret now, or some steps of 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def sets_up_an_app(client: Client) -> tuple[str, list[str]]:
    """Scan the secret, type the code; returns the secret and the recovery codes shown once."""
    secret = SECRET.search(client.get("/settings/security/app/").content.decode())[1]  # type: ignore[index]
    done = client.post("/settings/security/app/", {"code": totp(secret)})
    assert done.status_code == 302, done.content.decode()
    return secret, CODE.findall(client.get(done["Location"]).content.decode())
