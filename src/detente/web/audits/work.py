"""An audit runs in a program of its own.

python -m detente.web.audits.work AUDIT LANGUAGE
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from detente.web import programs

_MOST_ROWS = 100_000
_SECONDS = 0.5


def begin(audit: Any, language: str) -> None:
    """Start the program as soon as the audit is kept."""
    programs.begin(__name__, str(audit.uuid), language)


def folder_of(audit: Any) -> Path:
    """Where the files of an audit of an export wait for its program; they are deleted when it has read them."""
    from django.conf import settings

    return Path(settings.HOME) / "audits" / str(audit.uuid)


def work(uuid: UUID) -> None:
    """Look through the records or the files, and keep what was found. What goes wrong is kept with the audit."""
    from detente.crm.audits.actions import fail
    from detente.crm.audits.models import Audit
    from detente.intake.problems import IntakeError

    audit = Audit.objects.get(uuid=uuid)
    try:
        with tempfile.TemporaryDirectory(prefix="detente-audit-") as place:
            _look(audit, Path(place))
    except IntakeError as wrong:
        fail(audit, str(wrong))
    except Exception as wrong:
        logging.getLogger(__name__).exception("the audit %s stopped", uuid)
        fail(audit, f"{type(wrong).__name__}: {wrong}")
    finally:
        shutil.rmtree(folder_of(audit), ignore_errors=True)


def _look(audit: Any, place: Path) -> None:
    from detente.analytics.audit.funnel import funnel
    from detente.analytics.audit.result import build, to_json
    from detente.analytics.audit.run import audit as look
    from detente.crm.audits.actions import finish
    from detente.web.audits.kept import without_people

    tell = _telling(audit)
    evidence, picture = _evidence(audit, place, tell)
    with evidence:
        found = look(evidence, progress=tell)
        document = build(found, evidence, picture=picture, funnel=funnel(evidence), rows=0)
        records = _records(found, evidence) if audit.subject == "own" else {}
        names = {one.check.slug: str(one.check.name) for one in found.found}
    finish(audit, {"document": to_json(without_people(document)), "names": names}, records)


def _evidence(audit: Any, place: Path, tell: Callable[[str, int, int], None]) -> tuple[Any, Any]:
    if audit.subject == "own":
        from detente.copy.records import own_records

        return own_records(place / "records.duckdb", progress=tell), None
    from detente.intake import exports

    reading = exports.read([folder_of(audit)], workdir=place, progress=tell)
    return reading.evidence, reading.picture


def _telling(audit: Any) -> Callable[..., None]:
    """Say how far it is, now and then."""
    from detente.crm.audits.actions import note

    last = [0.0]

    def tell(step: str, done: int, total: int | None = None) -> None:
        if time.monotonic() - last[0] > _SECONDS:
            last[0] = time.monotonic()
            note(audit, step, done, total or 0)

    note(audit, "", 0, 0)
    return tell


def _records(found: Any, evidence: Any) -> dict[tuple[str, str], list[int]]:
    """Which records each finding is about, by check and list; the first column of its rows is the record's key."""
    lists = ("leads", "people", "accounts", "deals")
    kept: dict[tuple[str, str], list[int]] = {}
    for one in found.found:
        rows = one.finding.rows
        if rows is None or rows.table not in lists:
            continue
        asked = f"SELECT * FROM ({rows.sql}) AS r LIMIT {_MOST_ROWS}"
        with evidence.connection.cursor() as cursor:
            keys = [row[0] for row in cursor.execute(asked, rows.parameters).fetchall()]
        kept[one.check.slug, rows.table] = [int(key) for key in keys if str(key).isdigit()]
    return kept


def main(arguments: list[str]) -> int:
    """Run one audit in the language of who asked for it."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.config.settings")
    django.setup()
    from django.utils import translation

    uuid, language = arguments
    with translation.override(language):
        work(UUID(uuid))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
