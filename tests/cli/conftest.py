"""Commands run inside the test's own process and database."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from detente.cli.app import run


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


@pytest.fixture
def detente(db: None, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run `detente WORDS...` on the database of the test."""

    def say(*words: str) -> Said:
        capsys.readouterr()
        code = run(list(words))
        heard = capsys.readouterr()
        return Said(code, heard.out, heard.err)

    return say
