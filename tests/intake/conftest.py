"""A company to import into, and small files of a small cast: Maya of Northwind, Tom of Initech, Ada who sells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.fixtures.worlds import world

# This file is read before the settings are known, so models are imported where they are used.
if TYPE_CHECKING:
    from detente.crm.imports.models import ImportBatch
    from detente.crm.people.models import User


@world
def ada() -> User:
    """Operations; the organisation sits in Berlin and counts in euros."""
    from detente.crm.people.actions import add_user, change_organisation
    from detente.crm.playbook.actions import adopt_default

    adopt_default()
    ada = add_user(email="ada@sell.example", name="Ada Berg", role="operations", by=None)
    add_user(email="root@sell.example", name="Root", role="admin", by=None)
    change_organisation(by=ada, zone="Europe/Berlin", currency="EUR", country="DE")
    return ada


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a file of the given name."""

    def made(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return made


@pytest.fixture
def bring_in(ada: User) -> Callable[..., ImportBatch]:
    """Import files under a mapping given as YAML; the batch that came of it."""

    def done(mapping: str, *files: Path) -> ImportBatch:
        from detente.intake.batches import run, start
        from detente.intake.mapping import from_yaml

        batch = start(files, from_yaml(mapping), by=ada)
        run(batch)
        return batch

    return done
