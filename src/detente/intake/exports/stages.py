"""Statuses of leads and stages of deals as the export names them, each with the milestone that it is taken for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import duckdb

from detente.intake.exports.records import statement
from detente.intake.exports.words import bare, folded, unaccented

MOST = 500
SHORT = 4
NO_DEAL = ("disqualified", "unreached", "rejected", "lost")
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")


@dataclass(frozen=True)
class Meaning:
    """What a stage means: its place on the way, its milestone, and which exit it is, if one."""

    place: int
    milestone: str
    exit: str | None = None


@cache
def _meanings() -> dict[str, dict[str, Meaning]]:
    found: dict[str, dict[str, Meaning]] = {}
    table, place = "", 0
    for line in (
        resources.files("detente.intake.exports").joinpath("stages.txt").read_text("utf-8").splitlines()
    ):
        if line.startswith("["):
            table, place = line.strip("[]"), 0
            found[table] = {}
        elif line and not line.startswith("#"):
            place += 1
            kind, *words = line.split()
            exit_ = kind.removeprefix("exit:") if kind.startswith("exit:") else None
            meaning = Meaning(place, "exit" if exit_ else kind, exit_)
            found[table].update({word: meaning for word in words if word not in found[table]})
    return found


def meaning(table: str, stage: str) -> Meaning | None:
    """What a stage of `leads` or `deals` is taken for by its name; None when its name does not tell."""
    known, word = _meanings()[table], folded(stage)
    # HubSpot writes the pipeline behind the stage: `Contract sent (Sales Pipeline)`.
    without_pipeline = folded(_IN_BRACKETS.sub("", stage))
    for whole in (word, without_pipeline, unaccented(word), unaccented(without_pipeline)):
        if whole in known:
            return known[whole]
    found = [known[part] for part in known if part.endswith("*") and _says(bare(stage), part)]
    ends = (one for one in found if one.exit or one.milestone == "won")
    return next(ends, found[0] if found else _of_a_lead(stage) if table == "deals" else None)


def _of_a_lead(stage: str) -> Meaning | None:
    """An end of leads as the stage of a deal: where both are one list, deals are disqualified and unreachable too."""
    found = meaning("leads", stage)
    return Meaning(found.place, "exit", "lost") if found and found.exit in NO_DEAL else None


def _says(words: str, part: str) -> bool:
    """Whether a stage has a word that begins with a part, or a word like it where it is short."""
    if part.startswith("*"):
        return part.strip("*") in words.replace(" ", "")
    tokens, plain = words.split(), unaccented(part[:-1])
    if len(plain) <= SHORT:
        return plain in tokens
    return any("".join(tokens[place:]).startswith(plain) for place in range(len(tokens)))


Said = Mapping[str, Mapping[str, tuple[str | None, str | None]]]


def fill(connection: duckdb.DuckDBPyConnection, said: Said | None = None) -> None:
    """Fill `stages`, then the milestones, exits and statuses that follow from them.

    `said` is what a person says of them: table -> stage -> milestone and exit.
    """
    for one in statement("labels").split(";"):
        connection.execute(one)
    told = _told(connection)
    rows = [_row("leads", stage, count, told) for stage, count in _seen(connection, "leads")]
    rows += [_row("deals", stage, count, told) for stage, count in _seen(connection, "deals")]
    by_person = {(table, stage): means for table, of in (said or {}).items() for stage, means in of.items()}
    for row in rows:
        means = by_person.get(row[:2])
        connection.execute(
            "INSERT INTO stages VALUES (?, ?, ?, ?, ?, ?)", [*row[:3], *(means or row[3:]), means is not None]
        )
    for one in statement("milestones").split(";"):
        if one.strip():
            connection.execute(one)


def _seen(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, int]]:
    """Stages in which records stand or stood, with how many stand there."""
    asked = statement("seen").replace("{table}", table)
    if table == "leads":
        asked = asked.replace("{now}", "SELECT status FROM leads UNION ALL SELECT _second FROM all_leads")
    else:
        asked = asked.replace("{now}", "SELECT stage FROM deals")
    return connection.execute(f"{asked} LIMIT {MOST}").fetchall()


Told = dict[str, tuple[str | None, float | None, bool | None, bool | None, bool | None]]


def _told(connection: duckdb.DuckDBPyConnection) -> Told:
    """What the export's own table of stages says: stage -> label, place, won, closed, converted."""
    rows = connection.execute(
        "SELECT stage, _label, _place, _is_won, _is_closed, _converted FROM all_stages WHERE stage IS NOT NULL"
    ).fetchall()
    return {name: row[1:] for row in rows for name in (row[0], row[1]) if name}


def _row(
    table: str, stage: str, count: int, told: Told
) -> tuple[str, str, int | None, str | None, str | None]:
    label, place, won, closed, converted = told.get(stage, (None,) * 5)
    found = meaning(table, label or stage)
    milestone, exit_ = (found.milestone, found.exit) if found else (None, None)
    if table == "deals" and closed is not None:
        if won:
            milestone, exit_ = "won", None
        elif closed:
            milestone, exit_ = "exit", "lost"
    if table == "leads" and converted:
        milestone, exit_ = "sql", None
    at = int(place) if place is not None else found.place if found else None
    return table, stage, at, milestone, exit_
