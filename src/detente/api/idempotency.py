"""A write that comes twice with one Idempotency-Key is done once, and answered alike both times.

The answer is kept in the transaction of the act: either both are there or neither, whenever the program
is killed. What was refused changed nothing and is not kept: a retry is judged anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from detente.api.errors import Problem
from detente.api.models import KeptAnswer
from detente.crm.history import rows
from detente.crm.objections import N_
from detente.crm.people.sealing import seal, unseal

HOURS = 24
KEPT_HEADERS = ("Location", "ETag", "Content-Type")
LONGEST = 255
WAIT = "10s"
REUSED = N_("This Idempotency-Key was used for another request; take a new key for a new request.")
AT_WORK = N_("The first request with this Idempotency-Key is still at work; ask again in a moment.")


def once(request: HttpRequest, token_id: int, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Do `act` in one transaction, taken back when it was refused; a repeated one gets the kept answer."""
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return in_one(act)
    if not given.strip() or len(given) > LONGEST:
        raise Problem(400, f"An Idempotency-Key has 1 to {LONGEST} characters.", code="idempotency_key_bad")
    key, fingerprint = _digest(given.encode()), fingerprint_of(request)
    with transaction.atomic():
        _wait_for_the_first(token_id, key)
        if kept := _kept(token_id, key):
            return _again(request, kept, fingerprint)
        response = act()
        if response.status_code < 400:
            _keep(request, response, token_id, key, fingerprint)
        else:
            transaction.set_rollback(True)
    return response


def in_one(act: Callable[[], HttpResponse]) -> HttpResponse:
    """One transaction for everything that the act does, none of it when the answer is a refusal."""
    with transaction.atomic():
        response = act()
        if response.status_code >= 400:
            transaction.set_rollback(True)
    return response


def _keep(request: HttpRequest, response: HttpResponse, token_id: int, key: str, fingerprint: str) -> None:
    body = response.content.decode()
    rows.insert_one(KeptAnswer, {
        "token_id": token_id, "key": key, "fingerprint": fingerprint, "status": response.status_code,
        "headers": {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        "body": seal(body) if getattr(request, "tells_secret", False) else body, "kept_at": timezone.now(),
    })  # fmt: skip


def _again(request: HttpRequest, kept: KeptAnswer, fingerprint: str) -> HttpResponse:
    if kept.fingerprint != fingerprint:
        raise Problem(422, REUSED, code="idempotency_key_reused")
    headers = {**kept.headers, "Idempotent-Replayed": "true"}
    body = unseal(kept.body) if getattr(request, "tells_secret", False) else kept.body
    return HttpResponse(body, status=kept.status, headers=headers)


def _kept(token_id: int, key: str) -> KeptAnswer | None:
    """The answer kept for this key; one that is older than a day is forgotten."""
    if not rows.is_there(KeptAnswer, token_id=token_id, key=key):
        return None
    found = KeptAnswer.objects.get(token_id=token_id, key=key)
    if found.kept_at < timezone.now() - timedelta(hours=HOURS):
        found.delete()
        return None
    return found


def _wait_for_the_first(token_id: int, key: str) -> None:
    """SQLite has one writer anyway. On PostgreSQL the second of two waits for the first's answer, then gets it."""
    if connection.vendor != "postgresql":
        return
    name = f"idempotency\x1f{token_id}\x1f{key}"
    sql = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
            cursor.execute(sql, [name])
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except OperationalError:
        raise Problem(409, AT_WORK, code="idempotency_in_progress", headers={"Retry-After": "1"}) from None


def fingerprint_of(request: HttpRequest) -> str:
    """Method, address, precondition and body; of an upload its fields and the bytes of its files."""
    found = hashlib.sha256(
        f"{request.method} {request.get_full_path()} {request.headers.get('If-Match')}\n".encode()
    )
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            found.update(repr((name, values)).encode())
        for name in sorted(request.FILES):
            for file in request.FILES.getlist(name):
                _add_file(found, name, file)
    else:
        found.update(request.body)
    return found.hexdigest()


def _add_file(found: Any, name: str, file: Any) -> None:
    found.update(f"{name} {file.name} {file.size}\n".encode())
    for chunk in file.chunks():
        found.update(chunk)
    file.seek(0)


def _digest(given: bytes) -> str:
    return hashlib.sha256(given).hexdigest()


def forget_old() -> int:
    """Delete answers that are older than a day; returns how many. The background program calls it."""
    old = KeptAnswer.objects.filter(kept_at__lt=timezone.now() - timedelta(hours=HOURS))
    return old.delete()[0]
