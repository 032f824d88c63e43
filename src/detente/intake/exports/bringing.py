"""An export handed to the import: its record tables as files that the import reads, with the mapping that says how."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from detente.intake.exports.quoting import literal
from detente.intake.exports.reading import Reading
from detente.intake.fields import KINDS
from detente.intake.mapping.model import ColumnUse, FileMapping, Mapping
from detente.intake.problems import IntakeError, gettext_noop

if TYPE_CHECKING:
    from detente.crm.playbook.agreement import Agreement, Stage

BROUGHT = ("accounts", "campaigns", "people", "leads", "deals", "members", "touches", "activities", "notes")
MOVES = {"mql_at": "mql", "accepted_at": "sal"}
NOTHING = gettext_noop("nothing of this export can be brought in: it has no accounts, people, leads or deals")
LEFT = gettext_noop("%(count)s activities stay out: they are planned, have no date, or are about no lead")

UNDATED = gettext_noop(
    "%(count)s leads have no date of the stage they stand in: it counts from the last work on them, or from the import"
)
BEFORE = gettext_noop(
    "%(count)s deals were closed before they were created; they count as opened when they closed"
)


@dataclass(frozen=True)
class Brought:
    """Files for the import, the mapping to read them with, and what stays out."""

    files: tuple[Path, ...]
    mapping: Mapping
    notes: tuple[str, ...]


def bring(reading: Reading, agreement: Agreement, folder: Path, *, region: str | None = None) -> Brought:
    """Write the import's files to `folder`. Raises IntakeError when there is nothing to bring in.

    Keys of the export become external ids, so that the same export again changes nothing.
    """
    connection = reading.evidence.connection
    _codes(reading, agreement)
    connection.execute(_statement("work"))
    files, entries = [], []
    for kind in BROUGHT:
        path = folder / f"{kind}.csv"
        asked = _statement(kind).replace("$currency", _text(reading.evidence.currency))
        found = connection.execute(f"SELECT count(*) FROM ({asked})").fetchone()
        if found and found[0]:
            connection.execute(f"COPY ({asked}) TO {literal(str(path))} (HEADER, DELIMITER ',')")
            files.append(path)
            entries.append(_entry(kind, path, agreement))
    if not any(entry.kind in ("accounts", "people", "leads", "deals") for entry in entries):
        raise IntakeError(NOTHING)
    mapping = Mapping(
        tuple(entries), system=_system(reading), zone="UTC", currency=reading.evidence.currency, region=region
    )
    return Brought(tuple(files), mapping, _left(reading))


def _statement(name: str) -> str:
    place = resources.files("detente.intake.exports").joinpath("sql", "brought", f"{name}.sql")
    return place.read_text("utf-8")


def _text(value: str | None) -> str:
    return literal(value) if value else "NULL"


def _codes(reading: Reading, agreement: Agreement) -> None:
    """`lead_codes` and `deal_codes`: which stage or exit of the playbook a milestone is."""
    exits = {f"exit:{stage.code}": stage.code for stage in agreement.exits}
    for name, codes in (
        ("lead_codes", exits | _first(agreement.lead_stages)),
        ("deal_codes", _first(agreement.deal_stages)),
    ):
        connection = reading.evidence.connection
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} (milestone VARCHAR, code VARCHAR)")
        connection.executemany(f"INSERT INTO {name} VALUES (?, ?)", list(codes.items()))


def _first(stages: tuple[Stage, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for stage in stages:
        found.setdefault(stage.milestone, stage.code)
    return found


def _entry(kind: str, path: Path, agreement: Agreement) -> FileMapping:
    """How the import reads one of the files: every column is the field of its name."""
    header = _header(path)
    codes = _first(agreement.lead_stages)
    moves = {codes[MOVES[name]]: name for name in header if kind == "leads" and MOVES.get(name) in codes}
    fields = {name: _use(kind, name) for name in header if name not in MOVES}
    dated = {code: ColumnUse(name, formats=("YYYY-MM-DD",)) for code, name in moves.items()}
    return FileMapping(kind, file=path.name, columns=fields, moves=dated, encoding="utf-8", delimiter=",")


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as stream:
        return stream.readline().strip().split(",")


def _use(kind: str, name: str) -> ColumnUse:
    field = KINDS[kind].field(name)
    type_ = field.type if field else "text"
    if type_ in ("instant", "date"):
        return ColumnUse(name, formats=("YYYY-MM-DD",))
    return ColumnUse(name, decimal=".") if type_ in ("money", "integer", "decimal") else ColumnUse(name)


def _system(reading: Reading) -> str:
    """The system that most of the files come from: it keeps the ids of several systems apart."""
    systems = Counter(file.system for file in reading.picture.used if file.system != "other")
    return systems.most_common(1)[0][0] if systems else "export"


def _left(reading: Reading) -> tuple[str, ...]:
    """What stays out or is brought in otherwise than it stands."""
    kept = 'lead IS NOT NULL AND is_done AND "at" IS NOT NULL'
    asked = {
        LEFT: f"SELECT count(*) FROM work WHERE NOT coalesce({kept}, FALSE)",
        UNDATED: "SELECT count(*) FROM leads WHERE deal IS NULL AND ((exit IS NOT NULL AND closed_at IS NULL) OR "
        "(exit IS NULL AND milestone = 'sal' AND accepted_at IS NULL) OR (exit IS NULL AND milestone = 'sql'))",
        BEFORE: "SELECT count(*) FROM deals WHERE closed_at::DATE < created_at::DATE",
    }
    return tuple(
        text % {"count": count} for text, sql in asked.items() if (count := reading.evidence.one(sql))
    )
