"""Files come in by a program: by a mapping or guessed, refused by field, and every line is accounted for."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from detente.crm.imports.models import ImportBatch
from detente.intake.batches import run
from tests.api.programs import Program, objections

LINES = b"Email,Created\nines@prado.example,2026-03-02\njim@prado.example,soon\n"
MAPPING = {
    "files": [{"kind": "leads", "file": "leads.csv", "columns": {"email": "Email", "arrived_at": "Created"}}]
}


def send(program: Program, **fields: Any) -> Any:
    files = SimpleUploadedFile("leads.csv", fields.pop("lines", LINES))
    answer = program.client.post("/api/imports", {"files": files, **fields})
    answer.said = answer.json()
    return answer


def test_a_file_is_brought_in_and_every_line_accounted_for(olga: Program) -> None:
    started = send(olga, mapping=json.dumps(MAPPING), name="From a program")
    assert (started.status_code, started.said["name"], started.said["state"]) == (
        202,
        "From a program",
        "running",
    )
    run(ImportBatch.objects.get())
    done = olga.get(f"imports/{started.said['id']}").said
    assert (done["read"], done["stored"], done["merged"], done["rejected"]) == (2, 1, 0, 1)
    rejected = olga.get(f"imports/{started.said['id']}/rejects").said["items"]
    assert [(row["line"], row["cells"][1]) for row in rejected] == [(3, "soon")]


def test_what_can_not_be_brought_in_is_refused_and_leaves_nothing(olga: Program) -> None:
    assert objections(send(olga, kind="ships")) == {"kind": "kind_unknown"}
    for fields in ({"mapping": "{"}, {"mapping": '{"files": 7}'}, {"lines": b""}):
        answer = send(olga, **fields)
        assert answer.status_code in (400, 422), (fields, answer.said)
    assert not ImportBatch.objects.exists()
