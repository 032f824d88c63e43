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
    with Beat(batch, "import") as beat:
        while not sign_of(batch):
            time.sleep(0.01)
        said = beat.path.read_text()
    beat.path.write_text(said)
    assert sign_of(batch).is_alive
    long_ago(beat.path)
    assert not sign_of(batch).is_alive


def test_a_worker_that_starts_slowly_is_waited_for(batch):
    announce(batch, "import")
    sign = batches.uploads(batch) / "working.json"
    long_ago(sign)
    assert sign_of(batch).is_alive, "a busy machine loads a program slowly"
    os.utime(sign, (1, 1))
    assert not sign_of(batch).is_alive


def long_ago(path):
    """Too long for a worker that says every second that it lives."""
    then = time.time() - QUIET_AFTER - 5
    os.utime(path, (then, then))


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
