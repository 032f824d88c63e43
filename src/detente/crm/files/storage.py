"""Bytes of attached files: in the home folder, under a name that says nothing, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from detente.config.home import settle


@dataclass(frozen=True)
class Stored:
    """How many bytes were written, and their SHA-256."""

    size: int
    digest: str


def place_of(key: uuid.UUID) -> Path:
    """Where the bytes of a file lie; the folder is named by the end of its key, which is random."""
    return settings.HOME / "files" / key.hex[-2:] / str(key)


def keep(key: uuid.UUID, chunks: Iterable[bytes]) -> Stored:
    """Write bytes so that after a power cut they are there whole or not at all."""
    place = place_of(key)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{key}.part")
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(place)
        # The new name itself must survive a power cut too.
        settle(place.parent)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return Stored(size, digest.hexdigest())


def drop(key: uuid.UUID) -> None:
    """Take bytes away that no row knows."""
    place_of(key).unlink(missing_ok=True)


def size_of(key: uuid.UUID) -> int | None:
    """How many bytes lie there; None when there are none."""
    try:
        return place_of(key).stat().st_size
    except OSError:
        return None


def digest_of(key: uuid.UUID) -> str | None:
    """The SHA-256 of the bytes that lie there; None when they can't be read."""
    try:
        with place_of(key).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
