"""`detente import crm`: an export of a CRM as it was downloaded, with its stages confirmed by a person."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli.company import open_company
from detente.cli.import_csv import rehearsed, say, stored
from detente.cli.mistakes import Mistake
from detente.cli.options import AsJson
from detente.cli.printing import print_json

if TYPE_CHECKING:
    from detente.intake.exports import Reading
    from detente.intake.exports.bringing import Brought

Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH", exists=True, help="Files, folders or zips of the export.")
]
Map = Annotated[
    Path | None,
    typer.Option(
        "--map", metavar="MAP.yaml", help="The mapping file, once you have looked at it; written if absent."
    ),
]
Check = Annotated[bool, typer.Option("--check", help="Say what would happen; store nothing.")]
Password = Annotated[
    list[str] | None, typer.Option("--password", help="Of a locked zip; may be given several times.")
]
DEFAULT_MAP = Path("detente-map.yaml")
EXAMPLE = "Example: detente import crm export.zip --map detente-map.yaml --check"


def import_crm(
    paths: Paths, map_: Map = None, check: Check = False, password: Password = None, as_json: AsJson = False
) -> None:
    """An export of HubSpot, Salesforce, Zoho or another CRM, as it was downloaded.

    The first time it writes how it understands files, columns and stages to a mapping file, for you to look at
    and to confirm; with that file it brings accounts, people, leads, deals, campaigns and activities in. The same
    export again changes nothing, and the import's page takes it back.
    """
    open_company()
    from detente.intake.problems import IntakeError

    try:
        answer = _brought(paths, map_ or DEFAULT_MAP, tuple(password or ()), check=check)
    except IntakeError as wrong:
        raise Mistake(str(wrong)) from None
    if as_json:
        print_json(answer)
    else:
        say(answer)


def _brought(paths: list[Path], map_: Path, passwords: tuple[str, ...], *, check: bool) -> dict[str, Any]:
    from detente.crm.playbook.actions import current
    from detente.intake import exports
    from detente.intake.exports.bringing import bring

    told = exports.read_map(map_) if map_.exists() else None
    if told and not told.is_confirmed:
        raise Mistake(f"{map_} is not confirmed yet: look at its stages, then set `confirmed: true` in it.")
    with (
        exports.read(paths, mapping=told, passwords=passwords) as reading,
        tempfile.TemporaryDirectory() as folder,
    ):
        if told is None:
            raise _written_first(reading, map_)
        brought = bring(reading, current(), Path(folder), region=told.region)
        _refuse_questions(brought, map_)
        work = rehearsed if check else stored
        answer = work(list(brought.files), brought.mapping)
    return answer | {"notes": [*reading.picture.notes, *brought.notes, *answer["notes"]]}


def _refuse_questions(brought: Brought, map_: Path) -> None:
    """What the values leave open is answered at the top of the mapping file: the currency or the region."""
    from detente.intake.planning import plan

    asked = plan(brought.files, brought.mapping, check_lines=False, looks_for_slips=False).asked
    if asked:
        question = asked[0].question
        example = question.choices[0].value if question.choices else "..."
        raise Mistake(f"{question} Write the answer into {map_}, like `{question.setting}: {example}`.")


def _written_first(reading: Reading, map_: Path) -> Mistake:
    from detente.analytics.audit.picture import as_text
    from detente.intake import exports

    exports.write_mapping(reading, map_)
    print(as_text(reading.picture), file=sys.stderr)
    return Mistake(
        f"Nothing is stored yet: {map_} says how the export is understood. Look at it, above all at the stages; "
        "set `confirmed: true` and run the command again."
    )
