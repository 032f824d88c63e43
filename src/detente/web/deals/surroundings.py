"""What stands around a deal: the people with a part in it, the account's other deals, its weighted value."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from detente.crm.deals.models import Deal, DealContact
from detente.crm.people.days import today
from detente.crm.people.models import Person
from detente.crm.people.permissions import openable
from detente.crm.playbook.agreement import Agreement
from detente.web.deals.parts import PARTS

SHOWN = 10


def parts_in(deal: Deal, user: Any) -> dict[str, Any]:
    """Who has a part, those who decide first; persons that this reader may not open are counted."""
    order = {role: rank for rank, role in enumerate(PARTS)}
    found = list(DealContact.objects.filter(deal=deal).select_related("person"))
    keys = [part.person_id for part in found]
    allowed = set(openable(Person.objects.filter(pk__in=keys), user).values_list("pk", flat=True))
    shown = sorted((part for part in found if part.person_id in allowed), key=lambda part: order[part.role])
    rows = [{"person": part.person, "role": part.role, "part": PARTS[part.role]} for part in shown]
    return {"rows": rows, "hidden": 0 if user.is_vendor else len(found) - len(rows)}


def other_deals(deal: Deal, user: Any) -> dict[str, Any]:
    """The account's other deals, open ones first, then the latest."""
    if not deal.account_id:
        return {"rows": [], "more": 0, "hidden": 0}
    everything = Deal.objects.filter(account=deal.account_id, is_archived=False).exclude(pk=deal.pk)
    allowed = openable(everything, user)
    count = allowed.count()
    rows = list(allowed.filter(status="open").order_by("-opened_at", "-pk")[:SHOWN])
    rows += list(allowed.exclude(status="open").order_by("-closed_at", "-pk")[: SHOWN - len(rows)])
    hidden = 0 if user.is_vendor else everything.count() - count
    return {"rows": rows, "more": count - len(rows), "hidden": hidden}


def weighted(deal: Deal, agreement: Agreement) -> dict[str, Any] | None:
    """An open deal's amount at its stage's share, as the playbook has it."""
    stage = agreement.stages.get(deal.stage)
    if deal.status != "open" or deal.amount_minor is None or stage is None or not stage.probability:
        return None
    return {"minor": round(deal.amount_minor * stage.probability / 100), "share": stage.probability}


def later_days(now: date | None = None) -> list[tuple[date, str]]:
    """Days that a close is most often moved to, with what to call them."""
    now = now or today()
    month_end = (now.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return [
        (now + timedelta(days=7), _("in a week")),
        (now + timedelta(days=30), _("in 30 days")),
        *([(month_end, _("end of this month"))] if month_end > now + timedelta(days=7) else []),
    ]
