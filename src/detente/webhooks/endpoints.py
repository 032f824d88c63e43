"""What people do with webhooks: add an endpoint, change it, rotate its secret, try it, replay what failed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from detente.crm.history.record import locked
from detente.crm.objections import N_, Objection, Refused, check
from detente.crm.people.models import User
from detente.crm.people.notices import notify
from detente.crm.people.sealing import seal
from detente.crm.people.security import note
from detente.safe_fetch import Unreachable, checked_url
from detente.webhooks.kinds import KINDS
from detente.webhooks.models import Delivery, Endpoint
from detente.webhooks.signing import new_secret

OLD_SECRET_FOR = timedelta(days=1)
KEPT_FOR = timedelta(days=30)


@transaction.atomic
def add_endpoint(url: str, kinds: list[str], *, by: User) -> tuple[Endpoint, str]:
    """A new endpoint; the second value is its secret, never to be had again."""
    check(_objections(url, kinds))
    secret = new_secret()
    endpoint = Endpoint.objects.create(
        url=url.strip(), kinds=_ordered(kinds), secret=seal(secret), by=by, created_at=timezone.now()
    )
    _note(endpoint, by, "added")
    return endpoint, secret


@transaction.atomic
def change_endpoint(endpoint: Endpoint, *, url: str, kinds: list[str], by: User) -> Endpoint:
    """Another address, or other kinds of events."""
    check(_objections(url, kinds))
    endpoint = locked(endpoint)
    endpoint.url, endpoint.kinds = url.strip(), _ordered(kinds)
    endpoint.save(update_fields=["url", "kinds"])
    _note(endpoint, by, "changed")
    return endpoint


def _objections(url: str, kinds: list[str]) -> list[Objection]:
    found = []
    try:
        checked_url(url.strip())
    except Unreachable as wrong:
        plain = str(wrong).replace("{", "(").replace("}", ")")
        found.append(Objection("url_refused", plain, "url"))
    if not kinds or set(kinds) - set(KINDS):
        found.append(Objection("kinds_missing", N_("Choose at least one kind of event."), "kinds"))
    return found


def _ordered(kinds: list[str]) -> list[str]:
    return [kind for kind in KINDS if kind in kinds]


@transaction.atomic
def rotate_secret(endpoint: Endpoint, *, by: User) -> str:
    """A new secret; for a day messages are signed by both, so that the receiver can change over."""
    endpoint, secret = locked(endpoint), new_secret()
    endpoint.old_secret, endpoint.old_until = endpoint.secret, timezone.now() + OLD_SECRET_FOR
    endpoint.secret = seal(secret)
    endpoint.save(update_fields=["secret", "old_secret", "old_until"])
    _note(endpoint, by, "secret_rotated")
    return secret


@transaction.atomic
def set_active(endpoint: Endpoint, is_active: bool, *, by: User) -> Endpoint:
    """Tell it nothing more, or tell it again; what waited meanwhile then goes out."""
    endpoint = locked(endpoint)
    endpoint.is_active, endpoint.failing_since = is_active, None
    endpoint.disabled_because = "" if is_active else "person"
    endpoint.save(update_fields=["is_active", "failing_since", "disabled_because"])
    _note(endpoint, by, "enabled" if is_active else "disabled")
    return endpoint


@transaction.atomic
def remove_endpoint(endpoint: Endpoint, *, by: User) -> None:
    """Tell it nothing more and forget it, with the log of what it was told."""
    endpoint = locked(endpoint)
    _note(endpoint, by, "removed")
    endpoint.delete()


@transaction.atomic
def disable(endpoint: Endpoint, *, because: str) -> bool:
    """Stop telling an endpoint that is gone or keeps failing, and say so to those who can mend it; once."""
    active = Endpoint.objects.filter(pk=endpoint.pk, is_active=True)
    if not active.update(is_active=False, disabled_because=because):
        return False
    note("webhook_changed", endpoint=endpoint.pk, what="disabled", because=because)
    host = urlsplit(endpoint.url).hostname
    steering = User.objects.filter(role__in=("admin", "operations")).values_list("pk", flat=True)
    notify("webhook_disabled", steering, endpoint=endpoint.pk, host=host, because=because)
    return True


def replay(delivery: Delivery) -> Delivery:
    """Send a message again that is not under way: the same one, by the same webhook-id."""
    again: dict[str, Any] = {"state": "waiting", "tried": 0, "next_at": timezone.now(), "done_at": None}
    if not Delivery.objects.filter(pk=delivery.pk).exclude(state="waiting").update(**again):
        raise Refused(Objection("under_way", N_("This message is under way already.")))
    return Delivery.objects.get(pk=delivery.pk)


def replay_failed(endpoint: Endpoint, *, since: datetime) -> int:
    """Send everything again that failed since; returns how many."""
    failed = Delivery.objects.filter(endpoint=endpoint, state="failed", created_at__gte=since)
    return failed.update(state="waiting", tried=0, next_at=timezone.now(), done_at=None)


def forget_old() -> int:
    """Delete what was done with more than a month ago; returns how many rows."""
    old = timezone.now() - KEPT_FOR
    return Delivery.objects.exclude(state="waiting").filter(done_at__lt=old).delete()[0]


def _note(endpoint: Endpoint, by: User, what: str) -> None:
    note("webhook_changed", by=by, endpoint=endpoint.pk, what=what)
