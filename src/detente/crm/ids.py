"""Keys that leave the database: UUIDv7, ordered by time; bigint keys stay inside."""

from __future__ import annotations

import uuid

from uuid_utils.compat import uuid7


def new_uuid() -> uuid.UUID:
    """A UUIDv7 (RFC 9562)."""
    return uuid7()
