"""I18: what can be found is what is there: the index of the search against the tables."""

from __future__ import annotations

from collections.abc import Iterator

from detente.crm.search.documents import DOCUMENTS
from detente.crm.search.index import counts, missing_triggers, of
from detente.crm.search.sqlite import HELD
from detente.doctor.looking import Look

NUMBER = "I18"
TITLE = "The index of the search = the tables; its triggers exist"
REPAIR = "detente search rebuild makes the index anew; nothing else is touched."


def faults(look: Look) -> Iterator[str]:
    """Triggers that are missing, kinds with more or fewer entries than records, and entries with other words."""
    if names := missing_triggers(look.snapshot.connection):
        yield f"triggers are missing: {', '.join(names)}"
    if look.snapshot.vendor == "sqlite" and list(look.sql(f"SELECT held FROM {HELD}")):
        yield "new records are held back from the index"
    for kind, living, indexed in counts():
        (wanted,), (found,) = (next(iter(look.sql(query))) for query in (living, indexed))
        if wanted != found:
            yield f"{kind}: {wanted} can be found by their table, {found} by the index"
    if look.is_whole:
        yield from _other_words(look)


def _other_words(look: Look) -> Iterator[str]:
    for document in DOCUMENTS:
        for (key,) in look.sql(of(look.snapshot.connection).differing(document)):
            yield f"{document.kind} {key}: the index holds other words than its table"
