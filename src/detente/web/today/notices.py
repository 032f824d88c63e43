"""Notices that wait, as Today shows them; all of them stand at `/notices/`."""

from __future__ import annotations

from typing import Any

from detente.crm.history.models import Notice
from detente.crm.playbook.agreement import Agreement
from detente.web.notices.shown import lines, notices_of

AT_MOST = 12


def unread(user: Any, agreement: Agreement) -> dict[str, Any]:
    """The newest unread notices, and how many there are."""
    found = notices_of(user, unread=True, most=AT_MOST)
    waiting = (
        Notice.objects.filter(user=user.pk, read_at=None).count() if len(found) == AT_MOST else len(found)
    )
    return {"rows": lines(found, user, agreement), "count": waiting}
