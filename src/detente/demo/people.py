"""Invented persons and companies; every address ends in .example, every number is set aside for fiction."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass

from detente.demo import world


@dataclass(frozen=True)
class Contact:
    """One invented person. `is_bad`: their number and address lead nowhere."""

    name: str
    email: str
    phone: str
    title: str
    country: str
    company: str
    domain: str
    is_bad: bool


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.replace("ü", "ue").replace("ö", "oe").replace("ä", "ae"))
    return "".join(letter for letter in folded.lower() if letter.isascii() and letter.isalnum())


class Crowd:
    """A market of companies, some of which send several people."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.taken: set[str] = set()
        self.companies: list[tuple[str, str, str]] = []

    def somebody(self, *, is_bad: bool) -> Contact:
        """A person nobody has met before."""
        company, domain, country = self._company()
        while True:
            first, last = self.dice.choice(world.FIRST_NAMES), self.dice.choice(world.LAST_NAMES)
            email = f"{_plain(first)}.{_plain(last)}@{domain}"
            if email not in self.taken:
                break
        self.taken.add(email)
        phone = self._phone(country)
        title = self.dice.choices(world.TITLES, (9, 8, 7, 6, 4, 6, 5, 3, 3, 2))[0]
        return Contact(f"{first} {last}", email, phone, title, country, company, domain, is_bad)

    def _phone(self, country: str) -> str:
        """A number nobody has yet; one in fifty is shared, as the switchboards of some companies are."""
        while True:
            phone = self.dice.choice(world.PHONES[country]).format(self.dice.randint(0, 999))
            if phone not in self.taken or self.dice.random() < 0.02:
                self.taken.add(phone)
                return phone

    def _company(self) -> tuple[str, str, str]:
        if self.companies and self.dice.random() < 0.38:
            return self.dice.choice(self.companies)
        country = self.dice.choices(
            [code for code, _ in world.COUNTRIES], [share for _, share in world.COUNTRIES]
        )[0]
        head, tail = self.dice.choice(world.COMPANY_HEADS), self.dice.choice(world.COMPANY_TAILS)
        number = len(self.companies) + 1
        # A number keeps names and domains apart without making them look alike in a list.
        place = world.FIRST_NAMES[number % len(world.FIRST_NAMES)]
        name = f"{head}{tail} {place} {self.dice.choice(world.COMPANY_FORMS)}"
        domain = f"{_plain(head)}{_plain(tail)}-{_plain(place)}{number}.example"
        self.companies.append((name, domain, country))
        return self.companies[-1]
