"""How the dates of one column are written: proven by all its values, or asked about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from detente.intake.values.dates import EPOCHS, EXCEL, Moment, reader, readings
from detente.intake.values.questions import MIXED_DATES, NO_DATES, OPEN_DATES, Choice, Question

SAMPLES = 3
Formats = tuple[str, ...]


@dataclass
class DateColumn:
    """Feed it every value that is not blank; then ask for `formats` and `questions`."""

    column: str
    counts: Counter[Formats] = field(default_factory=Counter)
    samples: dict[Formats, list[str]] = field(default_factory=dict)
    unread: Counter[str] = field(default_factory=Counter)
    local_times: int = 0
    offsets: int = 0
    short_years: int = 0

    def see(self, text: str) -> None:
        """Take one value into account."""
        found = readings(text)
        names = tuple(name for name, _ in found)
        self.counts[names] += 1
        if found:
            self._see_clock(found[0])
        elif len(self.unread) < 1_000:
            self.unread[text] += 1
        kept = self.samples.setdefault(names, [])
        if len(kept) < SAMPLES and text not in kept:
            kept.append(text)

    def _see_clock(self, first: tuple[str, Moment]) -> None:
        name, moment = first
        self.local_times += moment.clock is not None and moment.offset is None
        self.offsets += moment.offset is not None
        self.short_years += "YY" in name and "YYYY" not in name

    @property
    def formats(self) -> Formats:
        """The formats that the values prove, commonest first."""
        proven = [
            (self._count(group), fitting[0]) for group, fitting in self._families() if len(fitting) == 1
        ]
        return tuple(name for _, name in sorted(proven, reverse=True))

    @property
    def is_mixed(self) -> bool:
        """Whether several ways of writing dates, each of them clear, stand in one column."""
        return len(self._families()) > 1

    def questions(self) -> list[Question]:
        """One question for each way of writing whose order the values do not prove."""
        asked = [self._question(group, fitting) for group, fitting in self._families() if len(fitting) != 1]
        if not asked and not self.formats and (numbers := self._numbers()):
            asked.append(self._counted(numbers))
        return asked

    def _families(self) -> list[tuple[list[Formats], Formats]]:
        """Values written alike (marks and length of the year), with the formats that fit them all."""
        groups: dict[tuple[str, int], list[Formats]] = {}
        for names in self.counts:
            if names:
                groups.setdefault(_family(names[0]), []).append(names)
        return [(group, _common(group)) for group in groups.values()]

    def _count(self, group: list[Formats]) -> int:
        return sum(self.counts[names] for names in group)

    def _question(self, group: list[Formats], fitting: Formats) -> Question:
        possible = fitting or tuple(dict.fromkeys(name for names in group for name in names))
        samples = [text for names in sorted(group, key=len) for text in self.samples[names]][: 2 * SAMPLES]
        choices = tuple(
            Choice(name, _meanings(name, samples), sum(self.counts[g] for g in group if name not in g))
            for name in possible
        )
        text = OPEN_DATES if fitting else MIXED_DATES
        return Question(self.column, "format", text, choices, samples[0], self._count(group))

    def _numbers(self) -> list[str]:
        return [text for text in self.unread if text.replace(".", "", 1).strip().isdigit()][:SAMPLES]

    def _counted(self, numbers: list[str]) -> Question:
        choices = tuple(
            Choice(name, meanings) for name in (*EPOCHS, EXCEL) if (meanings := _meanings(name, numbers))
        )
        return Question(self.column, "format", NO_DATES, choices, numbers[0], self.counts[()])


def same_family(one: str, other: str) -> bool:
    """Whether two formats can be meant by one text, so that both at once would be a guess."""
    return one != other and _family(one) == _family(other)


def _family(name: str) -> tuple[str, int]:
    marks = "".join(char for char in name if char in "-/.")[:1]
    if not marks:
        return (name, 0)
    return (marks, 8 if name.startswith("YYYY") else name.count("Y"))


def _common(group: list[Formats]) -> Formats:
    common = set(group[0]).intersection(*group[1:])
    return tuple(name for name in group[0] if name in common)


def _meanings(name: str, samples: list[str]) -> tuple[tuple[str, str], ...]:
    read = reader(name)
    return tuple((text, moment.day.isoformat()) for text in samples if (moment := read(text)))
