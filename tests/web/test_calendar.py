"""The organisation's calendar and the reader's clock, everywhere: fiscal years, weeks, zones, and the days on
which clocks are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from detente import copy
from detente.analytics.query import Query
from detente.analytics.run import answer
from detente.crm.lists.conditions import parse
from detente.crm.lists.registry import registry
from detente.crm.models import Lead
from detente.crm.people.actions import change_organisation, organisation
from detente.crm.people.days import ends_at, starts_at
from detente.web.reports.periods import presets

pytestmark = pytest.mark.both


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def northwind(cast):
    """A fiscal year from April on, weeks from Sunday on, in Berlin."""
    change_organisation(by=cast.ada, fiscal_month=4, week_start=6, zone="Europe/Berlin")
    return organisation()


@pytest.mark.parametrize(
    ("on", "key", "first", "last"),
    [
        (date(2026, 3, 31), "year", date(2025, 4, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), "year", date(2026, 4, 1), date(2026, 4, 1)),
        (date(2026, 4, 1), "last_year", date(2025, 4, 1), date(2026, 3, 31)),
        (date(2026, 2, 10), "quarter", date(2026, 1, 1), date(2026, 2, 10)),
        (date(2026, 5, 10), "last_quarter", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 3, 29), "week", date(2026, 3, 29), date(2026, 3, 29)),
        (date(2026, 3, 28), "week", date(2026, 3, 22), date(2026, 3, 28)),
        (date(2026, 3, 28), "last_week", date(2026, 3, 15), date(2026, 3, 21)),
        (date(2026, 3, 31), "12m", date(2025, 4, 1), date(2026, 3, 31)),
        (date(2024, 2, 29), "12m", date(2023, 3, 1), date(2024, 2, 29)),
    ],
)
def test_named_periods_go_by_the_fiscal_year_and_the_week(northwind, on, key, first, last):
    found = {preset.key: (preset.from_on, preset.to_on) for preset in presets(on)}
    assert found[key] == (first, last)


CHANGED_DAYS = [
    # A day of 23 hours, one of 25: the first and the last minute belong to it, the minutes beside do not.
    (date(2026, 3, 29), "2026-03-28T23:00", "2026-03-29T21:59", "2026-03-28T22:59", "2026-03-29T22:00"),
    (date(2026, 10, 25), "2026-10-24T22:00", "2026-10-25T22:59", "2026-10-24T21:59", "2026-10-25T23:00"),
]


@pytest.mark.parametrize(("day", "first", "last", "before", "after"), CHANGED_DAYS)
def test_days_on_which_clocks_change_are_whole(
    northwind, as_, cast, arrives, day, first, last, before, after
):
    assert (starts_at(day), ends_at(day)) == (at(first), at(after))
    for name, when in (("First", first), ("Last", last), ("Before", before), ("After", after)):
        arrives(name, at=at(when))
    condition = parse({"field": "arrived", "is": "on", "value": day.isoformat()}, registry("leads"))
    names = {lead.person.name for lead in Lead.objects.filter(condition).select_related("person")}
    assert names == {"First", "Last"}
    html = as_(cast.mona).get(f"/leads/?arrived_from={day}&arrived_to={day}").content.decode()
    shown = html[html.index("<main") :]
    assert {name for name in ("First", "Last", "Before", "After") if f">{name}<" in shown} == {
        "First",
        "Last",
    }


@pytest.mark.parametrize(("day", "first", "last", "before", "after"), CHANGED_DAYS)
def test_reports_cut_at_the_same_minutes_and_months(northwind, arrives, day, first, last, before, after):
    for name, when in (("First", first), ("Last", last), ("Before", before), ("After", after)):
        arrives(name, at=at(when))
    arrives("Of April", at=at("2026-03-31T22:30"))
    copy.rebuild()
    engine = copy.engine()
    assert answer("funnel", engine, Query(from_on=day, to_on=day)).rows[0]["leads"] == 2
    months = {row["month"]: row["leads"] for row in answer("funnel", engine, Query(by="month")).rows}
    assert months["2026-04"] == 1 and sum(months.values()) == 5


@pytest.mark.parametrize(
    ("zone", "heading"), [("", "Sunday, 29 March 2026"), ("America/New_York", "Saturday, 28 March 2026")]
)
def test_history_stands_under_the_readers_own_day(northwind, as_, cast, arrives, zone, heading):
    lead = arrives("Maya Lindqvist", at=at("2026-03-29T01:30"), owner=cast.jonas)
    cast.jonas.zone = zone
    cast.jonas.save()
    html = as_(cast.jonas).get(f"/leads/{lead.pk}/").content.decode()
    assert heading in html
    # 01:30 UTC is half past three by summer time in Berlin; the hour between two and three does not exist.
    assert ("03:30" if not zone else "21:30") in html


def test_the_settings_offer_any_month_and_day(northwind, as_, cast):
    html = as_(cast.ada).get("/settings/").content.decode()
    assert '<option value="4" selected>' in html and '<option value="6" selected>' in html
