"""Where the time went between the buyer's action and the first human answer: the system's, capacity's, the rep's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from detente.crm.handoff.models import Handoff


@dataclass(frozen=True)
class Delays:
    """Seconds by the clock; together they are the whole wait. `is_over` says whether somebody has answered by now."""

    system: float
    capacity: float
    human: float
    is_over: bool


def delays_of(handoff: Handoff, now: datetime | None = None) -> Delays:
    """System delay until the lead was given, capacity delay while it waited in the pool, and what is left.

    That ends with the first attempt by a person, or with an answer without one. Automated mail is no attempt.
    Times in the pool that others' reassignments brought are capacity delay too.
    """
    first = handoff.lead.first_attempt_at
    attempted = first if first and first >= handoff.made_at else None
    moments = [moment for moment in (attempted, handoff.answered_at) if moment]
    ends = min(moments, default=now or max(handoff.made_at, handoff.assigned_at or handoff.made_at))
    system = (handoff.made_at - handoff.responded_to_at).total_seconds()
    waited = max(0.0, (ends - handoff.made_at).total_seconds())
    if handoff.to_id is None and handoff.answer is None:
        since = handoff.route_facts.get("pooled_at")
        began = datetime.fromisoformat(since) if since else handoff.made_at
        pooled = handoff.pooled_seconds + max(0.0, (ends - began).total_seconds())
    else:
        pooled = float(handoff.pooled_seconds)
    pooled = min(waited, pooled)
    return Delays(max(0.0, system), pooled, waited - pooled, is_over=bool(moments))
