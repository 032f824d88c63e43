"""Dates are read as they are proven to be written, and asked about where they are not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.intake.values.date_columns import DateColumn, same_family
from detente.intake.values.dates import Moment, full_year, reader, readings

BERLIN, SAO_PAULO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Sao_Paulo")


def column(*values: str) -> DateColumn:
    seen = DateColumn("Created")
    for value in values:
        seen.see(value)
    return seen


@pytest.mark.parametrize(
    ("text", "format_", "iso"),
    [
        ("2021-04-15", "YYYY-MM-DD", "2021-04-15T00:00"),
        ("2018-02-26 19:58:54", "YYYY-MM-DD", "2018-02-26T19:58:54"),
        ("15 Apr, 2021 00:03:00", "D Month Y", "2021-04-15T00:03"),
        ("15-Apr-21", "D Month Y", "2021-04-15T00:00"),
        ("5. März 2021", "D Month Y", "2021-03-05T00:00"),
        ("12 de março de 2021", "D Month Y", "2021-03-12T00:00"),
        ("Thu, 15 Apr 2021 10:00:00", "D Month Y", "2021-04-15T10:00"),
        ("April 5th, 2021 3:04 PM", "Month D Y", "2021-04-05T15:04"),
        ("Mar 3 2020 12:00am", "Month D Y", "2020-03-03T00:00"),
        ("20/10/2016", "DD/MM/YYYY", "2016-10-20T00:00"),
        ("10/20/2016", "MM/DD/YYYY", "2016-10-20T00:00"),
        ("31.12.2020 23:59", "DD.MM.YYYY", "2020-12-31T23:59"),
        ("12/31/99", "MM/DD/YY", "1999-12-31T00:00"),
        ("20210401", "YYYYMMDD", "2021-04-01T00:00"),
    ],
)
def test_a_text_that_can_be_read_in_one_way(text: str, format_: str, iso: str) -> None:
    ((name, moment),) = readings(text)
    assert name == format_
    assert moment.instant(ZoneInfo("UTC")) == datetime.fromisoformat(iso).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "31/02/2020",
        "2021-13-01",
        "2021-04-15 25:00",
        "1/2",
        "0000-00-00",
        "2021-04-15 3:00 CET",
        "12345",
        "-",
        "99/99/9999",
        "15 Foo 2021",
    ],
)
def test_a_text_that_is_no_date(text: str) -> None:
    assert readings(text) == ()


def test_zones_and_offsets() -> None:
    ((_, with_offset),) = readings("2024-01-23T02:35:01.000+0200")
    assert with_offset.instant(SAO_PAULO) == datetime(2024, 1, 23, 0, 35, 1, tzinfo=UTC)
    ((_, local),) = readings("2024-07-23 02:35")
    assert local.instant(BERLIN) == datetime(2024, 7, 23, 0, 35, tzinfo=UTC)
    assert local.instant(SAO_PAULO) == datetime(2024, 7, 23, 5, 35, tzinfo=UTC)
    assert readings("2024-07-23 02:35Z")[0][1].instant(BERLIN).hour == 2


def test_a_whole_day_is_its_start_in_the_zone() -> None:
    assert Moment(date(2024, 7, 23)).instant(BERLIN) == datetime(2024, 7, 22, 22, tzinfo=UTC)


def test_one_value_proves_the_order_of_all() -> None:
    seen = column("03/04/2021", "05/06/2021", "25/06/2021")
    assert seen.formats == ("DD/MM/YYYY",)
    assert seen.questions() == []


def test_an_open_order_is_asked_about_with_what_each_answer_means() -> None:
    seen = column("03/04/2021", "05/06/2021")
    (question,) = seen.questions()
    assert seen.formats == ()
    assert str(question) == "In column Created, is 03/04/2021 day first or month first?"
    assert {choice.value: dict(choice.means)["03/04/2021"] for choice in question.choices} == {
        "DD/MM/YYYY": "2021-04-03",
        "MM/DD/YYYY": "2021-03-04",
    }


def test_dots_do_not_prove_the_day_comes_first() -> None:
    assert [q.setting for q in column("01.02.2020").questions()] == ["format"]


def test_two_digit_years_may_also_stand_first() -> None:
    (question,) = column("01/02/03").questions()
    assert [choice.value for choice in question.choices] == ["DD/MM/YY", "MM/DD/YY", "YY/MM/DD"]


def test_orders_that_contradict_each_other_are_named_and_asked_about() -> None:
    (question,) = column("25/06/2021", "26/06/2021", "06/27/2021", "01/02/2021").questions()
    assert "contradict" in str(question)
    assert {choice.value: choice.unread for choice in question.choices} == {"DD/MM/YYYY": 1, "MM/DD/YYYY": 2}


def test_several_clear_ways_of_writing_stand_side_by_side() -> None:
    seen = column("2021-04-15", "2021-04-16", "25/06/2021", "15 Apr, 2021 00:03:00")
    assert seen.is_mixed
    assert seen.formats[0] == "YYYY-MM-DD"
    assert set(seen.formats) == {"YYYY-MM-DD", "DD/MM/YYYY", "D Month Y"}
    assert seen.questions() == []


def test_numbers_as_dates_are_asked_about() -> None:
    (question,) = column("1618444980", "1618531380").questions()
    assert [choice.value for choice in question.choices if choice.means[0][1] == "2021-04-15"] == [
        "epoch seconds"
    ]
    assert reader("spreadsheet days")("44301.5") == Moment(date(2021, 4, 15), datetime(2021, 1, 1, 12).time())


def test_two_formats_that_one_text_can_mean_are_a_family() -> None:
    assert same_family("DD/MM/YYYY", "MM/DD/YYYY")
    assert not same_family("DD/MM/YYYY", "DD.MM.YYYY")
    assert not same_family("YYYY/MM/DD", "MM/DD/YYYY")


def test_two_digit_years_are_not_far_ahead() -> None:
    this = date.today().year
    assert full_year(f"{(this + 10) % 100:02}") == this + 10
    assert full_year(f"{(this + 11) % 100:02}") == this + 11 - 100


DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))
WRITTEN = {
    "DD/MM/YYYY": "%d/%m/%Y",
    "MM/DD/YYYY": "%m/%d/%Y",
    "DD.MM.YYYY": "%d.%m.%Y",
    "YYYY-MM-DD": "%Y-%m-%d",
    "YYYY/MM/DD": "%Y/%m/%d",
    "YYYYMMDD": "%Y%m%d",
    "D Month Y": "%d %b %Y",
    "Month D Y": "%B %d, %Y",
}


@given(DAYS, st.sampled_from(sorted(WRITTEN)))
def test_every_format_reads_what_it_writes(day: date, format_: str) -> None:
    assert reader(format_)(day.strftime(WRITTEN[format_])) == Moment(day)


@given(st.lists(DAYS, min_size=1, max_size=8), st.sampled_from(["DD/MM/YYYY", "MM/DD/YYYY"]))
def test_a_column_is_never_read_in_another_order_than_it_was_written(days: list[date], format_: str) -> None:
    seen = column(*(day.strftime(WRITTEN[format_]) for day in days))
    if seen.questions():
        assert format_ in [choice.value for choice in seen.questions()[0].choices]
    else:
        assert seen.formats == (format_,)


@given(st.text(max_size=30))
def test_no_text_crashes_the_reader(text: str) -> None:
    assert len(readings(text)) <= 3
