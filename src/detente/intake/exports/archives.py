"""Archives unpacked block by block: what they claim of their size is never believed, nor the paths in them."""

from __future__ import annotations

import gzip
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from detente.intake.exports.limits import ExportLimits
from detente.intake.problems import IntakeError, gettext_noop

ZIP, EMPTY_ZIP, GZIP = b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b"
BLOCK = 1 << 20

TORN = gettext_noop("%(file)s is a damaged or incomplete archive; download it again")
BOMB = gettext_noop(
    "%(file)s unpacks to more than %(ratio)s times its size, as no export does; unpack it yourself if you trust it"
)
TOO_LARGE = gettext_noop(
    "%(file)s unpacks to more than %(limit)s bytes; unpack it and give the files you need"
)
NO_SPACE = gettext_noop(
    "%(file)s needs more space than is free in %(folder)s; free some, or set TMPDIR to another disk"
)
LOCKED = gettext_noop("%(file)s is locked with a password; give it with --password, or unpack the file first")
WRONG_PASSWORD = gettext_noop(
    "%(file)s: no password that was given opens it; check it, or unpack the file first"
)
STRANGE = gettext_noop("%(file)s is packed in a way that is not known here; unpack it and give the files")
TOO_MANY = gettext_noop("%(file)s holds more than %(limit)s files; unpack it and give the files you need")


@dataclass
class Unpacked:
    """Files on the disk with their names, and what was passed over, as (name, why)."""

    files: list[tuple[Path, str]] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)


def is_archive(path: Path) -> bool:
    """Whether a file is a gzip or a zip that is no workbook."""
    with path.open("rb") as stream:
        start = stream.read(4)
    if start.startswith(GZIP) or start == EMPTY_ZIP:
        return True
    return start == ZIP and not _is_workbook(path)


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as parts:
            names = set(parts.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return path.suffix.casefold() in (".xlsx", ".xlsm")
    return bool({"xl/workbook.xml", "[Content_Types].xml"} & names)


def unpack(
    path: Path, name: str, workdir: Path, limits: ExportLimits, passwords: tuple[str, ...]
) -> Unpacked:
    """The files in an archive, written below `workdir`. Raises IntakeError where it can't be unpacked at all."""
    with path.open("rb") as stream:
        is_gzip = stream.read(2) == GZIP
    try:
        if is_gzip:
            return _gunzip(path, name, workdir, limits)
        return _unzip(path, name, workdir, limits, passwords)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, gzip.BadGzipFile) as wrong:
        raise IntakeError(TORN, file=name) from wrong
    except NotImplementedError as wrong:
        raise IntakeError(STRANGE, file=name) from wrong


def _gunzip(path: Path, name: str, workdir: Path, limits: ExportLimits) -> Unpacked:
    target = _target(workdir, Path(name).stem or "file")
    with gzip.open(path) as packed:
        _write(_Measure(name, path.stat().st_size, limits, workdir), cast("IO[bytes]", packed), target)
    inner = name[:-3] if name.casefold().endswith(".gz") else name
    return Unpacked([(target, inner)])


def _unzip(
    path: Path, name: str, workdir: Path, limits: ExportLimits, passwords: tuple[str, ...]
) -> Unpacked:
    found = Unpacked()
    measure = _Measure(name, path.stat().st_size, limits, workdir)
    with zipfile.ZipFile(path) as archive:
        parts = [part for part in archive.infolist() if not part.is_dir()]
        if len(parts) > limits.files:
            raise IntakeError(TOO_MANY, file=name, limit=limits.files)
        for part in parts:
            target = _target(workdir, Path(part.filename).name)
            inner = f"{name}/{part.filename}"
            try:
                with _opened(archive, part, passwords, inner) as packed:
                    _write(measure, packed, target)
            except (zipfile.BadZipFile, zlib.error, EOFError) as wrong:
                if not found.files and len(parts) == 1:
                    raise IntakeError(TORN, file=name) from wrong
                found.passed_over.append((inner, TORN % {"file": inner}))
                continue
            found.files.append((target, inner))
    return found


def _opened(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, passwords: tuple[str, ...], name: str
) -> IO[bytes]:
    if not part.flag_bits & 1:
        return archive.open(part)
    if not passwords:
        raise IntakeError(LOCKED, file=name)
    for password in passwords:
        try:
            with archive.open(part, pwd=password.encode()) as packed:
                for _ in iter(lambda: packed.read(BLOCK), b""):
                    pass
            return archive.open(part, pwd=password.encode())
        except (RuntimeError, zipfile.BadZipFile, zlib.error):
            continue
    raise IntakeError(WRONG_PASSWORD, file=name)


@dataclass
class _Measure:
    """What one archive has unpacked to so far."""

    name: str
    packed: int
    limits: ExportLimits
    workdir: Path
    written: int = 0

    def add(self, count: int) -> None:
        """Count further bytes. Raises IntakeError at a limit."""
        self.written += count
        limits = self.limits
        if self.written > limits.unpacked:
            raise IntakeError(TOO_LARGE, file=self.name, limit=limits.unpacked)
        if self.written > max(limits.ratio * self.packed, limits.junk):
            raise IntakeError(BOMB, file=self.name, ratio=limits.ratio)
        if shutil.disk_usage(self.workdir).free < limits.free:
            raise IntakeError(NO_SPACE, file=self.name, folder=str(self.workdir))


def _write(measure: _Measure, packed: IO[bytes], target: Path) -> None:
    try:
        with target.open("wb") as stream:
            for block in _blocks(packed):
                measure.add(len(block))
                stream.write(block)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _blocks(packed: IO[bytes]) -> Iterator[bytes]:
    while block := packed.read(BLOCK):
        yield block


def _target(workdir: Path, name: str) -> Path:
    """A path of our own making: the one that an archive names could lead anywhere."""
    count = sum(1 for _ in workdir.iterdir())
    suffix = Path(name).suffix[:10] if Path(name).suffix[1:].isalnum() else ""
    return workdir / f"unpacked-{count}{suffix}"
