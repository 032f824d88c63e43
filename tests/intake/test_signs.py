"""Whoever brings a batch in, a page or the command line, is seen to be at work, and seen to have stopped."""

from __future__ import annotations

import os
import time

import pytest

from detente.cli import import_csv
from detente.crm.imports.models import ImportBatch
from detente.intake import batches
from detente.intake.signs import QUIET_AFTER, Beat, announce, sign_of


@pytest.fixture
def batch(db):
    return ImportBatch.objects.create(name="leads.csv", mapping={})


def test_a_worker_is_seen_while_it_works_and_not_afterwards(batch):
    assert sign_of(batch) is None
    with Beat(batch, "import") as beat:
        while not (sign := sign_of(batch)):
            time.sleep(0.01)
        assert (sign.what, sign.is_alive) == ("import", True)
        beat.say(3, 10)
    assert sign_of(batch) is None


def test_a_worker_that_was_killed_is_seen_to_have_stopped(batch):
    announce(batch, "import")
    assert sign_of(batch).is_alive
    os.utime(batches.uploads(batch) / "working.json", (1, 1))
    found = sign_of(batch)
    assert not found.is_alive and QUIET_AFTER >= 5


def test_an_import_of_the_command_line_is_seen_too(batch, monkeypatch):
    seen = []

    def run(found, *, progress):
        progress(3, 10)
        while not (sign := sign_of(found)):
            time.sleep(0.01)
        seen.append((sign.what, sign.is_alive))
        return "accounting"

    monkeypatch.setattr(batches, "run", run)
    assert import_csv._run(batch) == "accounting"
    assert seen == [("import", True)] and sign_of(batch) is None
