"""Where Detente keeps its files: the database, the analytic copy, uploads and its secret."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def home() -> Path:
    """The folder named by DETENTE_HOME, or `~/.detente`; made when absent."""
    folder = Path(os.environ.get("DETENTE_HOME") or Path.home() / ".detente").expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def folder(name: str) -> Path:
    """A folder of Detente's own inside home, made when absent."""
    path = home() / name
    path.mkdir(parents=True, exist_ok=True)
    return path


def secret_key() -> str:
    """The signing key: DETENTE_SECRET_KEY, or one made once and kept readable by its owner only."""
    if given := os.environ.get("DETENTE_SECRET_KEY"):
        return given
    path = home() / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(key := secrets.token_urlsafe(50))
    return key


def sealing_keys() -> list[str]:
    """The keys that secrets in the database are sealed with: DETENTE_SEALING_KEY, or a file made once.

    Several, separated by blanks, while a new one replaces an old one: the first seals, all open.
    """
    from cryptography.fernet import Fernet

    if given := os.environ.get("DETENTE_SEALING_KEY"):
        return given.split()
    path = home() / "sealing_key"
    if not path.exists():
        _make_once(path, Fernet.generate_key().decode())
    return path.read_text().split()


def _make_once(path: Path, text: str) -> None:
    """A file readable by its owner only; whoever comes second keeps what the first one made, whole."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(0o600)
    draft.write_text(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def settle(path: Path) -> None:
    """What was written to a file, or a new name in a folder, is on disk after this, power cut or not."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
