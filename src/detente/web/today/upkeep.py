"""For operations and administrators: what is wrong with the data, what failed, what waits to be signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from detente.crm.capture.models import DuplicatePair, Lead
from detente.crm.imports.models import ImportBatch
from detente.crm.jobs.models import DueJob
from detente.crm.people.days import starts_at, today
from detente.crm.playbook.models import Proposal

WITHIN = timedelta(days=14)
LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class Trouble:
    """Something to look at: how many, what it is, and where it is mended."""

    count: int
    label: str
    note: str
    href: str
    is_failure: bool = False


def troubles() -> list[Trouble]:
    """Everything that is not as it should be; empty when nothing is."""
    return [one for one in (*_failures(), *_records(), *_waiting()) if one.count]


def _failures() -> list[Trouble]:
    now = timezone.now()
    failed = DueJob.objects.filter(done_at=None).exclude(failure="")
    newest = failed.order_by("-due_at").values_list("failure", flat=True).first() or ""
    last = newest.splitlines()[-1][:200] if newest else ""
    n, stuck = failed.count(), DueJob.objects.filter(done_at=None, due_at__lt=now - LATE, failure="").count()
    stopped = ImportBatch.objects.filter(state="failed", created_at__gte=now - WITHIN).count()
    jobs = ngettext("due job failed and is tried again", "due jobs failed and are tried again", n)
    waits = ngettext("due job waits for a worker", "due jobs wait for a worker", stuck)
    batches = ngettext("import stopped in the last 14 days", "imports stopped in the last 14 days", stopped)
    return [
        Trouble(n, jobs, last, "", is_failure=True),
        Trouble(stuck, waits, _("Start one: detente worker"), "", is_failure=True),
        Trouble(stopped, batches, "", reverse("imports"), is_failure=True),
    ]


def _records() -> list[Trouble]:
    first, leads = today() - WITHIN, reverse("leads")
    lately = Lead.objects.filter(arrived_at__gte=starts_at(first), is_archived=False)
    since = f"arrived_from={first.isoformat()}"
    bad = lately.exclude(defects=[]).count()
    no_source = lately.filter(Q(source=None) | Q(source="")).count()
    unowned = Lead.objects.filter(owner=None, closed_at=None, is_archived=False).count()
    pairs = DuplicatePair.objects.filter(state="open").count()
    badly = ngettext("lead of the last 14 days has bad data", "leads of the last 14 days have bad data", bad)
    came = ngettext(
        "lead of the last 14 days came without a source",
        "leads of the last 14 days came without a source",
        no_source,
    )
    nobodys = ngettext("open lead has no owner", "open leads have no owner", unowned)
    alike = ngettext("likely duplicate waits to be judged", "likely duplicates wait to be judged", pairs)
    return [
        Trouble(bad, badly, "", f"{leads}?data=bad&{since}"),
        Trouble(no_source, came, "", f"{leads}?source=none&{since}"),
        Trouble(unowned, nobodys, "", f"{leads}?state=open&owner_id=none"),
        Trouble(pairs, alike, "", reverse("duplicates")),
    ]


def _waiting() -> list[Trouble]:
    n = Proposal.objects.filter(state="open").count()
    text = ngettext(
        "proposal for the playbook waits for signatures", "proposals for the playbook wait for signatures", n
    )
    return [Trouble(n, text, "", reverse("playbook"))]


def upkeep() -> dict[str, Any]:
    """The list with a sentence above it."""
    found = troubles()
    return {"rows": found, "failures": sum(one.count for one in found if one.is_failure)}
