"""What a program waits for: a lead made by the API, one client, each in a transaction of its own that is on disk."""

from __future__ import annotations

import json
import time
import uuid

from bench.table import Line

TIMES = 300
WANTED = 260


def measure(_leads: int) -> list[Line]:
    from django.conf import settings
    from django.test import Client

    from detente.crm.people.tokens import make_token
    from detente.crm.people.users import add_user

    settings.API_PER_MINUTE = 0
    user = add_user(email="program@bench.example", name="Program", role="admin", by=None)
    _token, key = make_token(user, name="bench", scopes=["read", "write"], by=user)
    client = Client(SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {key}"})
    made(client, 30)
    per_second = TIMES / made(client, TIMES)
    return [
        Line(
            "API: create a lead",
            per_second,
            WANTED,
            "req/s",
            at_least=1,
            limit_is="the target, one client, SQLite",
        )
    ]


def made(client: object, times: int) -> float:
    """Seconds for so many new leads."""
    run, began = uuid.uuid4().hex[:8], time.perf_counter()
    for no in range(times):
        body = {"name": f"Person {no}", "email": f"p{no}-{run}@example{no % 50}.com", "source": "web"}
        answer = client.post(  # type: ignore[attr-defined]
            "/api/leads",
            json.dumps(body),
            content_type="application/json",
            headers={"Idempotency-Key": f"{run}-{no}"},
        )
        assert answer.status_code == 201, answer.content
    return time.perf_counter() - began
