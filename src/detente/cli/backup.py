"""`detente backup` and `detente restore`: everything kept, and everything brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.company import open_company, ready, where
from detente.cli.mistakes import Mistake
from detente.cli.options import AsJson
from detente.cli.printing import print_json

Place = Annotated[
    Path | None,
    typer.Argument(metavar="[FOLDER|FILE.zip]", help="Where to; else the folder backups of the home."),
]
Keep = Annotated[int | None, typer.Option("--keep", min=1, help="Keep the newest so many of the folder.")]
File = Annotated[Path, typer.Argument(metavar="FILE.zip", exists=True, dir_okay=False, help="The backup.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="Move aside what is there now. Stop Detente before (SQLite only).")
]
Erasures = Annotated[
    Path | None,
    typer.Option(
        "--erasures", exists=True, dir_okay=False, help="erasures.jsonl of the home that is being rescued."
    ),
]


def backup(place: Place = None, keep: Keep = None, as_json: AsJson = False) -> None:
    """Back everything up while people work: database, files and keys, checked before it counts."""
    open_company()
    from detente.backup import Damaged, make_backup

    try:
        file, contents = make_backup(place, keep=keep)
    except (Damaged, OSError) as wrong:
        raise Mistake(f"No backup was made: {wrong}") from None
    if as_json:
        print_json({"file": str(file), "size_bytes": file.stat().st_size, "rows": contents.rows})
        return
    rows, size = sum(contents.rows.values()), file.stat().st_size / 1e6
    print(
        f"{file}: {rows:,} rows, {len(contents.parts):,} parts, {size:,.1f} MB, checked. Keep it as safe as a key."
    )


def restore(file: File, replace: Replace = False, erasures: Erasures = None) -> None:
    """Bring a backup back into an empty home or database; who was erased since stays erased."""
    ready()
    from detente import copy, doctor
    from detente.backup import Damaged, restore_backup

    try:
        done = restore_backup(file, replace=replace, erasures=erasures)
    except (Damaged, OSError) as wrong:
        raise Mistake(str(wrong)) from None
    copy.rebuild()
    print(f"Restored into {where()}: {sum(done.contents.rows.values()):,} rows as of {done.contents.as_of}.")
    if done.put_aside:
        print(f"What was there before was moved to {done.put_aside}.")
    if done.erased_again:
        print(f"Erased again, because they were erased since: {done.erased_again}.")
    findings = [finding for finding in doctor.check() if not finding.is_green]
    for finding in findings:
        print(finding)
    if findings:
        raise typer.Exit(1)
    print("detente doctor finds everything in order.")
