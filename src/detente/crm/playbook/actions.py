"""Which agreement holds, and how a new company gets its first one."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.db.models.signals import post_save
from django.utils import timezone

from detente.crm.once import once, read_anew
from detente.crm.playbook.agreement import Agreement, default_document
from detente.crm.playbook.models import Playbook


@lru_cache(maxsize=32)
def _agreement(version: int, _key: int, _since: datetime) -> Agreement:
    return Agreement(version, Playbook.objects.get(version=version).document)


def adopt_default() -> Playbook:
    """Make the shipped playbook version 1 of an empty company; leaves an existing playbook alone."""
    found = Playbook.objects.order_by("-version").first()
    if found is None:
        first = {"document": default_document(), "effective_at": timezone.now()}
        found, _is_new = Playbook.objects.get_or_create(version=1, defaults=first)
    return found


def current() -> Agreement:
    """The agreement in effect now."""
    return _agreement(*once("playbook", _in_effect))


def newest() -> Playbook:
    """The newest version, whether it is in effect already or will be."""
    return Playbook.objects.order_by("-version").first() or adopt_default()


def _in_effect() -> tuple[int, int, datetime]:
    found = (
        Playbook.objects.filter(effective_at__lte=timezone.now())
        .order_by("-version")
        .values_list("version", "id", "effective_at")
    )
    return found.first() or _first()


post_save.connect(read_anew, sender=Playbook)


def _first() -> tuple[int, int, datetime]:
    playbook = adopt_default()
    return playbook.version, playbook.pk, playbook.effective_at
