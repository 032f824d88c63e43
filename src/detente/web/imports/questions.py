"""What the values of a column leave open, put to a person with what each answer would mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from detente.intake.planning import Asked
from detente.intake.values.questions import Choice
from detente.web.imports.words import format_said
from detente.web.locale import babel_locale
from detente.web.numbers import number

SHOWN = 3


@dataclass(frozen=True)
class Answer:
    """One way to read the column: its words, what samples would mean, and how many lines it cannot read."""

    value: str
    label: str
    means: tuple[tuple[str, str], ...]
    unread: str


@dataclass(frozen=True)
class Question:
    """`name` is the form field that answers it."""

    name: str
    text: str
    answers: tuple[Answer, ...]


def question_of(asked: Asked) -> Question:
    """The question as the page puts it."""
    question = asked.question
    text = gettext(question.text) % {"column": question.column, "sample": question.sample}
    name = f"answer:{asked.path}:{question.setting}:{'|'.join(choice.value for choice in question.choices)}"
    return Question(name, text, tuple(_answer(choice, question.setting) for choice in question.choices))


def _answer(choice: Choice, setting: str) -> Answer:
    means = tuple((text, _meant(value, setting)) for text, value in choice.means[:SHOWN])
    text = ngettext("%(num)s line cannot be read so", "%(num)s lines cannot be read so", choice.unread)
    unread = text % {"num": number(choice.unread)} if choice.unread else ""
    label = format_said(choice.value) if setting == "format" else _sign(choice.value)
    return Answer(choice.value, label, means, unread)


def _sign(value: str) -> str:
    return {".": _("Decimal point"), ",": _("Decimal comma")}.get(value, value)


def _meant(value: str, setting: str) -> str:
    """A day in full, so that 3 April and March 4 cannot be mistaken."""
    if setting == "format":
        return format_date(date.fromisoformat(value), "d MMMM y", locale=babel_locale())
    return value
