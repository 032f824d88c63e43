"""An import that is being prepared: its files and the mapping so far, in a folder of its own until it starts."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile

from detente.config.home import folder
from detente.crm.people.models import User
from detente.intake.mapping import FileMapping, Mapping, from_document, to_document
from detente.web.imports.uploads import keep

FORGOTTEN_AFTER = 14 * 24 * 3600


@dataclass
class Draft:
    """Files with the name they are kept under and the one they came with; `confirmed` are entries of the mapping."""

    key: str
    by: int
    by_name: str
    at: str
    files: list[dict[str, Any]]
    document: dict[str, Any] = field(default_factory=dict)
    confirmed: list[int] = field(default_factory=list)

    @property
    def place(self) -> Path:
        """Its folder."""
        return drafts_folder() / self.key

    @property
    def paths(self) -> list[Path]:
        """The files that the mapping reads."""
        files = [self.place / file["name"] for file in self.files]
        return [path for path in files if any(entry.fits(path.name) for entry in self.mapping.files)]

    @cached_property
    def mapping(self) -> Mapping:
        """The mapping as far as it goes."""
        return from_document(self.document, is_complete=False)

    @property
    def started_at(self) -> datetime:
        """When the files were sent."""
        return datetime.fromisoformat(self.at)

    @property
    def labels(self) -> str:
        """The files as their sender calls them."""
        return ", ".join(file["label"] for file in self.files)

    def path_of(self, no: int) -> Path:
        """The file that an entry of the mapping reads."""
        entry = self.mapping.files[no]
        return next(self.place / file["name"] for file in self.files if entry.fits(file["name"]))

    def label_of(self, no: int) -> str:
        """The same by the name it came with."""
        name = self.path_of(no).name
        return next(str(file["label"]) for file in self.files if file["name"] == name)

    def write(self, mapping: Mapping) -> None:
        """Keep a mapping; the whole draft is exchanged at once, so that no reader meets half of it."""
        self.document = to_document(mapping)
        self.__dict__.pop("mapping", None)
        new = self.place / "draft.new"
        new.write_text(json.dumps(asdict(self)), encoding="utf-8")
        new.replace(self.place / "draft.json")

    def write_entry(self, no: int, entry: FileMapping, **settings: Any) -> None:
        """Keep one entry, and settings that hold for all files."""
        files = list(self.mapping.files)
        files[no] = entry
        self.write(replace(self.mapping, files=tuple(files), **settings))

    def discard(self) -> None:
        """Throw it away, files and all."""
        shutil.rmtree(self.place, ignore_errors=True)


def drafts_folder() -> Path:
    """Where drafts are; forgotten ones go after two weeks."""
    path = folder("uploads") / "drafts"
    path.mkdir(exist_ok=True)
    return path


def new_draft(files: Sequence[UploadedFile], by: User) -> Draft:
    """A draft of these files. Raises IntakeError, and keeps nothing, when one of them cannot be read."""
    _forget()
    draft = Draft(str(uuid4()), by.pk, by.name, datetime.now(UTC).isoformat(), [])
    draft.place.mkdir()
    try:
        draft.files = keep(list(files), draft.place)
    except BaseException:
        draft.discard()
        raise
    return draft


def find_draft(key: UUID | str) -> Draft | None:
    """The draft with this key, or None when it was started or discarded."""
    path = drafts_folder() / str(key) / "draft.json"
    if not path.is_file():
        return None
    return Draft(**json.loads(path.read_text(encoding="utf-8")))


def drafts() -> list[Draft]:
    """All drafts, newest first."""
    found = [find_draft(path.name) for path in drafts_folder().iterdir() if path.is_dir()]
    return sorted((draft for draft in found if draft), key=lambda draft: draft.at, reverse=True)


def _forget() -> None:
    for path in drafts_folder().iterdir():
        if path.stat().st_mtime < time.time() - FORGOTTEN_AFTER:
            shutil.rmtree(path, ignore_errors=True)
