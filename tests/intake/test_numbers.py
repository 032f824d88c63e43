"""Numbers and money: a dot or a comma, proven or asked about; amounts in minor units."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.crm.people.money import exponent
from detente.intake.values.blanks import is_blank, is_blank_name
from detente.intake.values.flags import flag
from detente.intake.values.money import amount, currencies, minor, taken_apart
from detente.intake.values.number_columns import NumberColumn
from detente.intake.values.numbers import decimal


def column(*values: str, is_money: bool = False) -> NumberColumn:
    seen = NumberColumn("Amount", is_money)
    for value in values:
        seen.see(value)
    return seen


@pytest.mark.parametrize(
    ("text", "dot", "comma"),
    [
        ("1.234,56", None, "1234.56"),
        ("1,234.56", "1234.56", None),
        ("1.234", "1.234", "1234"),
        ("1.2345", "1.2345", None),
        ("1,23,456", "123456", None),
        ("12,5", None, "12.5"),
        ("-5", "-5", "-5"),
        ("(1,200)", "-1200", "-1.200"),
        ("5%", "0.05", "0.05"),
        ("1 234,5", None, "1234.5"),
        ("1\u202f234,5", None, "1234.5"),
        ("1'234.5", "1234.5", None),
        ("3K", "3000", "3000"),
        ("0.123", "0.123", None),
        ("1234.567", "1234.567", None),
        ("1.234.567", None, "1234567"),
        (".5", "0.5", None),
        ("1..2", None, None),
        ("5.", None, None),
        ("1,2,3", None, None),
        ("abc", None, None),
        ("", None, None),
    ],
)
def test_a_number_under_each_sign(text: str, dot: str | None, comma: str | None) -> None:
    assert decimal(text, ".") == (Decimal(dot) if dot else None)
    assert decimal(text, ",") == (Decimal(comma) if comma else None)


def test_one_value_proves_the_sign_of_all() -> None:
    assert column("1.200", "3.450", "12,50").sign == ","
    assert column("1,200", "3,450", "12.50").sign == "."


def test_whole_numbers_need_no_sign() -> None:
    assert column("12", "1200").sign == "."


def test_an_open_sign_is_asked_about_with_what_each_answer_means() -> None:
    seen = column("R$ 1.200", "R$ 900", is_money=True)
    (question,) = seen.questions()
    assert seen.sign is None
    assert {choice.value: choice.means[0] for choice in question.choices} == {
        ".": ("R$ 1.200", "1.200"),
        ",": ("R$ 1.200", "1200"),
    }


def test_signs_that_contradict_each_other_are_named_and_asked_about() -> None:
    (question,) = column("12,50", "13.75", "14,25").questions()
    assert "decimal dots and with decimal commas" in str(question)
    assert {choice.value: choice.unread for choice in question.choices} == {".": 2, ",": 1}


@pytest.mark.parametrize(
    ("text", "number", "mark"),
    [
        ("$342.09K", "342090", "$"),
        ("$1,117.10K", "1117100", "$"),
        ("R$ 1,200.50", "1200.5", "R$"),
        ("100 EUR", "100", "EUR"),
        ("-$5", "-5", "$"),
        ("$-5", "-5", "$"),
        ("($5.00)", "-5", "$"),
        ("7", "7", ""),
        ("CHF 1'200.50", "1200.5", "CHF"),
        ("1 200 kr", "1200", "kr"),
        ("¥ 500-", "-500", "¥"),
    ],
)
def test_amounts_as_people_write_them(text: str, number: str, mark: str) -> None:
    assert amount(text, ".") == (Decimal(number), mark)


@pytest.mark.parametrize("text", ["", "abc", "€ 5 €", "--5", "(-5)", "5 apples and 3", "$"])
def test_texts_that_are_no_amount(text: str) -> None:
    assert amount(text, ".") is None


def test_minor_units_follow_iso_4217() -> None:
    assert [exponent(code) for code in ("EUR", "JPY", "KWD", "IQD", "HUF")] == [2, 0, 3, 3, 2]
    assert minor(Decimal("1117100"), "USD") == (111_710_000, False)
    assert minor(Decimal("1200"), "JPY") == (1200, False)
    assert minor(Decimal("0.125"), "EUR") == (12, True)


def test_a_sign_of_several_currencies_stays_open() -> None:
    assert currencies("€") == ("EUR",)
    assert len(currencies("$")) > 1
    assert currencies("brl") == ("BRL",)
    assert currencies("pears") == ()


def test_yes_and_no() -> None:
    assert [flag(text) for text in ("Yes", "não", "1", "FALSE", "maybe")] == [True, False, True, False, None]


def test_blank_words_are_no_blank_names() -> None:
    assert is_blank("N/A")
    assert is_blank("null")
    assert is_blank("Select", also=frozenset({"select"}))
    assert not is_blank_name("Null")
    assert is_blank_name("  ")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.sampled_from([".", ","]))
def test_a_formatted_amount_reads_back(value: Decimal, sign: str) -> None:
    text = f"{value:,.2f}"
    if sign == ",":
        text = text.translate(str.maketrans(",.", ".,"))
    seen = column(text)
    assert seen.sign in (sign, None)
    assert decimal(text, sign) == value  # type: ignore[arg-type]


@given(st.text(max_size=30))
def test_no_text_crashes(text: str) -> None:
    taken_apart(text)
    column(text, is_money=True).questions()
    column(text).questions()
