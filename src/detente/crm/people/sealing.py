"""Secrets that the database must hold but whoever reads a copy of it must not: sealed with a key kept beside it."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from detente.config.home import sealing_keys


class Unsealable(Exception):
    """The key that sealed this is not here: the file `sealing_key` was lost or belongs to another company."""


def seal(secret: str) -> str:
    """`secret`, encrypted and authenticated (Fernet: AES-128-CBC with HMAC-SHA256)."""
    return _box().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """What `seal` was given; raises `Unsealable` under another key."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as wrong:
        raise Unsealable("this secret was sealed with a key that is not here any more") from wrong


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in sealing_keys()])
