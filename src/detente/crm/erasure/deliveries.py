"""What is done once an erasure has been committed: the bytes of their files go."""

from __future__ import annotations

from detente.crm.capture.models import Lead
from detente.crm.files import storage
from detente.crm.files.models import File
from detente.crm.history import outbox
from detente.crm.history.models import Event
from detente.crm.people.survivors import ids_within


@outbox.delivers("person_erased")
def drop_their_files(event: Event) -> None:
    """Attached to the person, to whoever was merged into them, or to their leads."""
    people = ids_within(event.person)
    leads = list(Lead.objects.filter(person__in=people).values_list("pk", flat=True))
    for kind, keys in (("person", people), ("lead", leads)):
        for key in File.objects.filter(object=kind, record_id__in=keys).values_list("uuid", flat=True):
            storage.drop(key)
