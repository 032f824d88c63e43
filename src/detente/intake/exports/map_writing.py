"""The guess as a mapping file, with what a person should look at said beside it."""

from __future__ import annotations

import json
from pathlib import Path

from detente.analytics.audit.picture import PicturedFile, PicturedStage, Question
from detente.intake.exports.mapping import EXITS, IGNORE, MILESTONES, OURS
from detente.intake.exports.reading import Reading
from detente.intake.exports.uses import RawFile

HEAD = """\
# How the files of this export are read. Look at it, change what is wrong, and give it with --map.
# `object`: leads, people, accounts, deals, activities, campaigns, members, users, products, changes or ignore.
# Dates like 3/4/2021: `{column: Created, order: dmy}` reads the day first, `mdy` the month.
# Set `confirmed: true` once you have looked at the stages at the end: an import asks for it.
version: 1
confirmed: false
"""
REGION = "# region: DE  # the country of telephone numbers that name none; an import may ask for it\n"
STAGES = f"""\
# What each stage or status means: {", ".join(MILESTONES)},
# or an exit: {", ".join(f"exit:{name}" for name in EXITS)}. Nothing where it can't be told.
"""


def write_mapping(reading: Reading, path: Path) -> None:
    """Write the guess to `path`. Raises FileExistsError rather than replace a file that a person may have changed."""
    with path.open("x", encoding="utf-8") as stream:
        stream.write(text_of(reading))


def text_of(reading: Reading) -> str:
    """The guess as YAML."""
    asked = {(question.file, question.column): question for question in reading.questions}
    numbers = {file.number: file for file in reading.files}
    currency = reading.evidence.currency
    lines = [HEAD, f"zone: {reading.evidence.zone}  # of times that name none\n"]
    lines += [
        f"{'' if currency else '# '}currency: {currency or 'EUR'}  # of amounts that name none\n",
        REGION,
        "files:\n",
    ]
    for pictured in reading.picture.files:
        lines += _file(pictured, numbers[pictured.number], asked)
    if reading.picture.stages:
        lines += ["\n", STAGES, "stages:\n", *_stages(reading.picture.stages)]
    return "".join(lines)


def _file(pictured: PicturedFile, file: RawFile, asked: dict[tuple[str, str], Question]) -> list[str]:
    lines = ["\n", f"  # {_plain(pictured.taken_for or 'not understood')}: {pictured.rows:,} lines\n"]
    object_ = pictured.object or IGNORE
    lines += [f"  - file: {_quoted(pictured.name)}\n", f"    object: {object_}\n"]
    if pictured.object == "changes" and file.shape:
        lines.append(f"    of: {file.shape.of}\n")
    if pictured.object is None:
        if not pictured.is_known:
            lines.append(f"    # its columns: {_plain(', '.join(file.headers))[:2000]}\n")
        return lines
    lines.append("    columns:\n")
    for column, uses in file.uses.items():
        name = OURS.get(column, column)
        if name.startswith("_"):
            continue
        said = [_use(use.header, asked.get((pictured.name, use.header))) for use in uses]
        questions = [asked[key].sentence for use in uses if (key := (pictured.name, use.header)) in asked]
        lines += [f"      # {_plain(sentence)}\n" for sentence in questions]
        lines.append(f"      {name}: {said[0] if len(said) == 1 else '[' + ', '.join(said) + ']'}\n")
    if left := [column.header for column in pictured.not_understood]:
        lines.append(f"      # not used: {_plain(', '.join(left))[:2000]}\n")
    return lines


def _use(header: str, question: Question | None) -> str:
    if question is None:
        return _quoted(header)
    taken = question.taken if question.taken in question.choices else question.choices[0]
    return f"{{column: {_quoted(header)}, {question.setting}: {taken}}}"


def _stages(stages: tuple[PicturedStage, ...]) -> list[str]:
    lines: list[str] = []
    for table in ("leads", "deals"):
        of = [stage for stage in stages if stage.object == table]
        if of:
            lines.append(f"  {table}:\n")
        for stage in of:
            means = f"exit:{stage.exit}" if stage.exit else stage.milestone or "null"
            told = "" if stage.milestone else ", which can't be told by its name"
            lines.append(f"    {_quoted(stage.stage)}: {means}  # {stage.rows:,} {table}{told}\n")
    return lines


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _plain(text: str) -> str:
    return " ".join(text.split())
