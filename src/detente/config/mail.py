"""How mail leaves, from one address: `smtp://user:password@host:port`."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SCHEMES = {"smtp": (25, False, False), "smtp+starttls": (587, True, False), "smtps": (465, False, True)}


@dataclass(frozen=True)
class Mail:
    """Where mail is handed over; without a host none is sent."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    sender: str = ""

    @property
    def backend(self) -> str:
        """Django's name for the way it goes."""
        return f"django.core.mail.backends.{'smtp' if self.host else 'dummy'}.EmailBackend"


def mail(url: str | None, sender: str | None) -> Mail:
    """What DETENTE_MAIL_URL and DETENTE_MAIL_FROM mean."""
    if not url:
        return Mail()
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ImproperlyConfigured(
            "DETENTE_MAIL_URL must look like smtp+starttls://user:password@mail.example.com:587"
        )
    port, starttls, tls = SCHEMES[parts.scheme]
    return Mail(
        host=parts.hostname, port=parts.port or port, user=unquote(parts.username or ""),
        password=unquote(parts.password or ""), starttls=starttls, tls=tls,
        sender=sender or f"detente@{parts.hostname}",
    )  # fmt: skip
