"""DATABASE_URL read into Django's setting: SQLite in home by default, PostgreSQL in production."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from detente.config.home import home

# FULL because a committed lead must survive a power cut; IMMEDIATE because a lock taken late can't be waited for.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
)


def database(url: str | None) -> dict[str, Any]:
    """Django's DATABASES entry for a `sqlite:///path` or `postgres://...` address; None is home's own file."""
    if not url:
        return sqlite(str(home() / "detente.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(
            unquote(parts.path.removeprefix("/")) if parts.netloc == "" else parts.netloc + parts.path
        )
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": dict(parse_qsl(parts.query)),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(
        f"DATABASE_URL must begin with sqlite:/// or postgres://, not {parts.scheme or 'nothing'}://."
    )


def sqlite(path: str) -> dict[str, Any]:
    """A SQLite entry with the settings that TRUST asks for."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {"timeout": 30, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
    }
