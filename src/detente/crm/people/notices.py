"""Notices in the app: a line for somebody whom something concerns, unless they did it or do not want to hear of it.

Whoever adds a kind names it in `KINDS` and says in `web/notices/shown.py` how it reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from detente.crm.history.models import Event, Notice
from detente.crm.people.models import User

KINDS: dict[str, str | Promise] = {
    "assigned": _("A lead is given to you"),
    "handed_over": _("A lead is handed over or passed on to you"),
    "warned": _("An answer of yours is due soon"),
    "rerouted": _("What waits for an answer goes to you, or away from you"),
    "escalated": _("Somebody on your team did not answer in time"),
    "handoff_answered": _("What you handed over is answered, or a lead of your campaign is rejected"),
    "deal_won": _("A deal of yours, or of your lead, is won"),
    "deal_lost": _("A deal of yours, or of your lead, is lost"),
    "import_finished": _("An import that you began is through, or stopped"),
    "invitation_accepted": _("Somebody accepts your invitation"),
    "playbook_signature": _("A change of the playbook waits for your signature"),
    "playbook_decided": _("A change of the playbook that you proposed or sign for is agreed or declined"),
    "playbook_outdated": _("A change of the playbook that you proposed is overtaken by another"),
    "playbook_signatory": _("Somebody else signs for marketing or for sales"),
    "blind_audit_started": _("Leads wait for your judgement in a blind audit"),
    "blind_audit_ended": _("A blind audit that you started or judged has ended"),
    "webhook_disabled": _("A webhook is switched off because its receiver fails"),
}
"""What a user can be told of, each of which they can mute."""


def notify(
    kind: str, users: Iterable[int | None], *, by_id: int | None = None, event: Event | None = None,
    at: datetime | None = None, **facts: Any,
) -> int:  # fmt: skip
    """Tell active users of something, except who did it (`by_id`) and who muted it; returns how many were told.

    An event is told to a user once, however often this is called. Call it in the transaction of what happened.
    """
    if kind not in KINDS:
        raise ValueError(f"not a kind of notice: {kind}")
    wanted = {user_id for user_id in users if user_id and user_id != by_id}
    ready = User.objects.filter(pk__in=wanted, is_active=True).values_list("pk", "muted")
    now = at or timezone.now()
    rows = [
        Notice(user_id=user_id, kind=kind, event=event, facts=facts, created_at=now)
        for user_id, muted in ready
        if kind not in muted
    ]
    # Only who is already told of this event stands in the way.
    return len(Notice.objects.bulk_create(rows, ignore_conflicts=event is not None))


def mute(user: User, kinds: Iterable[str]) -> None:
    """Of these kinds, and no others, the user is told nothing from now on."""
    User.objects.filter(pk=user.pk).update(muted=sorted(set(kinds) & set(KINDS)))
