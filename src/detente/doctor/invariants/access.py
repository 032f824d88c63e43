"""I16: somebody can administer, and whoever was deactivated is out, with every token of theirs."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.sessions.models import Session

from detente.crm.models import ApiToken, Event, User
from detente.doctor.looking import Look

NUMBER = "I16"
TITLE = "At least one active administrator; no live session or token of a deactivated user"
REPAIR = (
    "detente user add EMAIL --role admin makes an administrator; "
    "detente user disable EMAIL ends a user's sessions and tokens."
)


def faults(look: Look) -> Iterator[str]:
    """A company that has lost its administrators; sessions that should have ended."""
    users = {row["id"]: row for row in look.rows(User.objects.order_by("pk"), "id", "role", "is_active")}
    if not any(user["role"] == "admin" and user["is_active"] for user in users.values()):
        had_one = list(look.rows(Event.objects.filter(kind="user_added", code="admin")[:1], "id"))
        if had_one or any(user["role"] == "admin" for user in users.values()):
            yield "no active user is an administrator"
    active = {key for key, user in users.items() if user["is_active"]}
    yield from _sessions(look, active)
    for row in look.rows(ApiToken.objects.filter(revoked_at=None).order_by("pk"), "user_id", "prefix"):
        if row["user_id"] not in active:
            yield f"user {row['user_id']} is deactivated, but token {row['prefix']} is not revoked"


def _sessions(look: Look, active: set[int]) -> Iterator[str]:
    live = Session.objects.filter(expire_date__gt=look.snapshot.as_of).order_by("pk")
    for row in look.rows(live, "session_data"):
        who = Session(session_data=row["session_data"]).get_decoded().get("_auth_user_id")
        if who is not None and int(who) not in active:
            yield f"user {who} is deactivated or gone, but has a live session"
