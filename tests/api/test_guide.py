"""What the guide shows is what happens."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.api.programs import Program

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "api.md"
EXAMPLE = re.compile(r"```http\n(\w+) /api/([^\n]+) → (\d+)\n((?:[\w-]+: [^\n]+\n)*)\n?(.*?)```", re.DOTALL)


def test_every_example_of_the_guide_is_answered_as_it_says(olga: Program) -> None:
    examples = EXAMPLE.findall(GUIDE.read_text())
    assert len(examples) >= 7
    for method, path, status, headers, body in examples:
        sent = dict(line.split(": ", 1) for line in headers.splitlines())
        given = {name.replace("-", "_"): value for name, value in sent.items()}
        answer = olga.ask(method.lower(), path, json.loads(body) if body.strip() else None, **given)
        assert answer.status_code == int(status), (method, path, answer.content)


def test_every_status_that_the_document_names_is_explained() -> None:
    from detente.api.main import ANSWERS

    explained = set(
        re.findall(r"\d{3}", "".join(re.findall(r"^\| ([\d, ]+) \|", GUIDE.read_text(), re.MULTILINE)))
    )
    assert {str(status) for status in ANSWERS} <= explained
