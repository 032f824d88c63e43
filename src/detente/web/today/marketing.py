"""For marketing: yesterday's leads by source, what waits for sales, and what sales sent back in whose words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from detente.crm.capture.models import Lead
from detente.crm.people.days import starts_at, today
from detente.crm.people.permissions import openable
from detente.crm.playbook.agreement import Agreement
from detente.web.campaigns.said import sayings
from detente.web.today.arrivals import became
from detente.web.today.waiting import waiting

SAID_WITHIN = timedelta(days=14)
SAID = 6


def marketing(user: Any, agreement: Agreement) -> dict[str, Any]:
    """All of it; a vendor's user reads of their own leads only."""
    first = today() - timedelta(days=1)
    every = Lead.objects.filter(is_archived=False)
    every = openable(every, user) if user.is_vendor else every
    arrived = every.filter(arrived_at__gte=starts_at(first), arrived_at__lt=starts_at(today()))
    back = every.filter(closed_at__gte=timezone.now() - SAID_WITHIN)
    return {
        "day": first,
        "yesterday": became(arrived, agreement),
        "waiting": waiting(user, agreement, kinds=("handed_over",)),
        "sayings": sayings(back, agreement, user, SAID),
    }
