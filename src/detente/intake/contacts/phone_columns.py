"""Whether a column of telephone numbers needs a country to be read."""

from __future__ import annotations

from dataclasses import dataclass, field

import phonenumbers

from detente.crm.people.contacts import read_phone
from detente.intake.values.questions import OPEN_REGION, Choice, Question

SAMPLES = 20
SHOWN = 3
MOST = 12


@dataclass
class PhoneColumn:
    """Feed it every value; numbers without a country of their own are asked about."""

    column: str
    local: int = 0
    samples: list[str] = field(default_factory=list)

    def see(self, text: str) -> None:
        """Take one value into account."""
        if text.lstrip().startswith("+"):
            return
        self.local += 1
        if len(self.samples) < SAMPLES and text not in self.samples and any(map(str.isdigit, text)):
            self.samples.append(text)

    def questions(self) -> list[Question]:
        """Which country the numbers are from; the choices are those whose numbering plan has most of them."""
        if not self.samples:
            return []
        fitting = {region: self._fitting(region) for region in sorted(phonenumbers.SUPPORTED_REGIONS)}
        likely = sorted((r for r in fitting if fitting[r]), key=lambda region: (-fitting[region], region))[
            :MOST
        ]
        choices = tuple(Choice(region, self._meanings(region)) for region in likely)
        return [Question(self.column, "region", OPEN_REGION, choices, self.samples[0], self.local)]

    def _fitting(self, region: str) -> int:
        return sum(_is_valid(text, region) for text in self.samples)

    def _meanings(self, region: str) -> tuple[tuple[str, str], ...]:
        return tuple((text, read_phone(text, region).text or "") for text in self.samples[:SHOWN])


def _is_valid(text: str, region: str) -> bool:
    try:
        return phonenumbers.is_valid_number_for_region(phonenumbers.parse(text, region), region)
    except phonenumbers.NumberParseException:
        return False
