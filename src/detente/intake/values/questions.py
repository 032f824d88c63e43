"""What a column leaves open, put as a question with what each answer would mean."""

from __future__ import annotations

from dataclasses import dataclass

from detente.intake.problems import gettext_noop

OPEN_DATES = gettext_noop("In column %(column)s, is %(sample)s day first or month first?")
MIXED_DATES = gettext_noop(
    "Column %(column)s holds dates in orders that contradict each other. Which one is meant? "
    "Lines that do not fit are rejected"
)
OPEN_DECIMALS = gettext_noop("In column %(column)s, what does the sign in %(sample)s mean?")
MIXED_DECIMALS = gettext_noop(
    "Column %(column)s holds numbers with decimal dots and with decimal commas. Which one is meant? "
    "Lines that do not fit are rejected"
)
NO_DATES = gettext_noop("Column %(column)s holds numbers. What do they count as dates?")
OPEN_REGION = gettext_noop(
    "Numbers in column %(column)s, like %(sample)s, name no country. Which one are they from?"
)
OPEN_SIGN = gettext_noop("In column %(column)s, which currency is %(sample)s?")


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: what to write in the mapping, what samples would mean, how many lines it cannot read."""

    value: str
    means: tuple[tuple[str, str], ...]
    unread: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """Asked before anything is stored; `setting` is the key of the column's mapping that answers it."""

    column: str
    setting: str
    text: str
    choices: tuple[Choice, ...]
    sample: str = ""
    lines: int = 0

    def __str__(self) -> str:
        return self.text % {"column": self.column, "sample": self.sample}
