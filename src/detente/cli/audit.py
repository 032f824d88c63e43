"""`detente audit`: what is broken in a CRM, from its exports. Needs no company and sends nothing."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.audit_formats import written_as
from detente.cli.bars import Bars
from detente.cli.mistakes import Mistake

if TYPE_CHECKING:
    from detente.analytics.audit.evidence import Evidence
    from detente.analytics.audit.finding import Audit, Check
    from detente.analytics.audit.result import Document
    from detente.intake.exports import Reading

Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, folders or zips of an export.")]
Map = Annotated[
    Path | None,
    typer.Option("--map", metavar="FILE", help="What columns and stages mean, as --write-map wrote it."),
]
WriteMap = Annotated[
    Path | None,
    typer.Option(
        "--write-map", metavar="FILE", help="Write what columns and stages were taken for, to correct it."
    ),
]
Passwords = Annotated[
    list[str] | None, typer.Option("--password", metavar="WORD", help="Password of a zip; again for more.")
]
Zone = Annotated[
    str | None,
    typer.Option("--zone", metavar="ZONE", help="Time zone of times that tell none, Europe/Berlin."),
]
Currency = Annotated[str | None, typer.Option("--currency", metavar="CODE", help="Currency of amounts, EUR.")]
Format = Annotated[
    str, typer.Option("--format", metavar="FORMAT", help="html (the default), pdf, json or text.")
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Where to write it; - for standard output.")
]
Redact = Annotated[
    bool, typer.Option("--redact", help="Leave out names, addresses and free words; number the owners.")
]
FirstRows = Annotated[
    int, typer.Option("--rows", metavar="N", min=0, max=1000, help="Rows shown of each finding.")
]
RowsDir = Annotated[
    Path | None,
    typer.Option("--rows-dir", metavar="DIR", help="Write all rows of each finding as CSV there."),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="NAME", help="Only process, capture, goals or one check; again for more."),
]

NOTHING_KNOWN = (
    "None of the files was recognised. Write down what could be told of them with --write-map map.yaml, say there "
    "what the columns mean, and give it with --map map.yaml."
)


def audit(
    paths: Paths, map_: Map = None, write_map: WriteMap = None, passwords: Passwords = None, zone: Zone = None,
    currency: Currency = None, format_: Format = "html", out: Out = None, redact: Redact = False,
    rows: FirstRows = 10, rows_dir: RowsDir = None, only: Only = None,
) -> None:  # fmt: skip
    """What is broken between marketing and sales, from a CRM's export.

    Reads exports of HubSpot, Salesforce, Zoho or any CSV and XLSX. No set-up; nothing leaves this machine.
    """
    put_down = written_as(format_)
    _existing([*paths, *([map_] if map_ else [])])
    _new(write_map)
    _in_a_folder(out)
    checks = _checks(only)
    zone, currency = _zone(zone), _currency(currency)
    with tempfile.TemporaryDirectory(prefix="detente-audit-") as folder, Bars() as progress:
        reading = _read(paths, map_, passwords or [], progress.doing("Reading"), Path(folder), zone)
        with reading:
            evidence = reading.evidence
            evidence.currency = evidence.currency or currency
            if write_map:
                _write_map(reading, write_map)
            if not reading.is_understood:
                raise Mistake(NOTHING_KNOWN)
            answer = _asked(evidence, checks, progress.doing("Checking:"))
            document = _built(answer, reading, rows, redact)
            written = _rows_written(answer, evidence, rows_dir, redact) if rows_dir else []
        progress.stop()
        put_down(document, out)
    for path in written[:1]:
        print(f"Rows of {len(written)} findings: {path.parent}", file=sys.stderr)


def _existing(paths: list[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise Mistake(f"There is no file or folder {path}. Name the export that you downloaded.")


def _in_a_folder(out: Path | None) -> None:
    """Said before minutes of work, not after."""
    if out and not out.parent.is_dir():
        raise Mistake(f"There is no folder {out.parent} for the result. Give another place with --out.")


def _new(path: Path | None) -> None:
    if path and path.exists():
        raise Mistake(
            f"{path} exists already and may hold your corrections: give it with --map, or name another."
        )


def _zone(zone: str | None) -> str | None:
    from zoneinfo import ZoneInfo

    if zone is None:
        return None
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, LookupError):
        raise Mistake(f"--zone {zone!r} is no time zone; write it as Europe/Berlin.") from None
    return zone


def _currency(code: str | None) -> str | None:
    if code is None:
        return None
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise Mistake(f"--currency {code!r} is no currency; write it as EUR.")
    return code.upper()


def _checks(only: list[str] | None) -> tuple[Check, ...]:
    """All checks, or those of the groups and slugs that were named."""
    from detente.analytics.audit.run import all_checks

    checks = all_checks()
    if not only:
        return checks
    known = {check.group for check in checks} | {check.slug for check in checks}
    if wrong := [name for name in only if name not in known]:
        from difflib import get_close_matches

        near = get_close_matches(wrong[0], sorted(known), n=3) or ["process", "capture", "goals"]
        raise Mistake(f"--only {wrong[0]!r} is no group and no check. Perhaps: {', '.join(near)}.")
    return tuple(check for check in checks if check.slug in only or check.group in only)


def _read(
    paths: list[Path],
    map_: Path | None,
    passwords: list[str],
    progress: Bars,
    folder: Path,
    zone: str | None,
) -> Reading:
    from detente.intake import exports
    from detente.intake.problems import IntakeError

    try:
        mapping = exports.read_map(map_) if map_ else exports.FileMap()
        mapping = replace(mapping, zone=zone) if zone else mapping
        return exports.read(paths, mapping=mapping, passwords=passwords, progress=progress, workdir=folder)
    except IntakeError as wrong:
        raise Mistake(str(wrong)) from None
    except OSError as wrong:
        raise Mistake(f"{wrong.filename or 'A file'} could not be read: {wrong.strerror}.") from None


def _write_map(reading: Reading, path: Path) -> None:
    from detente.intake.exports import write_mapping

    try:
        write_mapping(reading, path)
    except OSError as wrong:
        raise Mistake(f"{path} could not be written: {wrong.strerror}. Give another place.") from None
    print(f"Written: {path}. Correct what is wrong in it, and give it with --map.", file=sys.stderr)


def _asked(evidence: Evidence, checks: tuple[Check, ...], progress: Bars) -> Audit:
    from detente.analytics.audit.run import audit as ask

    return ask(evidence, checks=checks, progress=progress)


def _built(answer: Audit, reading: Reading, rows: int, redact: bool) -> Document:
    from detente.analytics.audit.funnel import funnel
    from detente.analytics.audit.result import build

    evidence = reading.evidence
    return build(answer, evidence, picture=reading.picture, funnel=funnel(evidence), rows=rows, redact=redact)


def _rows_written(answer: Audit, evidence: Evidence, folder: Path, redact: bool) -> list[Path]:
    from detente.analytics.audit.result import write_rows
    from detente.analytics.audit.result.redaction import hidden_rows

    try:
        return write_rows(answer, evidence, folder, hide=hidden_rows(evidence) if redact else None)
    except OSError as wrong:
        raise Mistake(f"The rows could not be written to {folder}: {wrong.strerror}.") from None
