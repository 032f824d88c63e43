"""Files as people send them: how much is taken, and under which names they are kept."""

from __future__ import annotations

import re
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from detente.intake.mapping.model import REJECTED
from detente.intake.problems import IntakeError
from detente.intake.reading import open_file
from detente.intake.reading.limits import Limits

MEGABYTES = 50
FILES = 20
TOTAL_MEGABYTES = 200
COLUMNS = 500
LIMITS = Limits(
    bytes_=MEGABYTES * 1_000_000, unpacked=500_000_000, cells=10_000_000, rows=1_000_000, columns=COLUMNS
)
LONGEST_NAME = 80
_PLAIN = re.compile(r"[^\w.-]+")


def limits_said() -> str:
    """The limits in one sentence."""
    text = _(
        "CSV, XLSX or JSON lines, up to %(size)s MB each and %(files)s at once. Larger ones: detente import file."
    )
    return text % {"size": MEGABYTES, "files": FILES}


def kept_name(given: str, taken: set[str]) -> str:
    """A name made of letters, digits, dots and dashes, unlike the others of the same import."""
    plain = _PLAIN.sub("_", Path(given.replace("\\", "/")).name).lstrip("._-") or "file.csv"
    stem, _dot, ending = plain.rpartition(".")
    stem, ending = (stem, ending) if stem else (ending, "csv")
    found, count = f"{stem[:LONGEST_NAME]}.{ending[:8]}", 1
    while _key(found) in taken:
        count += 1
        found = f"{stem[:LONGEST_NAME]}-{count}.{ending[:8]}"
    taken.add(_key(found))
    return found


def _key(name: str) -> str:
    """A file and its mended reject file are read under one name; two files may not share it."""
    return name.casefold().replace(REJECTED, "")


def keep(files: list[UploadedFile], place: Path) -> list[dict[str, object]]:
    """Write the files into `place`. Raises IntakeError for the first one that cannot be used."""
    taken: set[str] = set()
    return [_keep_one(file, place, taken) for file in files]


def _keep_one(file: UploadedFile, place: Path, taken: set[str]) -> dict[str, object]:
    label = Path((file.name or "").replace("\\", "/")).name or "file.csv"
    name = kept_name(label, taken)
    if (file.size or 0) > LIMITS.bytes_:
        text = _("%(file)s is larger than %(size)s MB. Split it, or bring it in by the command line.")
        raise IntakeError(text, file=label, size=MEGABYTES)
    with (place / name).open("wb") as stream:
        for chunk in file.chunks():
            stream.write(chunk)
    open_file(place / name, limits=LIMITS)
    return {"name": name, "label": label, "size": file.size or 0}
