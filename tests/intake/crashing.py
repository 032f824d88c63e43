"""A program that imports and is killed at a point by name; started by the tests, once to die and once to finish.

python crashing.py FOLDER die POINT COUNT      start the import, be killed at the COUNTth passing of POINT
python crashing.py FOLDER finish               go on, then print what there is as JSON
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

MAPPING = """
system: x
unknown_users: create
files:
- kind: leads
  file: leads.csv
  columns:
    {external_id: Id, email: Mail, account: Firm, campaign: Campaign, arrived_at: {column: At, format: YYYY-MM-DD}}
- kind: deals
  file: deals.csv
  columns: {lead: Lead, amount: Amount, owner: Rep, closed_at: {column: Won, format: YYYY-MM-DD}}
  constants: {stage: won}
"""
LEADS, DEALS = 1_200, 300


def write_files(folder: Path) -> None:
    """Leads with doubled addresses, shared firms and lines to reject; deals on a quarter of them."""
    lines = [
        f"{n},p{n % 1100}@x{n % 1100 % 7}.com,Firm {n % 40},C{n % 5},{'soon' if n % 97 == 0 else '2021-01-01'}"
        for n in range(LEADS)
    ]
    (folder / "leads.csv").write_text("Id,Mail,Firm,Campaign,At\n" + "\n".join(lines))
    deals = [f"{n * 4},{n}.50,Rep {n % 6},2021-0{n % 8 + 2}-01" for n in range(DEALS)]
    (folder / "deals.csv").write_text("Lead,Amount,Rep,Won\n" + "\n".join(deals))


def die(*_: Any, **__: Any) -> None:
    """As a power cut does: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def passing(count: int) -> Callable[[], None]:
    """Die at the countth call."""
    calls = iter(range(1, count + 1))

    def pass_by() -> None:
        if next(calls) == count:
            die()

    return pass_by


def plant(point: str, count: int) -> None:
    """Make this program die at a point of the import."""
    from detente.crm.history.bulk import Writer
    from detente.intake import batches
    from detente.intake.storing.engine import Engine

    target, name, is_after = {
        "copying a file": (batches, "_keep", True), "before a chunk": (Engine, "_store", False),
        "at a line": (Engine, "_account", True), "before writing": (Writer, "flush", False),
        "before the commit": (Writer, "flush", True), "after the commit": (Engine, "_store", True),
        "before the end": (batches, "accounting", False),
    }[point]  # fmt: skip
    original, pass_by = getattr(target, name), passing(count)

    def planted(*words: Any, **more: Any) -> Any:
        if not is_after:
            pass_by()
        found = original(*words, **more)
        if is_after:
            pass_by()
        return found

    setattr(target, name, planted)


def go_on(folder: Path) -> None:
    """Start the import, or go on with the one that was started."""
    from detente.crm.imports.models import ImportBatch
    from detente.intake.batches import run, start
    from detente.intake.mapping import from_yaml

    batch = ImportBatch.objects.first()
    if batch is None:
        batch = start([folder / "leads.csv", folder / "deals.csv"], from_yaml(MAPPING), by=None)
    run(batch)


def found() -> dict[str, Any]:
    """What there is, and what doctor says about it."""
    from django.db.models import Count

    from detente import doctor
    from detente.crm import models
    from detente.intake.batches import accounting

    batch = models.ImportBatch.objects.get()
    counts = {
        model.__name__: model.objects.count()
        for model in (
            models.Lead,
            models.Person,
            models.Account,
            models.Campaign,
            models.Deal,
            models.User,
            models.Event,
            models.ImportLine,
            models.ExternalId,
            models.CampaignMember,
            models.StageInterval,
        )
    }
    return {
        "lead_events": models.Event.objects.filter(lead__isnull=False).count(),
        "counts": counts,
        "state": batch.state,
        "accounting": vars(accounting(batch)),
        "stages": list(
            map(list, models.Lead.objects.values_list("stage").annotate(n=Count("id")).order_by("stage"))
        ),
        "doctor": [str(finding) for finding in doctor.check() if not finding.is_green],
    }


def main() -> None:
    folder, verb, *rest = sys.argv[1:]
    os.environ["DJANGO_SETTINGS_MODULE"] = "detente.config.settings"
    import django

    django.setup()
    if verb == "die":
        plant(rest[0], int(rest[1]))
    go_on(Path(folder))
    if verb == "finish":
        print(json.dumps(found()))


if __name__ == "__main__":
    main()
