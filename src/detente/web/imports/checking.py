"""What an import would do, found once for each mapping and kept beside the draft: accounting and problems by line."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

from detente.intake.mapping import from_document
from detente.intake.planning import LineProblem, Plan, plan
from detente.web.imports.drafts import Draft
from detente.web.imports.words import problem_said


@dataclass
class Check:
    """The plan as plain values; `problems` are the first ten thousand, `counts` has all of them by code."""

    of: str
    lines: int
    rejected: int
    counts: dict[str, int]
    problems: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def stays(self) -> int:
        """Lines that can be stored, or merged into what is known."""
        return self.lines - self.rejected

    @property
    def total(self) -> int:
        """How many problems there are in all."""
        return sum(self.counts.values())


def key_of(draft: Draft) -> str:
    """What a check was made of: the files and the mapping as they stood."""
    said = json.dumps([draft.document, draft.files], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def checked(draft: Draft) -> Check:
    """The check of a draft as it stands. Raises IntakeError when its files cannot be read so."""
    key = key_of(draft)
    path = draft.place / "check.json"
    if path.is_file():
        kept = Check(**json.loads(path.read_text(encoding="utf-8")))
        if kept.of == key:
            return kept
    found = plan(draft.paths, from_document(draft.document))
    check = Check(key, found.lines, found.rejected, dict(found.counts), _problems(found, draft), found.notes)
    if not found.is_open:
        new = path.with_suffix(".new")
        new.write_text(json.dumps(asdict(check)), encoding="utf-8")
        new.replace(path)
    return check


def _problems(found: Plan, draft: Draft) -> list[dict[str, Any]]:
    labels = {str(file["name"]): str(file["label"]) for file in draft.files}
    return [_problem(one, labels) for one in found.problems]


def _problem(one: LineProblem, labels: dict[str, str]) -> dict[str, Any]:
    problem = one.problem
    return {
        "file": labels.get(one.file, one.file), "line": one.line, "column": problem.column, "code": problem.code,
        "weight": problem.weight, "text": problem_said(problem),
    }  # fmt: skip
