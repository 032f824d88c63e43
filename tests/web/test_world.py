"""Zones, currencies and countries to choose from: whole, in use, and never without what was chosen before."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import translation

from detente.crm.people.money import is_currency
from detente.web import world


def test_every_zone_offered_is_one():
    names = [name for name, _label in world.zones()]
    assert {"UTC", "Europe/Berlin", "Asia/Kolkata", "America/Argentina/Buenos_Aires"} <= set(names)
    assert all(ZoneInfo(name) for name in names) and len(names) == len(set(names))


def test_a_zone_of_an_old_name_stays_when_it_was_chosen():
    assert "US/Eastern" not in dict(world.zones())
    assert dict(world.zones("US/Eastern"))["US/Eastern"] == "US/Eastern"


def test_currencies_are_those_in_use():
    codes = dict(world.currencies())
    assert {"EUR", "USD", "JPY", "KWD", "BRL"} <= set(codes) and all(map(is_currency, codes))
    assert "DEM" not in codes and "DEM" in dict(world.currencies("DEM"))


def test_countries_have_names_in_the_readers_language():
    assert dict(world.countries())["DE"] == "Germany" and world.country_name("DE") == "Germany"
    with translation.override("de"):
        assert dict(world.countries())["DE"] == "Deutschland"
    assert all(len(code) == 2 for code, _name in world.countries()) and "EU" not in dict(world.countries())
    assert world.country_name(None) == "" and world.country_name("Q9") == "Q9"


def test_months_and_weekdays_are_numbered_as_they_are_kept():
    assert dict(world.months())["1"] == "January" and len(world.months()) == 12
    assert dict(world.weekdays())["0"] == "Monday" and len(world.weekdays()) == 7
