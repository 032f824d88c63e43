"""Notices: what others did that concerns the reader by name, until they say that they have seen it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from detente.crm.history.models import Notice
from detente.crm.playbook.agreement import Agreement
from detente.web.access import Request, needs
from detente.web.timeline import SHOWN, Entry
from detente.web.timeline_words import WORDS, Words
from detente.web.today.changes import entry_of

AT_MOST = 12


def unread(user: Any, agreement: Agreement) -> dict[str, Any]:
    """The newest unread notices, and how many there are."""
    waiting = Notice.objects.filter(user=user.pk, read_at=None)
    paths = [f"event__{path}" for path in (*SHOWN, "lead__person")]
    found = waiting.select_related("event", *paths).order_by("-event_id")[:AT_MOST]
    words = Words(agreement)
    rows: list[Entry] = [
        entry_of(notice.event, words, user) for notice in found if notice.event.kind in WORDS
    ]
    return {"rows": rows, "count": waiting.count()}


@require_POST
@needs("read")
def notices_reading(request: Request) -> HttpResponse:
    """The reader has seen what concerned them."""
    Notice.objects.filter(user=request.user.pk, read_at=None).update(read_at=timezone.now())
    return redirect("today")
