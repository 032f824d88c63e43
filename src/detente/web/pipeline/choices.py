"""What the board's filters offer."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from detente.crm.capture.models import Campaign, Lead
from detente.crm.people.models import Team, User
from detente.crm.people.permissions import openable
from detente.web.pipeline.question import MINE, NOBODY

Options = list[tuple[Any, Any]]
KEPT_FOR = 60


def choices(user: Any) -> dict[str, Options]:
    """The options of each filter, as far as this reader may know of them."""
    return {
        "owner": [(MINE, _("me")), (NOBODY, _("nobody")), *_people(user)],
        "team": [] if user.is_vendor else list(Team.objects.order_by("name").values_list("pk", "name")),
        "source": [(source, source) for source in _sources(user)],
        "campaign": list(
            openable(Campaign.objects.filter(is_archived=False), user)
            .order_by("name")
            .values_list("pk", "name")
        ),
    }


def _people(user: Any) -> Options:
    if user.is_vendor:
        return []
    found = User.objects.filter(is_active=True).exclude(role__in=("vendor", "executive")).exclude(pk=user.pk)
    return list(found.order_by("name").values_list("pk", "name"))


def _sources(user: Any) -> list[str]:
    """Every source there is, remembered for a minute: reading them walks a whole index."""
    key = f"sources|{user.vendor_id if user.is_vendor else ''}"
    found: list[str] | None = cache.get(key)
    if found is None:
        leads = openable(Lead.objects.all(), user) if user.is_vendor else Lead.objects.all()
        names = leads.exclude(source=None).order_by("source").values_list("source", flat=True).distinct()
        found = [name for name in names if name]
        cache.set(key, found, KEPT_FOR)
    return found
