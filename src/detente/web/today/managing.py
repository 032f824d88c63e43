"""For a manager: each rep's answers that wait or are late, room, absence, promises and yesterday's attempts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from detente.crm.capture.models import Lead
from detente.crm.handoff import receivers
from detente.crm.handoff.models import Absence, Handoff
from detente.crm.history.models import Event
from detente.crm.people.days import starts_at, today
from detente.crm.people.models import User
from detente.crm.playbook.agreement import Agreement

AHEAD = timedelta(days=7)


@dataclass(frozen=True)
class Rep:
    """One rep today. `away` is their absence now or within a week."""

    user: User
    waiting: int
    late: int
    load: int
    capacity: int
    promised: int
    attempts: int
    away: Absence | None

    @property
    def is_full(self) -> bool:
        """Whether nothing more goes to them in turn."""
        return self.load >= self.capacity

    @property
    def is_away(self) -> bool:
        """Whether they are away today."""
        return self.away is not None and self.away.first_on <= today()


def reps(agreement: Agreement) -> list[Rep]:
    """Everybody who gets leads in turn, those with late answers first."""
    users = list(
        User.objects.filter(is_active=True, role__in=("sdr", "ae")).select_related("team").order_by("name")
    )
    keys = [user.pk for user in users]
    weighed = {one.user_id: one for one in receivers.candidates(users, agreement)}
    waiting, late, promised, attempts = _waiting(keys), _late(keys), _promised(keys), _attempts(keys)
    away = _away(keys)
    found = [
        Rep(
            user, waiting.get(user.pk, 0), late.get(user.pk, 0), weighed[user.pk].load, weighed[user.pk].capacity,
            promised.get(user.pk, 0), attempts.get(user.pk, 0), away.get(user.pk),
        )
        for user in users
    ]  # fmt: skip
    return sorted(found, key=lambda rep: (-rep.late, -rep.waiting, rep.user.name))


def _waiting(keys: Collection[int]) -> dict[int, int]:
    return _counted(Handoff.objects.filter(to__in=keys, answer=None), "to")


def _late(keys: Collection[int]) -> dict[int, int]:
    late = Handoff.objects.filter(to__in=keys, answer=None, due_at__lte=timezone.now())
    return _counted(late, "to")


def _promised(keys: Collection[int]) -> dict[int, int]:
    """Promises whose time has passed."""
    due = Q(owner__in=keys, next_by="promise", next_at__lt=timezone.now(), closed_at=None, is_archived=False)
    return _counted(Lead.objects.filter(due), "owner")


def _attempts(keys: Collection[int]) -> dict[int, int]:
    day = starts_at(today() - timedelta(days=1))
    made = Event.objects.filter(kind="attempted", actor__in=keys, at__gte=day, at__lt=starts_at(today()))
    return _counted(made, "actor")


def _away(keys: Collection[int]) -> dict[int, Absence]:
    soon = Absence.objects.filter(
        user__in=keys, is_withdrawn=False, last_on__gte=today(), first_on__lte=today() + AHEAD
    )
    return {absence.user_id: absence for absence in soon.order_by("-first_on")}


def _counted(rows: Any, by: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(n=Count("pk")))
