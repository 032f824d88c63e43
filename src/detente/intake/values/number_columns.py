"""Which decimal sign the numbers of one column use: proven by all its values, or asked about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from detente.intake.values.money import currencies, taken_apart
from detente.intake.values.numbers import Sign, decimal, is_open, signs
from detente.intake.values.questions import MIXED_DECIMALS, OPEN_DECIMALS, OPEN_SIGN, Choice, Question

SAMPLES = 3


@dataclass
class NumberColumn:
    """Feed it every value that is not blank; then ask for `sign` and `questions`.

    With `is_money`, what stands around the number is taken off and counted as a currency mark.
    """

    column: str
    is_money: bool = False
    proofs: Counter[Sign] = field(default_factory=Counter)
    opens: int = 0
    unread: Counter[str] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[str]] = field(default_factory=dict)

    def see(self, text: str) -> None:
        """Take one value into account."""
        number = self._number(text)
        fitting = signs(number) if number is not None else frozenset()
        if not fitting:
            self.unread[text] += len(self.unread) < 1_000 or text in self.unread
            return
        if len(fitting) == 1:
            (sign,) = fitting
            self.proofs[sign] += 1
            self._keep(sign, text)
        elif is_open(number or ""):
            self.opens += 1
            self._keep("open", text)

    def _number(self, text: str) -> str | None:
        if not self.is_money:
            return text
        parts = taken_apart(text)
        if parts is None:
            return None
        self.marks[parts.currency] += 1
        return parts.number

    def _keep(self, under: str, text: str) -> None:
        kept = self.samples.setdefault(under, [])
        if len(kept) < SAMPLES and text not in kept:
            kept.append(text)

    @property
    def sign(self) -> Sign | None:
        """The sign that the values prove; a dot when nothing depends on it; None when it is open."""
        if len(self.proofs) == 1:
            return next(iter(self.proofs))
        return None if self.proofs or self.opens else "."

    def questions(self) -> list[Question]:
        """At most one: which sign is meant."""
        if self.sign is not None:
            return []
        text = MIXED_DECIMALS if self.proofs else OPEN_DECIMALS
        samples = [text for kept in self.samples.values() for text in kept]
        choices = tuple(self._choice(sign, samples) for sign in (".", ","))
        return [Question(self.column, "decimal", text, choices, samples[0], self.opens + self.proofs.total())]

    def currency_questions(self, default: str) -> list[Question]:
        """One for each sign, like $, that several currencies share and the default is not among."""
        asked = []
        for mark in self.marks:
            known = currencies(mark)
            if len(known) > 1 and default not in known:
                choices = tuple(Choice(code, ((mark, code),)) for code in known)
                asked.append(Question(self.column, "currency", OPEN_SIGN, choices, mark, self.marks[mark]))
        return asked

    def _choice(self, sign: Sign, samples: list[str]) -> Choice:
        other: Sign = "," if sign == "." else "."
        means = []
        for text in samples:
            number = self._number(text) if self.is_money else text
            value = decimal(number, sign) if number else None
            if value is not None:
                means.append((text, f"{value:f}"))
        return Choice(sign, tuple(means), self.proofs[other])
