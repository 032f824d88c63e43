"""`detente import file`: bring files in, with an account of every line."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.company import open_company
from detente.cli.mistakes import Mistake
from detente.cli.options import AsJson
from detente.cli.printing import print_json, print_table

if TYPE_CHECKING:
    from detente.crm.imports.models import ImportBatch
    from detente.intake.batches import Accounting
    from detente.intake.mapping import Mapping
    from detente.intake.planning import Plan

SHOWN = 20
Files = Annotated[
    list[Path], typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="CSV, XLSX or JSON files.")
]
Map = Annotated[
    Path | None,
    typer.Option(
        "--map", metavar="MAP.yaml", exists=True, dir_okay=False, help="How columns become our fields."
    ),
]
As = Annotated[
    str | None,
    typer.Option(
        "--as", metavar="KIND", help="Only this kind of the map; without a map: guess the columns of it."
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen; store nothing.")]

Mend = Annotated[
    bool, typer.Option("--mend", help="Mend every likely misspelling that is found, as it is printed.")
]
Sheet = Annotated[
    str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook, where no map says it.")
]
EXAMPLE = "Example: detente import file leads.xlsx --map leads.yaml"

app = typer.Typer(help="Bring data in.", epilog=EXAMPLE)


@app.callback()
def bring_in() -> None:
    """Bring data in."""


@app.command("file", epilog=f"{EXAMPLE} --dry-run")
def import_file(
    files: Files, map_: Map = None, kind: As = None, sheet: Sheet = None, dry_run: DryRun = False, mend: Mend = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """CSV, XLSX or JSON lines, with an account of every line.

    Vendors, products, users, accounts, campaigns, costs, people, leads, moves, deals, items,
    members, touches, activities or notes. Likely misspellings are printed; --mend mends them.
    The same file twice changes nothing; a run that was stopped goes on where it stopped.
    """
    bring(files, map_, kind=kind, sheet=sheet, dry_run=dry_run, mend=mend, as_json=as_json)


@app.command("csv", epilog="Example: detente import csv leads.csv --map leads.yaml --dry-run")
def import_csv(
    files: Files, map_: Map = None, kind: As = None, dry_run: DryRun = False, mend: Mend = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """The same as `import file`."""
    bring(files, map_, kind=kind, sheet=None, dry_run=dry_run, mend=mend, as_json=as_json)


def bring(
    files: list[Path], map_: Path | None, *, kind: str | None, sheet: str | None, dry_run: bool, mend: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Import, or rehearse, and say what became of every line."""
    open_company()
    from detente.intake.problems import IntakeError

    try:
        mapping = only(read_map(map_), kind) if map_ else guessed(files, kind, sheet)
        answer = rehearsed(files, mapping, mend=mend) if dry_run else stored(files, mapping, mend=mend)
    except IntakeError as wrong:
        raise Mistake(str(wrong)) from None
    if as_json:
        print_json(answer)
    else:
        say(answer)


def read_map(path: Path) -> Mapping:
    """The mapping in a file; a mistake names the file and the key that is wrong."""
    from detente.intake.mapping import MappingError, from_yaml

    try:
        return from_yaml(path.read_text(encoding="utf-8"))
    except (MappingError, UnicodeDecodeError) as wrong:
        raise Mistake(f"{path}: {wrong}") from None


def only(mapping: Mapping, kind: str | None) -> Mapping:
    """The mapping without its other kinds."""
    if kind is None:
        return mapping
    left = tuple(file for file in mapping.files if file.kind == kind)
    if not left:
        kinds = ", ".join(dict.fromkeys(file.kind for file in mapping.files))
        raise Mistake(f"The map has nothing of kind {kind!r}; it has {kinds}.")
    return replace(mapping, files=left)


def guessed(files: list[Path], kind: str | None, sheet: str | None = None) -> Mapping:
    """Without a map the kind must be named: columns may be guessed, what the lines are may not."""
    from detente.intake.fields import KINDS
    from detente.intake.guess import guess_mapping
    from detente.intake.reading import open_file

    if kind not in KINDS:
        said = (
            f"There is no kind {kind!r}"
            if kind
            else "Give --map MAP.yaml, or --as KIND to have the columns guessed"
        )
        raise Mistake(f"{said}. Kinds: {', '.join(KINDS)}.")
    found = guess_mapping([open_file(file, sheet=sheet) for file in files], kind=kind)
    return replace(found, files=tuple(replace(file, sheet=sheet) for file in found.files))


def planned(files: list[Path], mapping: Mapping, *, mend: bool) -> Plan:
    """The plan; open questions are printed with their choices and end the command."""
    from detente.intake.planning import plan

    found = plan(files, mapping, progress=progress("checked"))
    if mend and found.offers and not found.asked:
        settled = found.mapping
        for offer in found.offers:
            settled = settled.mended(offer.entry, offer.field, offer.slip.said, offer.slip.like)
        mended = plan(files, settled, looks_for_slips=False)
        return replace(mended, offers=found.offers)
    for asked in found.asked:
        print(
            f"{asked.question} (files[{asked.entry}].{asked.path}.{asked.question.setting})", file=sys.stderr
        )
        for choice in asked.question.choices:
            means = ", ".join(f"{cell} = {meaning}" for cell, meaning in choice.means[:3])
            print(f"    {asked.question.setting}: {choice.value}    {means}", file=sys.stderr)
    if found.asked:
        raise Mistake(f"{len(found.asked)} questions are open; answer them in the map. Nothing was stored.")
    return found


def rehearsed(files: list[Path], mapping: Mapping, *, mend: bool = False) -> dict[str, Any]:
    """What an import would end with."""
    from detente.intake.batches import rehearse

    found = planned(files, mapping, mend=mend)
    account = rehearse(files, found.mapping, by=None, planned=found)
    return answer_of(found, account) | {"dry_run": True, "are_mended": mend}


def stored(files: list[Path], mapping: Mapping, *, mend: bool = False) -> dict[str, Any]:
    """Import, or go on with the import of the same files that was stopped."""
    from detente.intake.batches import start
    from detente.intake.duplicates import likely_duplicates
    from detente.intake.rejects import reject_files

    found = planned(files, mapping, mend=mend)
    batch = unfinished(files, found.mapping) or start(files, found.mapping, by=None, planned=found)
    account = _run(batch)
    return answer_of(found, account) | {
        "dry_run": False, "are_mended": mend, "batch": str(batch.uuid),
        "rejects": [str(path) for path in reject_files(batch)],
        "likely_duplicates": [asdict(pair) for pair in likely_duplicates(batch)],
    }  # fmt: skip


def _run(batch: ImportBatch) -> Accounting:
    """To its end, saying here and on the batch's page how far it is."""
    from detente.intake.batches import run
    from detente.intake.signs import Beat

    shown = progress("stored")
    with Beat(batch, "import") as beat:

        def say_both(done: int, whole: int) -> None:
            beat.say(done, whole)
            if shown:
                shown(done, whole)

        return run(batch, progress=say_both)


def unfinished(files: list[Path], mapping: Mapping) -> ImportBatch | None:
    """A batch of exactly these files under this mapping that has not come to its end."""
    from detente.crm.imports.models import ImportBatch
    from detente.intake.mapping import to_document

    wanted = [sha256_of(file) for file in files]
    for batch in ImportBatch.objects.filter(state__in=("waiting", "running", "failed")).order_by("-id"):
        if [file["sha256"] for file in batch.files] == wanted and batch.mapping == to_document(mapping):
            return batch
    return None


def sha256_of(file: Path) -> str:
    """The digest by which a kept file is known again."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def progress(word: str) -> Any:
    """A line on the terminal that overwrites itself; nothing where nobody looks."""

    def say_how_far(done: int, whole: int) -> None:
        end = "\n" if done >= whole else ""
        print(f"\r{done:,} of {whole:,} lines {word}", end=end, file=sys.stderr, flush=True)

    return say_how_far if sys.stderr.isatty() else None


def answer_of(found: Plan, account: Accounting) -> dict[str, Any]:
    """The accounting and what is wrong with lines, as plain values."""
    return asdict(account) | {
        "is_closed": account.is_closed,
        "problems": dict(found.counts.most_common()),
        "lines": [
            {"file": one.file, "line": one.line, "code": one.problem.code, "weight": one.problem.weight,
             "text": str(one.problem)} for one in found.problems
        ],
        "notes": found.notes,
        "misspellings": [
            {"file": offer.entry, "field": offer.field, "said": offer.slip.said, "lines": offer.slip.lines,
             "like": offer.slip.like, "text": str(offer)} for offer in found.offers
        ],
    }  # fmt: skip


def say(answer: dict[str, Any]) -> None:
    """The accounting first, then what a person may want to mend."""
    would = "would be " if answer["dry_run"] else ""
    print(
        f"{answer['read']:,} lines read = {answer['stored']:,} {would}stored + {answer['merged']:,} merged"
        f" + {answer['rejected']:,} rejected"
    )
    for note in answer["notes"]:
        print(f"note: {note}")
    say_misspellings(answer)
    lines = answer["lines"]
    if lines:
        print()
        print_table(
            ["file", "line", "", "what"],
            [list(map(one.get, ("file", "line", "weight", "text"))) for one in lines[:SHOWN]],
        )
    if (more := sum(answer["problems"].values()) - SHOWN) > 0:
        print(f"... and {more:,} more; --json lists them")
    for path in answer.get("rejects", ()):
        print(f"\nRejected lines with their reasons, to mend and import again: {path}")
    if pairs := answer.get("likely_duplicates"):
        print(
            f"{len(pairs):,} pairs of persons may be one and the same; decide about them on the import's page."
        )


def say_misspellings(answer: dict[str, Any]) -> None:
    """What looks misspelt, with what was done about it or how to have it mended."""
    found = answer["misspellings"]
    for one in found[:SHOWN]:
        print(f"{'mended' if answer['are_mended'] else 'misspelt?'}: {one['text']}")
    if len(found) > SHOWN:
        print(f"... and {len(found) - SHOWN:,} more; --json lists them")
    if found and not answer["are_mended"]:
        one = found[0]
        example = f"mend: {{{one['field']}: {{{one['said']}: {one['like']}}}}}"
        print(f"Stored as they stand. To mend them: --mend for all, or in the map under the file: {example}")
