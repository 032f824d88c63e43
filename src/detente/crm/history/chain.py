"""The hash chain: each event covers all its columns and the hash of the lead's event before it."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

COVERED = (
    "lead_id", "seq", "person_id", "account_id", "deal_id", "campaign_id", "vendor_id", "user_id", "batch_id",
    "kind", "kind_version", "at", "recorded_at", "actor_id", "playbook", "from_stage", "to_stage", "code",
    "channel", "disposition", "outcome", "reason", "source", "medium", "owner_id", "amount_minor", "currency",
    "base_minor", "day", "seconds", "facts", "reverses_id", "digest", "previous",
)  # fmt: skip

_covered = itemgetter(*COVERED)
_DATED = tuple(COVERED.index(name) for name in ("at", "recorded_at", "day"))
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode


_AS_IT_IS = frozenset({type(None), str, int, bool})


@lru_cache(maxsize=10_000)
def _instant(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(value: Any) -> Any:
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def as_stored(value: Any) -> Any:
    """A value as it comes back from a JSON column, so that hashes made before and after agree: days become
    text, and NUL and lone surrogates, which PostgreSQL refuses, are left out."""
    match value:
        case str():
            return value.replace("\0", "").encode("utf-8", "ignore").decode()
        case None | bool() | int() | float():
            return value
        case dict():
            return {str(name): as_stored(part) for name, part in value.items()}
        case list() | tuple():
            return [as_stored(part) for part in value]
    return str(value)


def hash_of(event: Mapping[str, Any]) -> str:
    """SHA-256 of an event's covered columns, hexadecimal."""
    values = list(_covered(event))
    for place in _DATED:
        values[place] = _plain(values[place])
    return hashlib.sha256(_encode(values).encode()).hexdigest()


def new_salt() -> str:
    """A salt that makes the digest of short words unguessable once both are gone."""
    return secrets.token_hex(16)


def digest_of(words: Mapping[str, Any], salt: str) -> str:
    """Salted SHA-256 of an event's words, hexadecimal; the event carries it, the words can be blanked."""
    return hashlib.sha256((salt + _encode(words)).encode()).hexdigest()


def digest_rows(rows: Iterable[tuple[Any, ...]]) -> str:
    """SHA-256 over rows in the order given, hexadecimal: what a seal keeps of many heads."""
    total = hashlib.sha256()
    for row in rows:
        total.update(_encode([_plain(value) for value in row]).encode())
    return total.hexdigest()
