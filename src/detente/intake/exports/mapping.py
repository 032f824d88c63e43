"""What a person says of an export's files: which records they hold, what fills what, what the stages mean."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from detente.analytics.audit.tables import RECORDS
from detente.intake.exports.marked import Marked, load_marked
from detente.intake.exports.shapes import known_columns
from detente.intake.exports.uses import Use
from detente.intake.problems import IntakeError, gettext_noop
from detente.intake.values.numbers import Sign

OBJECTS = tuple(table.name for table in RECORDS)
IGNORE = "ignore"
MILESTONES = ("inquiry", "mql", "sal", "sql", "proposal", "won")
EXITS = ("rejected", "disqualified", "unreached", "recycled", "joined", "lost")
ORDERS, DECIMALS = ("dmy", "mdy"), (".", ",")
# What columns are called in the file that our tables know under another name.
FRIENDLY = {
    "first_name": "_first", "last_name": "_last", "owner_name": "_owner_name", "close_date": "_close",
    "lead_status": "_second", "is_won": "_is_won", "is_closed": "_is_closed", "forecast": "_forecast", "who": "_who",
    "what": "_what", "last_modified": "_modified", "is_deleted": "_deleted", "subject": "_subject",
    "direction": "_direction", "completed_at": "_completed", "bounce_reason": "_bounce", "contact": "_contact",
    "account_name": "_account_name", "new_stage": "_stage", "new_amount": "_amount", "new_close_date": "_expected",
}  # fmt: skip
OURS = {ours: theirs for theirs, ours in FRIENDLY.items()}

AT_LINE = gettext_noop("%(file)s, line %(line)s: %(what)s")
UNKNOWN = gettext_noop("`%(key)s` is not known here%(hint)s; known are %(known)s")
NOT_A_MAP = gettext_noop("here should stand names with values, like `object: leads`")
NOT_A_LIST = gettext_noop("here should stand a list, each entry beginning with `-`")
NO_COLUMN = gettext_noop("%(file)s has no column `%(column)s`%(hint)s (line %(line)s of the mapping)")
NOT_TEXT = gettext_noop("here should stand a text")
NO_FILE = gettext_noop("an entry needs `file`, the name or pattern of the files it is about, and `object`")
NO_ZONE = gettext_noop("`%(zone)s` is no time zone; write one like Europe/Berlin")


class MapError(IntakeError):
    """A mapping file that can't be used; says on which line, and what to do about it."""


@dataclass(frozen=True)
class FileRule:
    """What the files of a name hold; `of` says for `changes` whose they are. `lines`: where its columns stand."""

    pattern: str
    object: str
    of: str = ""
    columns: dict[str, tuple[Use, ...]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def fits(self, name: str) -> bool:
        """Whether the file is meant, by its name with or without its folder; letters' case does not matter."""
        plain, pattern = name.casefold(), self.pattern.casefold()
        return (
            plain == pattern or fnmatchcase(plain, pattern) or fnmatchcase(plain.rsplit("/", 1)[-1], pattern)
        )

    def check(self, name: str, headers: Sequence[str]) -> None:
        """Raises MapError for a column that the file does not have."""
        for column, uses in self.columns.items():
            for use in uses:
                if use.header not in headers:
                    raise MapError(
                        NO_COLUMN, file=name, column=use.header, line=self.lines.get(column, 1),
                        hint=_near(use.header, headers),
                    )  # fmt: skip


@dataclass(frozen=True)
class FileMap:
    """A mapping file: rules for files, the meaning of stages, the zone of times that name none."""

    rules: tuple[FileRule, ...] = ()
    stages: dict[str, dict[str, tuple[str | None, str | None]]] = field(default_factory=dict)
    zone: str = "UTC"
    is_confirmed: bool = True
    region: str | None = None
    """The country of telephone numbers that name none, for an import."""
    currency: str | None = None
    """The currency of amounts that name none."""

    def rule(self, name: str) -> FileRule | None:
        """The first rule that fits a file."""
        return next((rule for rule in self.rules if rule.fits(name)), None)


def read_map(path: Path) -> FileMap:
    """The mapping in a YAML file. Raises MapError with the line that is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise MapError("%(file)s can't be read as text", file=str(path)) from wrong
    return _Reader(path.name).map(load_marked(text, path.name))


class _Reader:
    """Turns marked values into a mapping, naming the line of a mistake."""

    def __init__(self, file: str) -> None:
        self.file = file

    def map(self, found: Marked) -> FileMap:
        keys = self.keys(found, ("files", "stages", "zone", "region", "currency", "version", "confirmed"))
        rules = tuple(self.rule(entry) for entry in self.entries(keys["files"])) if "files" in keys else ()
        stages = self.stages(keys["stages"]) if "stages" in keys else {}
        zone = self.text(keys["zone"]) if "zone" in keys else "UTC"
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError) as wrong:
            raise self.mistake(keys["zone"], NO_ZONE % {"zone": zone}) from wrong
        confirmed = keys["confirmed"].value is not False if "confirmed" in keys else True
        region, currency = (
            self.text(keys[name]) if name in keys else None for name in ("region", "currency")
        )
        return FileMap(rules, stages, zone, confirmed, region, currency)

    def rule(self, entry: Marked) -> FileRule:
        keys = self.keys(entry, ("file", "object", "of", "columns"))
        if "file" not in keys or "object" not in keys:
            raise self.mistake(entry, NO_FILE)
        object_ = self.one_of(keys["object"], (*OBJECTS, IGNORE))
        of = self.one_of(keys["of"], ("leads", "people", "accounts", "deals")) if "of" in keys else ""
        if "columns" not in keys or object_ == IGNORE:
            return FileRule(self.text(keys["file"]), object_, of)
        names = known_columns(object_)
        shown = [OURS.get(name, name) for name in sorted(names) if name in OURS or not name.startswith("_")]
        columns = self.keys(keys["columns"], shown)
        return FileRule(
            self.text(keys["file"]), object_, of,
            {FRIENDLY.get(name, name): self.uses(value) for name, value in columns.items()},
            {FRIENDLY.get(name, name): value.line for name, value in columns.items()},
        )  # fmt: skip

    def uses(self, value: Marked) -> tuple[Use, ...]:
        if isinstance(value.value, list):
            return tuple(use for one in value.value for use in self.uses(one))
        if isinstance(value.value, dict):
            keys = self.keys(value, ("column", "order", "decimal"))
            order = self.one_of(keys["order"], ORDERS) if "order" in keys else ""
            decimal: Sign | None = None
            if "decimal" in keys:
                decimal = "," if self.one_of(keys["decimal"], DECIMALS) == "," else "."
            if "column" not in keys:
                raise self.mistake(
                    value, UNKNOWN % {"key": "", "hint": "", "known": "column, order, decimal"}
                )
            return (Use(self.text(keys["column"]), order, decimal),)
        return (Use(self.text(value)),)

    def stages(self, found: Marked) -> dict[str, dict[str, tuple[str | None, str | None]]]:
        tables = self.keys(found, ("leads", "deals"))
        known = (*MILESTONES, *(f"exit:{name}" for name in EXITS))
        told: dict[str, dict[str, tuple[str | None, str | None]]] = {}
        for table, value in tables.items():
            told[table] = {}
            for stage, means in self.keys(value, None).items():
                if means.value is None:
                    told[table][stage] = (None, None)
                    continue
                word = self.one_of(means, known)
                told[table][stage] = ("exit", word[5:]) if word.startswith("exit:") else (word, None)
        return told

    def keys(self, value: Marked, known: Sequence[str] | None) -> dict[str, Marked]:
        if not isinstance(value.value, dict):
            raise self.mistake(value, NOT_A_MAP)
        for name, one in value.value.items():
            if known is not None and name not in known:
                said = {"key": name, "hint": _near(name, known), "known": ", ".join(known)}
                raise self.mistake(one, UNKNOWN % said)
        return value.value

    def entries(self, value: Marked) -> list[Marked]:
        if not isinstance(value.value, list):
            raise self.mistake(value, NOT_A_LIST)
        return value.value

    def one_of(self, value: Marked, known: Sequence[str]) -> str:
        said = self.text(value)
        if said not in known:
            words = {"key": said, "hint": _near(said, known), "known": ", ".join(known)}
            raise self.mistake(value, UNKNOWN % words)
        return said

    def text(self, value: Marked) -> str:
        if isinstance(value.value, dict | list) or value.value is None:
            raise self.mistake(value, NOT_TEXT)
        return str(value.value)

    def mistake(self, value: Marked, what: str) -> MapError:
        return MapError(AT_LINE, file=self.file, line=value.line, what=what)


def _near(word: str, known: Sequence[str] | Any) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f" (did you mean `{near[0]}`?)" if near else ""
