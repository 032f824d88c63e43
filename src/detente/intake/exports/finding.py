"""Which files there are: in folders, in archives (and once inside these), several at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from detente.intake.exports.archives import is_archive, unpack
from detente.intake.exports.limits import ExportLimits
from detente.intake.problems import IntakeError, gettext_noop

MISSING = gettext_noop("%(file)s does not exist; give the path of a file, a folder or a zip")
TOO_MANY = gettext_noop("there are more than %(limit)s files; give only the folder with the export")
SYMLINK = gettext_noop("%(file)s is a link and not followed; give the file that it leads to")
# What stands beside data in folders and archives, and is none.
ASIDE = (".md", ".txt.license", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".html", ".htm", ".php", ".xml", ".xsd",
         ".css", ".js", ".key", ".pem", ".docx", ".pptx", ".log", ".py", ".sql", ".ds_store")  # fmt: skip
NAMED_ASIDE = ("license", "licence", "readme", "__macosx", "thumbs.db")


@dataclass(frozen=True)
class Place:
    """A file to be read: where it is, and how it is called, with its place in a folder or an archive."""

    path: Path
    name: str


@dataclass
class Found:
    """The files, and what was passed over, as (name, why)."""

    places: list[Place] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)


def find(
    paths: Iterable[Path], workdir: Path, limits: ExportLimits, passwords: tuple[str, ...] = ()
) -> Found:
    """Every file that may hold a table. Raises IntakeError for a path that is not there, or for too many files."""
    found = Found()
    for path in paths:
        if not path.exists():
            raise IntakeError(MISSING, file=str(path))
        if path.is_dir():
            _look_into(path, found, workdir, limits, passwords)
        else:
            _add(Place(path, path.name), found, workdir, limits, passwords, depth=0)
        if len(found.places) > limits.files:
            raise IntakeError(TOO_MANY, limit=limits.files)
    return found


def _look_into(
    folder: Path, found: Found, workdir: Path, limits: ExportLimits, passwords: tuple[str, ...]
) -> None:
    for path in _files_of(folder, limits):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found.passed_over.append((name, SYMLINK % {"file": name}))
        elif not is_aside(name):
            _add(Place(path, name), found, workdir, limits, passwords, depth=0)


def _files_of(folder: Path, limits: ExportLimits) -> Iterator[Path]:
    count = 0
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            count += 1
            if count > 20 * limits.files:
                raise IntakeError(TOO_MANY, limit=limits.files)
            yield path


def is_aside(name: str) -> bool:
    """Whether a file is no data by its name: a licence, a picture, a text about the data."""
    plain = name.casefold()
    last = plain.rsplit("/", 1)[-1]
    return last.endswith(ASIDE) or any(last.startswith(word) or f"{word}/" in plain for word in NAMED_ASIDE)


def _add(
    place: Place, found: Found, workdir: Path, limits: ExportLimits, passwords: tuple[str, ...], *, depth: int
) -> None:
    try:
        if not is_archive(place.path):
            found.places.append(place)
            return
        inside = unpack(place.path, place.name, workdir, limits, passwords)
    except IntakeError as wrong:
        found.passed_over.append((place.name, str(wrong)))
        return
    found.passed_over.extend(inside.passed_over)
    for path, name in inside.files:
        if is_aside(name):
            continue
        if depth < limits.nested:
            _add(Place(path, name), found, workdir, limits, passwords, depth=depth + 1)
        elif is_archive(path):
            found.passed_over.append((name, TOO_DEEP % {"file": name}))
        else:
            found.places.append(Place(path, name))


TOO_DEEP = gettext_noop("%(file)s is an archive inside an archive inside an archive; unpack it first")
