"""What storing a chunk of lines has at hand, and what becomes of each line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from detente.crm.history.bulk import Writer
from detente.crm.playbook.agreement import Agreement
from detente.intake.lines import Reading
from detente.intake.mapping.model import Mapping
from detente.intake.problems import gettext_noop
from detente.intake.storing.directory import Directory
from detente.intake.storing.known import LINE, Known

SAME_ID = gettext_noop("known by its id %(id)s")
SAME_LINE = gettext_noop("the same line was stored before")
UNKNOWN_USER = gettext_noop("%(field)s: no user is known as `%(text)s`")


class Rejected(Exception):
    """A line that is not stored, with the reason its sender can act on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """stored, merged or rejected; the record it led to; why."""

    outcome: str
    object: str | None = None
    record_id: int | None = None
    reason: str | None = None


@dataclass(slots=True)
class Entry:
    """One line being stored: where it stands, what it says, its digest where it has no id of its own."""

    line: int
    cells: list[str]
    reading: Reading
    digest: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """The values by field."""
        return self.reading.values


@dataclass(frozen=True)
class Ground:
    """What holds for a whole run: the mapping's policies, the playbook, the organisation's zone and currency."""

    mapping: Mapping
    agreement: Agreement
    zone: ZoneInfo
    currency: str


class Chunk:
    """The transaction's writer and what is known."""

    def __init__(self, ground: Ground, writer: Writer, directory: Directory) -> None:
        self.mapping, self.agreement, self.currency = ground.mapping, ground.agreement, ground.currency
        self.zone, self.writer, self.directory = ground.zone, writer, directory
        self.known = Known(ground.mapping.system, writer)
        self.changed_people: set[int] = set()
        self.now: datetime = writer.recorded_at

    @cached_property
    def ranks(self) -> dict[str, int]:
        """Stage -> its place on the path; exits stand behind all."""
        stages = (*self.agreement.path, *self.agreement.exits)
        return {stage.code: rank for rank, stage in enumerate(stages)}

    def day_of(self, at: datetime) -> date:
        """The organisation's day of an instant."""
        return at.astimezone(self.zone).date()

    def user(self, entry: Entry, field: str, *, role: str) -> int | None:
        """The user a line refers to; an unknown one is created, left out or a reason to reject, as the mapping says."""
        text = entry.values.get(field)
        found = self.directory.user(text)
        if found is not None or not text or self.mapping.unknown_users == "leave":
            return found
        if self.mapping.unknown_users == "reject":
            raise Rejected(UNKNOWN_USER % {"field": field, "text": text})
        found = self.directory.add_user(text, self.writer, role=role, at=self.now)
        self.known.remember("user", text, found)
        return found

    def recognised(self, object_: str, entry: Entry) -> Outcome | None:
        """What a line led to when it was stored before: by its own digest, or (left to the kind) by its id."""
        record = self.known.external.get((f"{LINE}:{object_}", entry.digest)) if entry.digest else None
        return Outcome("merged", object_, record, SAME_LINE) if record else None

    def same_id(self, object_: str, entry: Entry) -> int | None:
        """The record that has the line's external id already."""
        value = entry.values.get("external_id")
        return self.known.external.get((object_, value)) if value else None

    def keep_keys(self, object_: str, entry: Entry, record_id: int) -> None:
        """Remember the line's external id, or its digest where it has none."""
        if value := entry.values.get("external_id"):
            self.known.remember(object_, value, record_id)
        elif entry.digest:
            self.known.remember(object_, entry.digest, record_id, system=LINE)

    def look_up_keys(self, object_: str, entries: list[Entry]) -> None:
        """Read which of the lines' own ids and digests are known."""
        ids = {entry.values["external_id"] for entry in entries if entry.values.get("external_id")}
        self.known.read_external(object_, ids)
        self.known.read_external(object_, {entry.digest for entry in entries if entry.digest}, system=LINE)


def merged_by_id(object_: str, record_id: int, value: str) -> Outcome:
    """The outcome of a line whose id is known."""
    return Outcome("merged", object_, record_id, SAME_ID % {"id": value})
