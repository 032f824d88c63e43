"""Posts of which nothing stays, so that the next one finds the company, and whoever is signed in, as before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever a post does in the database is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def posted(client: Client, address: str, given: dict[str, list[str]] | None = None) -> Any:
    """The answer; the client stays signed in, although signing out is a post, too."""
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    answer = client.post(address, given)
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    return answer
