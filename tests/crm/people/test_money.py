"""Money is whole minor units; no cent appears or disappears between currencies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.crm.models import FxRate, Organisation
from detente.crm.people.money import convert, exponent, is_currency, to_amount, to_minor
from detente.crm.people.rates import rate_on, to_base

# ISO 4217 (list one of 2024): all that are not of two digits.
NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
TWO_DIGITS = (
    "AED AFN ALL AMD ARS AUD AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE "
    "CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS "
    "KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR "
    "NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SOS SRD SSP STN SVC SYP SZL THB TJS TMT "
    "TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW"
)


@pytest.mark.parametrize(("digits", "currencies"), [(0, NO_DIGITS), (2, TWO_DIGITS), (3, THREE_DIGITS)])
def test_digits_behind_the_point_are_those_of_iso_4217(digits: int, currencies: str) -> None:
    codes = currencies.split()
    assert {code: exponent(code) for code in codes} == dict.fromkeys(codes, digits)
    assert all(is_currency(code) for code in codes)


def test_what_is_no_currency() -> None:
    assert not any(is_currency(code) for code in ("", "eur", "EURO", "QQQ", "E R"))


def test_amounts_become_minor_units() -> None:
    assert to_minor(Decimal("12.34"), "EUR") == 1234
    assert to_minor(Decimal("1234"), "JPY") == 1234
    assert to_minor(Decimal("1.234"), "KWD") == 1234
    assert to_amount(-5, "KWD") == Decimal("-0.005")
    assert [to_minor(Decimal(text), "EUR") for text in ("0.125", "0.135", "-0.125")] == [12, 14, -12]


@given(st.integers(-(10**15), 10**15), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_there_and_back_is_the_same(minor: int, currency: str) -> None:
    assert to_minor(to_amount(minor, currency), currency) == minor


def test_between_currencies_of_different_digits() -> None:
    assert convert(1_000, currency="JPY", into="EUR", rate=Decimal("0.0061")) == 610
    assert convert(1_000, currency="KWD", into="EUR", rate=Decimal("3.00")) == 300
    assert convert(100, currency="EUR", into="JPY", rate=Decimal("164.5")) == 164


@pytest.mark.django_db
def test_the_newest_rate_known_on_the_day_counts() -> None:
    Organisation.objects.create(name="Works", currency="EUR")
    for day, rate in ((1, "0.90"), (5, "0.95")):
        FxRate.objects.create(day=date(2026, 3, day), currency="USD", rate=rate)
    assert [rate_on("USD", date(2026, 3, day)) for day in (4, 5)] == [Decimal("0.90"), Decimal("0.95")]
    assert to_base(10_00, "USD", date(2026, 3, 4)) == 9_00
    assert to_base(10_00, "USD", date(2026, 2, 28)) is None
    assert to_base(10_00, "CHF", date(2026, 3, 4)) is None
    assert to_base(10_00, "EUR", date(2020, 1, 1)) == 10_00
    assert to_base(None, "EUR", date(2026, 3, 4)) is None
    assert to_base(10_00, None, date(2026, 3, 4)) is None
