"""A wrong address is a defect that says why; no text crashes, no letter is lost."""

from __future__ import annotations

import json
import unicodedata
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.crm.people import naming
from detente.crm.people.contacts import Contact, read_email, read_phone
from detente.intake.contacts import bare_address, split_name, tidy, tidy_words

TORTURE = Path(__file__).resolve().parents[3] / "shared/data/torture"
ISEMAIL = TORTURE / "isemail/test/tests.xml"
NAUGHTY = TORTURE / "naughty_strings/blns.json"
# Categories of isemail that a mail server accepts as an envelope address.
DELIVERABLE = {"ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN"}


def judge_email(raw: str) -> Contact:
    return read_email(bare_address(raw))


def isemail(file: str) -> list[tuple[str, str]]:
    tests = ElementTree.parse(ISEMAIL.with_name(file)).iter("test")
    return [(_shown(test.findtext("address") or ""), test.findtext("category") or "") for test in tests]


def _shown(text: str) -> str:
    """Control characters stand in the set as their pictures, U+2400 and on."""
    return "".join(chr(ord(char) - 0x2400) if 0x2400 <= ord(char) <= 0x241F else char for char in text)


@pytest.mark.skipif(not ISEMAIL.exists(), reason="isemail is not here")
def test_verdicts_agree_with_isemail_as_documented() -> None:
    tests = [case for file in ("tests.xml", "tests-original.xml") for case in isemail(file)]
    tests = [(text, category) for text, category in tests if text == text.strip()]
    ours = [text for text, category in tests if category not in DELIVERABLE and judge_email(text).key]
    theirs = [text for text, category in tests if category in DELIVERABLE and not judge_email(text).key]
    assert (len(tests), len(ours), len(theirs)) == (416, 0, 4)


@pytest.mark.skipif(not NAUGHTY.exists(), reason="naughty strings are not here")
def test_naughty_strings_crash_nothing_and_keep_their_letters() -> None:
    for text in json.loads(NAUGHTY.read_text(encoding="utf-8")):
        judge_email(text)
        judge_email(f"{text}@northwind.example")
        judge_email(f"maya@{text}")
        read_phone(text, "DE")
        split_name(text)
        kept = {
            char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char)[0] in "LMNPS"
        }
        assert kept <= set(tidy(text))


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("Maya@Northwind.Example.COM", "Maya@northwind.example.com"),
        (" maya@northwind.com ", "maya@northwind.com"),
        ("Maya Lindqvist <maya@northwind.com>", "maya@northwind.com"),
        ("mailto:maya@northwind.com", "maya@northwind.com"),
        ("maya@northwind.com;", "maya@northwind.com"),
        ("maya@köln.de", "maya@köln.de"),
        ("o'neill@northwind.com", "o'neill@northwind.com"),
    ],
)
def test_a_good_address_is_normalised(raw: str, address: str) -> None:
    assert judge_email(raw) == Contact(address, address.casefold())


@pytest.mark.parametrize(
    "raw",
    [
        "maya",
        "maya@",
        "@northwind.com",
        "maya@northwind",
        "a@b@c.de",
        "maya@nor thwind.com",
        "maya@-x.com",
        "a..b@x.com",
        "x" * 65 + "@x.com",
        "maya@localhost",
        "a@b.com, c@d.com",
    ],
)
def test_a_bad_address_is_a_defect_and_kept_as_it_came(raw: str) -> None:
    assert judge_email(raw) == Contact(raw, None, "email_invalid")


@pytest.mark.parametrize(
    ("raw", "region", "number"),
    [
        ("+49 30 901820", None, "+4930901820"),
        ("030 901820", "DE", "+4930901820"),
        ("660-485-0224", "US", "+16604850224"),
        ("(11) 98765-4321", "BR", "+5511987654321"),
    ],
)
def test_a_good_number_is_written_internationally(raw: str, region: str | None, number: str) -> None:
    assert read_phone(raw, region).key == number


@pytest.mark.parametrize(("raw", "region"), [("1", "DE"), ("ask Maya", "DE"), ("030 901820", None)])
def test_a_bad_number_is_a_defect_and_kept_as_it_came(raw: str, region: str | None) -> None:
    assert read_phone(raw, region) == Contact(raw, None, "phone_invalid")


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Maya Lindqvist", ("Maya", "Lindqvist")),
        ("Lindqvist, Maya", ("Maya", "Lindqvist")),
        ("Plato", ("", "Plato")),
        ("Juan Carlos de la Cruz", ("Juan Carlos de la", "Cruz")),
        ("", ("", "")),
        ("李 小龍", ("李", "小龍")),
    ],
)
def test_a_full_name_divides(full: str, parts: tuple[str, str]) -> None:
    assert split_name(full) == parts


def test_words_keep_their_lines() -> None:
    assert tidy_words("one \r\ntwo\x07\rthree\n") == "one\ntwo\nthree"
    assert tidy(" Maya\x00\t\u00a0Lind\u200dqvist\n") == "Maya Lind\u200dqvist"


@given(st.text(max_size=40))
def test_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert tidy_words(tidy_words(text)) == tidy_words(text)


@given(st.text(max_size=40))
def test_the_short_way_of_tidying_gives_what_the_long_one_gives(text: str) -> None:
    assert tidy(text) == naming.tidy(text)


@given(st.text(max_size=40))
def test_any_text_gets_a_verdict(text: str) -> None:
    for contact in (judge_email(text), read_phone(text, "DE")):
        assert not (contact.key and contact.defect)
        assert bool(contact.text) == bool(contact.key or contact.defect)
