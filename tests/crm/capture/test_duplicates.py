"""Who is likely known twice: what makes two records alike, what does not, and how many planted ones are found."""

from __future__ import annotations

import random

import pytest
from django.utils import timezone

from detente.crm.capture import duplicates
from detente.crm.capture.duplicates.blocks import CAP, Blocks
from detente.crm.capture.duplicates.likeness import (
    AccountRow,
    PersonRow,
    likeness_of_accounts,
    likeness_of_people,
)
from detente.crm.capture.duplicates.sounds import core_of, domain_label, sound_of, words_of
from detente.crm.capture.merging import merge_people
from detente.crm.models import Account, DuplicatePair, Person
from detente.crm.objections import Refused
from tests.crm.cast import Cast

HERE, THERE = 1, 2


def person(
    name: str, mail: str | None = None, phone: str | None = None, account: int | None = None
) -> PersonRow:
    return PersonRow(0, name, mail, phone, account)


def account(
    name: str, domain: str | None = None, website: str | None = None, city: str | None = None
) -> AccountRow:
    return AccountRow(0, name, domain, website, "DE", city)


ANNA = person("Anna Koch", "anna.koch@nord.example", "+4930901820", HERE)


@pytest.mark.parametrize(
    ("other", "is_likely"),
    [
        (person("Koch, Anna", phone="+4930901820"), True),
        (person("Peter Holm", phone="+4930901820", account=HERE), False),  # a switchboard
        (person("", phone="+4930901820"), True),
        (person("Anna Kohc", account=HERE), True),
        (person("Anna Kohc", account=THERE), False),
        (person("A. Koch", account=HERE), True),
        (person("Anna Koch-Meyer", account=HERE), True),
        (person("Hannah Koch", "hannah.koch@nord.example", "+49305", HERE), False),
        (person("", "annakoch+news@nord.example"), True),
        (person("Anna Koch", "anna.koch@gmail.com"), True),
        (person("Anna Koch", "anna.koch@other.example", account=THERE), False),  # a common name
        (person("Anna Koch", "ana.koch@nord.example"), True),
        (person("Peter Holm", "info@nord.example", account=HERE), False),
        (person("Anna Koch"), True),
        (person("Anna Koch", account=THERE), False),
        (person("ÄNNA KÖCH", account=HERE), True),
    ],
    ids=str,
)
def test_two_persons(other: PersonRow, is_likely: bool) -> None:
    for verdict in (likeness_of_people(ANNA, other), likeness_of_people(other, ANNA)):
        assert bool(verdict and verdict[0] >= duplicates.THRESHOLD) == is_likely
        assert verdict is None or all(reason["code"] for reason in verdict[1])


@pytest.mark.parametrize(
    ("one", "other", "is_likely"),
    [
        (account("Nord Logistik GmbH"), account("NORD LOGISTIK G.m.b.H."), True),
        (account("Nord Logistik"), account("Nordlogistik AG"), True),
        (account("Nordmann Pumps"), account("Nordman Pumps Ltd"), True),
        (account("Nordmann Pumps", "nordmann.example"), account("Norman Pumps", "norman.example"), False),
        (account("Weber Consulting"), account("Huber Consulting"), False),
        (account("Region 1"), account("Region 2"), False),
        (account("Acme", "acme.de"), account("Acme International", "acme.com"), True),
        (account("Acme", "acme.de"), account("Roadrunner", website="https://www.acme.co.uk/about"), True),
        (
            account("Kern", "kern.example", city="Kiel"),
            account("Kern", "kern-glas.example", city="Bonn"),
            True,
        ),
    ],
    ids=str,
)
def test_two_accounts(one: AccountRow, other: AccountRow, is_likely: bool) -> None:
    for verdict in (likeness_of_accounts(one, other), likeness_of_accounts(other, one)):
        assert bool(verdict and verdict[0] >= duplicates.THRESHOLD) == is_likely


def test_names_are_folded_so_that_ways_of_writing_meet() -> None:
    assert words_of("MÜLLER, Jörg") == words_of("mueller jorg") == ("muller", "jorg")
    assert sound_of("philip") == sound_of("filipp")
    assert core_of("Kern Glas S.r.l.") == core_of("Kern Glas GmbH & Co. KG") == ("kern", "glas")
    assert core_of("GmbH") == ("gmbh",)
    assert [domain_label(host) for host in ("https://www.acme.co.uk/x", "acme.de:80", "", None, "localhost")] == [
        "acme", "acme", "", "", "",
    ]  # fmt: skip


def test_a_block_that_is_too_large_says_too_little() -> None:
    blocks = Blocks()
    for number in range(CAP + 1):
        blocks.add(number + 1, [("common",), ("pair", str(number // 2))])
    pairs = {tuple(pair) for pair in blocks.pairs().tolist()}
    assert pairs == {(first, first + 1) for first in range(1, CAP, 2)}
    assert blocks.too_large == 1


def test_a_second_search_adds_only_what_is_new_and_keeps_decisions(cast: Cast) -> None:
    home = Account.objects.create(name="Nord", name_key="nord", created_at=timezone.now())

    def known(name: str) -> Person:
        return Person.objects.create(name=name, label=name, account=home, created_at=timezone.now())

    anna, slip = known("Anna Koch"), known("Anna Kohc")
    assert duplicates.find("person").new == 1
    pair = duplicates.decide(DuplicatePair.objects.get(), is_different=True, by=cast.mia)
    short = known("A. Koch")
    assert duplicates.find("person").new == 1
    assert DuplicatePair.objects.get(pk=pair.pk).state == "different"
    merge_people(anna, short, by=cast.mia, chosen={"name": "other"})
    # The survivor is like the slip again, but that these two differ was said.
    assert duplicates.find("person").new == 0
    with pytest.raises(Refused, match="merged already"):
        duplicates.decide(DuplicatePair.objects.get(state="merged"), is_different=True, by=cast.mia)
    assert duplicates.find("account").new == 0 and slip.pk


@pytest.mark.django_db
def test_planted_slips_are_found_and_little_else() -> None:
    """500 persons of 120 companies, 60 of them written a second time with a slip, swapped or shortened."""
    dice = random.Random(7)
    parts = (
        "ber",
        "lin",
        "mann",
        "stein",
        "hof",
        "koch",
        "wal",
        "sen",
        "holm",
        "etti",
        "ard",
        "dup",
        "mar",
        "kel",
    )
    names = list({"".join(dice.choice(parts) for _ in range(3)).capitalize() for _ in range(900)})
    firsts = [
        "Anna",
        "Peter",
        "Lena",
        "Jonas",
        "Maria",
        "Erik",
        "Nadia",
        "Tom",
        "Ines",
        "Karl",
        "Sofia",
        "Emil",
    ]
    homes = [
        Account(name=f"{names[no]} Pumps", name_key=str(no), created_at=timezone.now()) for no in range(120)
    ]
    Account.objects.bulk_create(homes)

    def row(name: str, home: Account) -> Person:
        return Person(name=name, label=name, account=home, created_at=timezone.now())

    base = [(dice.choice(firsts), dice.choice(names), dice.choice(homes)) for _ in range(500)]
    planted = []
    for number, (first, last, home) in enumerate(base[:60]):
        cut = dice.randrange(1, len(last) - 1)
        slip = last[:cut] + last[cut + 1] + last[cut] + last[cut + 2 :]
        planted.append(row((f"{first} {slip}", f"{last} {first}", f"{first[0]}. {last}")[number % 3], home))
    people = Person.objects.bulk_create(
        [row(f"{first} {last}", home) for first, last, home in base] + planted
    )
    wanted = {(people[number].pk, people[500 + number].pk) for number in range(60)}
    duplicates.find("person")
    found = set(DuplicatePair.objects.values_list("first_id", "second_id"))
    assert len(found & wanted) >= 57
    assert len(found - wanted) <= 6
