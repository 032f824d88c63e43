"""I1: every line of a finished import has one outcome."""

from __future__ import annotations

from collections.abc import Iterator

from detente.doctor.looking import Look

NUMBER = "I1"
TITLE = "Lines of every finished import = stored + merged + rejected"
REPAIR = "Run the import again (detente import csv with the same files): it goes on where it stopped."

_LINES = """
SELECT b.id, b.name, b.state, b.lines, count(l.id),
    sum(CASE WHEN l.outcome IN ('stored', 'merged', 'rejected') THEN 1 ELSE 0 END)
FROM crm_import_batch AS b LEFT JOIN crm_import_line AS l ON l.batch_id = b.id
GROUP BY b.id, b.name, b.state, b.lines ORDER BY b.id
"""


def faults(look: Look) -> Iterator[str]:
    """Batches whose accounting does not close."""
    for batch, name, state, lines, kept, told in look.sql(_LINES):
        finished = state in ("done", "undone")
        if kept != (told or 0):
            yield f"import {batch} ({name}): {kept - (told or 0)} lines have an outcome that is none of the three"
        elif lines is not None and (kept > lines or (finished and kept != lines)):
            yield f"import {batch} ({name}, {state}): {lines} lines read, {kept} accounted for"
