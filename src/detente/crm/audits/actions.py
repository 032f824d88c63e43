"""What people do with audits: begin one; and what the program that runs one notes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from detente.crm.audits.models import Audit, FoundRecord
from detente.crm.objections import N_, Objection, Refused, check
from detente.crm.people.models import User

SILENT = timedelta(minutes=2)
"""A program that says nothing for so long is dead; it speaks every second or so."""
MOST_ROWS = 100_000
"""Records kept of one finding: enough for every list that people work through."""
_AT_ONCE = 5_000


def objections_to_start(by: User) -> list[Objection]:
    """Who may have the records looked through. What it says are totals, which are open to all who read it; the rows
    behind them are opened in lists, where everybody sees what they may."""
    if by.may("audit"):
        return []
    return [Objection("not_allowed", N_("Your role does not include starting an audit."))]


def start(*, by: User, subject: str = "own", title: str = "") -> Audit:
    """Note that an audit is to run. One of the own records runs at a time: `Refused` while another does."""
    check(objections_to_start(by))
    give_up_dead()
    try:
        with transaction.atomic():
            return Audit.objects.create(subject=subject, title=title[:300], by=by, started_at=timezone.now())
    except IntegrityError:
        text = N_("An audit is running already; it ends in a few minutes.")
        raise Refused(Objection("runs_already", text)) from None


def give_up_dead() -> int:
    """Audits whose program died are failed ones; how many."""
    now = timezone.now()
    dead = Audit.objects.filter(state__in=("waiting", "running"), started_at__lt=now - SILENT).exclude(
        seen_at__gte=now - SILENT
    )
    return dead.update(state="failed", ended_at=now, failure="stopped")


def note(audit: Audit, step: str, done: int, total: int) -> bool:
    """How far it is; False when somebody has given it up meanwhile."""
    going = Audit.objects.filter(pk=audit.pk, state__in=("waiting", "running"))
    return bool(
        going.update(state="running", seen_at=timezone.now(), step=step[:120], done=done, total=total)
    )


def fail(audit: Audit, failure: str) -> None:
    """It ended without an answer."""
    going = Audit.objects.filter(pk=audit.pk, state__in=("waiting", "running"))
    going.update(state="failed", ended_at=timezone.now(), failure=failure[:2_000])


@transaction.atomic
def finish(
    audit: Audit, result: Mapping[str, Any], records: Mapping[tuple[str, str], Iterable[int]] | None = None
) -> Audit:
    """Keep the answer, and for one of the own records which record each finding is about, by (check, object).

    What the audit before had found and this one has not is mended: `result["mended"]` counts it by check.
    """
    audit = Audit.objects.select_for_update(no_key=True).get(pk=audit.pk)
    if audit.state not in ("waiting", "running"):
        return audit
    kept = dict(result)
    if audit.subject == "own":
        for (name, object_), ids in (records or {}).items():
            _keep(audit, name, object_, ids)
        kept["mended"] = _mended(audit)
        FoundRecord.objects.exclude(audit=audit).delete()
    audit.result, audit.state, audit.ended_at = kept, "done", timezone.now()
    audit.save()
    return audit


def _keep(audit: Audit, name: str, object_: str, ids: Iterable[int]) -> None:
    wanted = list(dict.fromkeys(ids))[:MOST_ROWS]
    rows = [FoundRecord(audit=audit, check_name=name, object=object_, record_id=pk) for pk in wanted]
    FoundRecord.objects.bulk_create(rows, batch_size=_AT_ONCE)


def _mended(audit: Audit) -> dict[str, int]:
    """How many records of the newest audit before are no longer found, by check."""
    before = newest(exclude=audit)
    if before is None:
        return {}
    now = set(audit.records.values_list("check_name", "object", "record_id"))
    counts: dict[str, int] = {}
    for row in before.records.values_list("check_name", "object", "record_id").iterator():
        if row not in now:
            counts[row[0]] = counts.get(row[0], 0) + 1
    return counts


def newest(*, exclude: Audit | None = None) -> Audit | None:
    """The newest audit of the own records that has an answer."""
    done = Audit.objects.filter(subject="own", state="done")
    done = done.exclude(pk=exclude.pk) if exclude else done
    return done.order_by("-started_at", "-pk").first()
