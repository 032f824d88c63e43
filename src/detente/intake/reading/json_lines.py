"""A file of JSON objects, one on each line or all in one array, opened as a table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

from detente.intake.problems import IntakeError, Problem, gettext_noop
from detente.intake.reading.checked import TOO_LONG, TOO_WIDE, checked
from detente.intake.reading.encoding import Encoding, find_encoding
from detente.intake.reading.flattening import DoubledKey, cells_of, read_json
from detente.intake.reading.headers import clean_headers
from detente.intake.reading.limits import DEFAULT, Limits
from detente.intake.reading.lines import Line

NAMES = (".jsonl", ".ndjson", ".json")
# A line that could not be read comes back under this key of the reject file.
BROKEN = "the line as it was"
LONGEST = 4_000_000

NOT_JSON = gettext_noop("is not JSON: %(why)s at character %(at)s")
NOT_AN_OBJECT = gettext_noop('is no object like {"name": "Maya"}')
DOUBLED = gettext_noop("the key `%(key)s` stands in it twice")
TOO_DEEP = gettext_noop("is nested too deep")
LINE_LONG = gettext_noop("is longer than %(limit)s characters")
BROKEN_ARRAY = gettext_noop(
    "%(file)s: element %(number)s is not JSON (%(why)s), so the rest cannot be read. "
    "Mend it, or save the file as JSON lines, where each line is judged by itself"
)
EMPTY_JSON = gettext_noop('%(file)s holds no JSON object; each line should be one, like {"name": "Maya"}')
NOT_TEXT = gettext_noop("%(file)s is cut off or no text; JSON is written in UTF-8")
Object = dict[str, str]


@dataclass(frozen=True)
class JsonFile:
    """A file of objects; `keys` are the headers as the objects say them."""

    path: Path
    encoding: Encoding
    headers: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    limits: Limits
    keys: tuple[str, ...]
    is_typed = True

    @property
    def notes(self) -> list[str]:
        """What was taken for granted: nothing."""
        return []

    def with_keys(self, keys: Sequence[str]) -> JsonFile:
        """The same with columns for these keys too: of a reject file's few lines none may have them."""
        more = tuple(key for key in dict.fromkeys(keys) if key not in self.headers)
        return replace(self, headers=(*self.headers, *more), keys=(*self.keys, *more))

    def lines(self) -> Iterator[Line]:
        """Every object; what is none carries its problem."""
        for count, (number, found) in enumerate(objects(self.path, self.encoding), start=1):
            if count > self.limits.rows:
                raise IntakeError(TOO_LONG, file=self.path.name, limit=self.limits.rows)
            if isinstance(found, Broken):
                yield Line(number, [found.text], found.problem)
            else:
                cells = [found.get(key, "") for key in self.keys]
                yield checked(self.headers, Line(number, cells), self.limits)


@dataclass(frozen=True)
class Broken:
    """A line that is no object."""

    text: str
    problem: Problem


def objects(path: Path, encoding: Encoding) -> Iterator[tuple[int, Object | Broken]]:
    """(line or place in the array, the object's cells by key)."""
    try:
        with path.open(encoding=encoding.name, errors="surrogateescape", newline="") as stream:
            if _is_array(stream):
                yield from _of_array(path.name, stream)
            else:
                yield from _of_lines(stream)
    except UnicodeError as error:
        raise IntakeError(NOT_TEXT, file=path.name) from error


def _is_array(stream: TextIO) -> bool:
    """Whether the first thing in the file opens an array; the stream is at its start again."""
    start = stream.tell()
    while (found := stream.read(1)).isspace():
        pass
    is_array = found == "[" and stream.read(4_096).lstrip()[:1] in ("{", "]", "")
    stream.seek(start)
    return is_array


def _of_lines(stream: TextIO) -> Iterator[tuple[int, Object | Broken]]:
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            yield number, Broken(line[:1_000], Problem("line_too_long", LINE_LONG, {"limit": LONGEST}))
            while line and not line.endswith(("\n", "\r")):
                line = stream.readline(LONGEST)
        elif text := line.strip().strip("\x00"):
            yield number, _object(text)


def _object(text: str) -> Object | Broken:
    try:
        found = read_json(text)
        if isinstance(found, dict) and isinstance(found.get(BROKEN), str):
            text = found[BROKEN]
            found = read_json(text)
    except DoubledKey as doubled:
        return Broken(text, Problem("doubled_key", DOUBLED, {"key": doubled.key}))
    except json.JSONDecodeError as wrong:
        return Broken(text, Problem("not_json", NOT_JSON, {"why": wrong.msg, "at": wrong.pos + 1}))
    except (RecursionError, ValueError):
        return Broken(text, Problem("not_json", TOO_DEEP))
    return _cells(found, text)


def _cells(found: Any, text: str) -> Object | Broken:
    if not isinstance(found, dict):
        return Broken(text, Problem("not_an_object", NOT_AN_OBJECT))
    try:
        return cells_of(found)
    except DoubledKey as doubled:
        return Broken(text, Problem("doubled_key", DOUBLED, {"key": doubled.key}))
    except RecursionError:
        return Broken(text, Problem("not_json", TOO_DEEP))


def _of_array(name: str, stream: TextIO) -> Iterator[tuple[int, Object | Broken]]:
    """The elements one by one; one that is broken ends it, because nobody knows where it ends."""
    while stream.read(1) not in ("[", ""):
        pass
    for number, text in enumerate(_elements(name, stream), start=1):
        yield number, _object(text)


def _elements(name: str, stream: TextIO) -> Iterator[str]:
    buffer, number = "", 1
    while block := stream.read(1 << 20):
        buffer += block
        start = 0
        while (found := _element(buffer, start)) is not None:
            start, end = found
            yield buffer[start:end]
            number, start = number + 1, end
        buffer = buffer[start:]
        if len(buffer) > LONGEST:
            break
    rest = buffer.lstrip(" \t\r\n,")
    if not rest.startswith("]"):
        why = "it is too long" if len(buffer) > LONGEST else "it does not end"
        raise IntakeError(BROKEN_ARRAY, file=name, number=number, why=why)


def _element(buffer: str, start: int) -> tuple[int, int] | None:
    """Where the next element begins and ends; None when it has not ended yet, or the array has."""
    while start < len(buffer) and buffer[start] in " \t\r\n,":
        start += 1
    if start >= len(buffer) or buffer[start] == "]":
        return None
    depth, place, is_text = 0, start, False
    while place < len(buffer):
        char = buffer[place]
        if is_text:
            place += char == "\\"
            is_text = char != '"'
        elif char == '"':
            is_text = True
        elif char in "{[":
            depth += 1
        elif char in "}]":
            depth -= 1
            if depth == 0:
                return start, place + 1
            if depth < 0:
                return start, place
        elif char == "," and depth == 0:
            return start, place
        place += 1
    return None


def open_json(path: Path, *, limits: Limits = DEFAULT) -> JsonFile:
    """Open a file of JSON objects; every key of any of them is a column. Raises IntakeError."""
    found = path.stat()
    return _open(path, (found.st_mtime_ns, found.st_size), limits)


@lru_cache(maxsize=32)
def _open(path: Path, stamp: tuple[int, int], limits: Limits) -> JsonFile:
    encoding = find_encoding(path)
    keys: dict[str, None] = {}
    for _, found in objects(path, encoding):
        if isinstance(found, dict):
            keys.update(dict.fromkeys(found))
        if len(keys) > limits.columns:
            raise IntakeError(TOO_WIDE, file=path.name, size=len(keys), limit=limits.columns)
    if not keys:
        raise IntakeError(EMPTY_JSON, file=path.name)
    names, renamed = clean_headers(list(keys))
    return JsonFile(path, encoding, names, renamed, limits, tuple(keys))
