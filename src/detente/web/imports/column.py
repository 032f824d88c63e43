"""One column of a file under review, with what has to be said about its cells."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as default

from detente.intake.fields import NUMBERS, Field
from detente.intake.mapping import ColumnUse
from detente.web.imports.questions import Question
from detente.web.imports.translating import Translation


@dataclass(frozen=True)
class Mend:
    """What the file says, in how many lines (None when that was decided before), what it looks like, and the choice."""

    said: str
    like: str
    lines: int | None
    is_mended: bool
    is_proposed: bool = False


@dataclass
class Column:
    """One column: its first values, what it becomes, and what has to be said about its cells."""

    no: int
    header: str
    values: tuple[str, ...]
    chosen: str
    use: ColumnUse | None
    field: Field | None
    is_date: bool
    questions: list[Question] = default(default_factory=list)
    translation: Translation | None = None
    mends: list[Mend] = default(default_factory=list)
    has_news: bool = False
    is_doubled: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its decimal sign matters."""
        return self.field is not None and self.field.type in NUMBERS

    @property
    def is_open(self) -> bool:
        """Whether something has to be answered here."""
        return bool(
            self.questions
            or self.is_doubled
            or self.has_news
            or (self.translation and self.translation.is_open)
        )
