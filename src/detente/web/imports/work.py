"""Imports run in a program of their own, which outlives the request.

python -m detente.web.imports.work BATCH import|undo USER
"""

from __future__ import annotations

import os
import sys
from typing import Any
from uuid import UUID

from detente.web import programs


def begin(batch: Any, what: str, by: Any) -> bool:
    """Start a worker as soon as the claim is committed; False when one is at work already."""
    from detente.intake.signs import announce, sign_of

    sign = sign_of(batch)
    if sign and sign.is_alive:
        return False
    if what == "import":
        waiting = type(batch).objects.filter(pk=batch.pk, state__in=("waiting", "running", "failed"))
        if not waiting.update(state="running", error=""):
            return False
    announce(batch, what)
    programs.begin(__name__, str(batch.uuid), what, str(by.pk))
    return True


def work(key: UUID, what: str, by: int) -> None:
    """Bring a batch in, or take it back, to the end."""
    from detente.crm.imports.models import ImportBatch
    from detente.crm.people.models import User
    from detente.intake.batches import run
    from detente.intake.signs import Beat
    from detente.intake.undoing import undo

    batch = ImportBatch.objects.get(uuid=key)
    with Beat(batch, what) as beat:
        if what == "undo":
            undo(batch, by=User.objects.get(pk=by), progress=beat.say)
        else:
            run(batch, progress=beat.say)


def main(arguments: list[str]) -> int:
    """Run one batch; what goes wrong is kept with the batch and shown on its page."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "detente.config.settings")
    django.setup()
    key, what, by = arguments
    try:
        work(UUID(key), what, int(by))
    except Exception:
        import logging

        logging.getLogger(__name__).exception("the import %s stopped", key)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
