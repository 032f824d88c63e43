"""What an import keeps of an erased person outside the database: the files that their lines came in."""

from __future__ import annotations

import shutil

from django.db.models import Q

from detente.crm.capture.models import Lead
from detente.crm.history import outbox
from detente.crm.history.models import Event
from detente.crm.imports.models import ImportBatch, ImportLine
from detente.crm.people.survivors import ids_within
from detente.intake.batches import uploads


@outbox.delivers("person_erased")
def delete_files_that_held_them(event: Event) -> None:
    """Files of ended imports that held a line of this person are deleted; their accounting stays."""
    people = ids_within(event.person)
    leads = Lead.objects.filter(person__in=people).values("pk")
    about = Q(object="person", record_id__in=people) | Q(object="lead", record_id__in=leads)
    held = ImportLine.objects.filter(about | Q(reason="erased")).values("batch")
    for batch in ImportBatch.objects.filter(pk__in=held).exclude(state__in=("waiting", "running")):
        shutil.rmtree(uploads(batch), ignore_errors=True)
