"""Notices that wait, as Today shows them; all of them stand at `/notices/`."""

from __future__ import annotations

from typing import Any

from detente.crm.history.models import Notice
from detente.crm.playbook.agreement import Agreement
from detente.web.notices.shown import lines, notices_of

AT_MOST = 12
# A manager's page opens with every answer that is late: told one by one beside it they would bury the rest.
SAID_ABOVE = {"manager": ("escalated",)}


def unread(user: Any, agreement: Agreement) -> dict[str, Any]:
    """The newest unread notices, and how many there are."""
    without = SAID_ABOVE.get(user.role, ())
    found = notices_of(user, unread=True, most=AT_MOST, without=without)
    waiting = len(found)
    if waiting == AT_MOST:
        waiting = Notice.objects.filter(user=user.pk, read_at=None).exclude(kind__in=without).count()
    return {"rows": lines(found, user, agreement), "count": waiting}
