"""I5: a lead has at most one open handoff; each is answered once, or is looked after until it is."""

from __future__ import annotations

from collections.abc import Iterator

from detente.crm.jobs.running import MOST_TRIES
from detente.doctor.looking import Look

NUMBER = "I5"
TITLE = "At most one open handoff per lead, each answered once, or overdue and looked after"
REPAIR = (
    "Open the lead and answer the handoff, or give it to somebody. If nothing is planned for its time, or a job "
    "failed: see that a worker runs (`detente worker`, or `detente serve`), and give the lead to somebody anew."
)

_TRIES = 3


def faults(look: Look) -> Iterator[str]:
    """Handoffs that contradict their lead or its history, and those whose time nobody watches."""
    yield from _open_twice(look)
    yield from _contradicting(look)
    yield from _unwatched(look)
    yield from _untold(look)
    yield from _failing(look)


def _open_twice(look: Look) -> Iterator[str]:
    doubled = (
        "SELECT lead_id, count(*) FROM crm_handoff WHERE answer IS NULL GROUP BY lead_id HAVING count(*) > 1"
    )
    for lead, count in look.sql(doubled):
        yield f"lead {lead}: {count} open handoffs"


def _contradicting(look: Look) -> Iterator[str]:
    """What waits for an answer belongs to an open lead without a deal, and to the one who owns it."""
    wrong = """
    SELECT h.id, h.lead_id, l.closed_at IS NOT NULL, l.is_archived, l.deal_id IS NOT NULL, h.to_id, l.owner_id
    FROM crm_handoff AS h JOIN crm_lead AS l ON l.id = h.lead_id
    WHERE h.answer IS NULL AND (
        l.closed_at IS NOT NULL OR l.is_archived OR l.deal_id IS NOT NULL
        OR coalesce(h.to_id, 0) <> coalesce(l.owner_id, 0)
    ) ORDER BY h.id
    """
    for handoff, lead, is_closed, is_archived, has_deal, to, owner in look.sql(wrong):
        states = ((is_closed, "has ended"), (is_archived, "was set aside"), (has_deal, "has a deal"))
        why = next((words for is_so, words in states if is_so), f"is owned by {owner}, given to {to}")
        yield f"handoff {handoff}: open, but its lead {lead} {why}"


def _unwatched(look: Look) -> Iterator[str]:
    """One that is due has a job for its time, or was told to the manager."""
    forgotten = """
    SELECT h.id, h.lead_id FROM crm_handoff AS h
    LEFT JOIN crm_due_job AS j
        ON j.kind = 'handoff_due' AND j.key = CAST(h.id AS varchar(80)) AND j.done_at IS NULL
    WHERE h.answer IS NULL AND h.due_at IS NOT NULL AND h.escalated_at IS NULL AND j.id IS NULL ORDER BY h.id
    """
    for handoff, lead in look.sql(forgotten):
        yield f"handoff {handoff} of lead {lead}: open, and nothing is planned for when it is due"
    pooled = """
    SELECT count(*) FROM crm_handoff WHERE answer IS NULL AND to_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM crm_due_job WHERE kind = 'handoff_pool' AND done_at IS NULL)
    """
    for (count,) in look.sql(pooled):
        if count:
            yield f"{count} leads wait in the pool, and nothing is planned to hand them out"


def _untold(look: Look) -> Iterator[str]:
    """Handoffs are what the history says: as many made, and as many answered."""
    told = """
    SELECT h.lead_id, h.made, h.answered,
        (SELECT count(*) FROM crm_event AS e WHERE e.lead_id = h.lead_id AND e.kind = 'handed_over'),
        (SELECT count(*) FROM crm_event AS e WHERE e.lead_id = h.lead_id AND e.kind = 'handoff_answered')
    FROM (
        SELECT lead_id, count(*) AS made, count(answer) AS answered FROM crm_handoff
        GROUP BY lead_id HAVING max(event_id) > %s
    ) AS h ORDER BY h.lead_id
    """
    for lead, made, answered, told_made, told_answered in look.sql(told, [look.first_event]):
        if made != told_made:
            yield f"lead {lead}: {made} handoffs, its history tells of {told_made}"
        if answered != told_answered:
            yield f"lead {lead}: {answered} answered handoffs, its history tells of {told_answered}"
    lost = """
    SELECT e.lead_id, e.id FROM crm_event AS e LEFT JOIN crm_handoff AS h ON h.event_id = e.id
    WHERE e.id > %s AND e.kind = 'handed_over' AND h.id IS NULL ORDER BY e.id
    """
    for lead, event in look.sql(lost, [look.first_event]):
        yield f"lead {lead}: handed over in event {event}, but there is no such handoff"


def _failing(look: Look) -> Iterator[str]:
    stuck = (
        "SELECT kind, key, tries, failure FROM crm_due_job WHERE done_at IS NULL AND tries >= %s ORDER BY id"
    )
    for kind, key, tries, failure in look.sql(stuck, [_TRIES]):
        again = "given up" if tries >= MOST_TRIES else "tried again"
        yield f"job {kind} {key}: failed {tries} times, {again} ({failure.splitlines()[0] if failure else '?'})"
