"""The picture of an export: its files as they join, what was understood, what was not, and what is asked."""

from __future__ import annotations

from dataclasses import dataclass

from detente.analytics.language import say, say_many


@dataclass(frozen=True)
class PicturedColumn:
    """A column of a file: what it was taken for (None: not understood), its kind by its values, how full it is."""

    header: str
    fills: str | None
    kind: str
    filled: int


@dataclass(frozen=True)
class PicturedFile:
    """A file: its number, what it was taken for (`object` None: of no use, or not understood), lines, columns."""

    number: int
    name: str
    system: str
    taken_for: str
    object: str | None
    rows: int
    unread: int
    columns: tuple[PicturedColumn, ...] = ()
    is_known: bool = True
    """Whether it is known what the file is, though it may be of no use to the audit."""
    is_guess: bool = False
    """Whether it is taken for that by a guess, which a mapping file can correct."""

    @property
    def understood(self) -> tuple[PicturedColumn, ...]:
        """Columns that fill one of ours."""
        return tuple(column for column in self.columns if column.fills)

    @property
    def not_understood(self) -> tuple[PicturedColumn, ...]:
        """Columns with values that fill none of ours."""
        return tuple(column for column in self.columns if not column.fills and column.filled)


@dataclass(frozen=True)
class Join:
    """How many values of one column are found in another: `matched` of `values` rows; samples of those that are not."""

    table: str
    column: str
    to: str
    to_column: str
    values: int
    matched: int
    missing: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """`matched / values`."""
        return self.matched / self.values if self.values else 0.0


@dataclass(frozen=True)
class PicturedStage:
    """A stage or status, what it was taken for (None: cannot be told), how many records stand in it."""

    object: str
    stage: str
    place: int | None
    milestone: str | None
    exit: str | None
    is_confirmed: bool
    rows: int


@dataclass(frozen=True)
class Question:
    """What the values leave open: `choices` to answer with in a mapping, and the one taken meanwhile (empty: none)."""

    file: str
    column: str
    setting: str
    sentence: str
    choices: tuple[str, ...]
    samples: tuple[str, ...] = ()
    taken: str = ""


@dataclass(frozen=True)
class Picture:
    """All of it. `passed_over`: files that were not read, as (name, why)."""

    files: tuple[PicturedFile, ...]
    joins: tuple[Join, ...] = ()
    stages: tuple[PicturedStage, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    passed_over: tuple[tuple[str, str], ...] = ()

    @property
    def used(self) -> tuple[PicturedFile, ...]:
        """Files that fill a record table."""
        return tuple(file for file in self.files if file.object)


def as_text(picture: Picture) -> str:
    """The picture for a terminal."""
    parts = [_files(picture), _joins(picture), _stages(picture)]
    if picture.questions:
        parts.append(
            "\n".join([say("Questions:"), *(f"  {_asked(question)}" for question in picture.questions)])
        )
    if picture.notes:
        parts.append("\n".join([say("Notes:"), *(f"  {note}" for note in picture.notes)]))
    if picture.passed_over:
        passed = [f"  {name}: {why}" for name, why in picture.passed_over]
        parts.append("\n".join([say("Not read:"), *passed]))
    return "\n\n".join(part for part in parts if part) + "\n"


def _files(picture: Picture) -> str:
    lines = [say("Files:")]
    for file in picture.files:
        if file.object is None and file.is_known:
            taken = say("%(kind)s, not used", kind=file.taken_for)
        else:
            taken = f"{file.taken_for} -> {file.object}" if file.object else say("not understood")
        if file.is_guess:
            taken += " " + say("(a guess)")
        said = say_many("%(n)s line", "%(n)s lines", file.rows)
        if file.unread:
            said += ", " + say("%(n)s unread", n=file.unread)
        if file.object:
            of = sum(1 for column in file.columns if column.filled or column.fills)
            said += ", " + say("%(n)s of %(of)s columns understood", n=len(file.understood), of=of)
        lines.append(f"  {file.name}: {taken} ({said})")
        if left := [column.header for column in file.not_understood]:
            lines.append("    " + say("not used: %(columns)s", columns=_some(left)))
    return "\n".join(lines)


def _joins(picture: Picture) -> str:
    lines = [say("How they join:")]
    for join in picture.joins:
        said = f"  {join.table}.{join.column} -> {join.to}: "
        said += say("%(matched)s of %(values)s", matched=join.matched, values=join.values)
        said += f" ({100 * join.share:.1f} %)"
        if join.missing:
            said += ", " + say("not found: %(values)s", values=_some(list(join.missing)))
        lines.append(said)
    return "\n".join(lines) if picture.joins else ""


def _stages(picture: Picture) -> str:
    lines = [say("Stages, as they are taken:")]
    for stage in picture.stages:
        means = stage.exit or stage.milestone or say("not understood")
        lines.append(f"  {stage.object}: {stage.stage} = {means} ({stage.rows:,})")
    return "\n".join(lines) if picture.stages else ""


def _asked(question: Question) -> str:
    taken = (
        say("taken meanwhile: %(taken)s", taken=question.taken)
        if question.taken
        else say("not read meanwhile")
    )
    return f"{question.sentence} ({' / '.join(question.choices)}; {taken})"


def _some(values: list[str], most: int = 12) -> str:
    more = len(values) - most
    return ", ".join(values[:most]) + (say(" and %(n)s more", n=more) if more > 0 else "")
