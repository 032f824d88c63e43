"""Numbers, money and moments as a reader sees them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone, translation

import detente.web
from detente.web.environment import environment
from detente.web.moments import coming, day, day_heading, duration, relative, when
from detente.web.money import money
from detente.web.numbers import number, percent, unbroken

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(1234500, "EUR", "€12,345"), (1234567, "EUR", "€12,345.67"), (-500, "USD", "-$5"), (5000, "JPY", "¥5,000"),
     (0, "EUR", "€0"), (None, "EUR", ""), (100, None, "")],
)  # fmt: skip
def test_money_is_exact_and_unknown_is_not_zero(minor, currency, text):
    assert money(minor, currency) == text


def test_money_in_a_heading_is_short():
    assert money(123456789, "EUR", short=True) == "€1.2M"
    assert money(99900, "EUR", short=True) == "€999"


def test_money_follows_the_readers_language():
    with translation.override("de"):
        assert money(1234567, "EUR") == "12.345,67\N{NO-BREAK SPACE}€"
        assert money(1234500, "EUR") == "12.345\N{NO-BREAK SPACE}€"


def test_counts_and_shares():
    assert number(1234567) == "1,234,567"
    assert number(2.345, 1) == "2.3"
    assert number(None) == ""
    assert unbroken("7.4 % to 8 %") == "7.4\N{NO-BREAK SPACE}% to 8\N{NO-BREAK SPACE}%"
    assert percent(0.0421) == "4.2\N{NO-BREAK SPACE}%"
    assert percent(None) == ""


@pytest.mark.parametrize(
    ("apart", "text"),
    [(timedelta(seconds=-20), "just now"), (timedelta(minutes=-3), "3 minutes ago"), (timedelta(hours=2), "in 2 hours"),
     (timedelta(days=-40), "Oct 11"), (timedelta(days=-400), "Oct 16, 2025")],
)  # fmt: skip
def test_moments_are_relative_while_they_are_near(apart, text):
    assert relative(NOON + apart, NOON) == text


@pytest.mark.parametrize(
    ("apart", "text"),
    [
        (timedelta(hours=1), "14:00"), (timedelta(days=3), "Mon 13:00"), (timedelta(days=20), "Dec 10 13:00"),
        (timedelta(days=400), "Dec 25, 2027 13:00"),
    ],
)  # fmt: skip
def test_what_is_coming_is_named_by_its_day(apart, text):
    with timezone.override("Europe/Berlin"):
        assert coming(NOON + apart, NOON) == text


def test_a_moment_keeps_its_exact_instant_in_the_readers_zone():
    with timezone.override("Europe/Berlin"):
        element = when(NOON, NOON)
    assert 'datetime="2026-11-20T12:00:00+00:00"' in element
    assert "13:00:00" in element and "CET" in element


def test_days_and_durations():
    today = date(2026, 11, 20)
    assert day(date(2026, 3, 12), today) == "Mar 12"
    assert day(date(2025, 3, 12), today) == "Mar 12, 2025"
    assert day_heading(today, today) == "Today"
    assert day_heading(today - timedelta(days=1), today) == "Yesterday"
    assert duration(timedelta(days=3, hours=4, minutes=9)) == "3 d 4 h"
    assert duration(40) == "40 s"
    assert duration(None) == ""


def test_templates_escape_and_a_misspelt_name_is_an_error():
    env = environment()
    assert env.from_string("{{ name }}").render(name="<b>&") == "&lt;b&gt;&amp;"
    assert env.from_string("{% if nmae %}x{% else %}none{% endif %}").render() == "none"
    with pytest.raises(Exception, match="nmae"):
        env.from_string("{{ nmae }}").render()


def test_attributes_are_escaped_and_false_ones_left_out():
    env = environment()
    drawn = env.from_string("<a{{ pairs|attributes }}>").render(
        pairs={"hx_get": '"/x?<', "required": True, "hidden": False, "title": None}
    )
    assert drawn == '<a hx-get="&#34;/x?&lt;" required>'


def test_a_name_from_the_playbook_is_neither_markup_nor_a_format():
    env = environment()
    drawn = env.from_string(
        "{{ translated(name) }} {{ _('Moved to %(name)s', name=translated(name)) }}"
    ).render(name="<b>50% off</b>")
    assert drawn == "&lt;b&gt;50% off&lt;/b&gt; Moved to &lt;b&gt;50% off&lt;/b&gt;"


def test_no_template_takes_a_variable_for_a_text_of_its_own():
    templates = Path(detente.web.__file__).parent / "templates"
    trusting = re.compile(r"""(?<!\w)_\((?!["'])""")
    assert [str(path) for path in templates.rglob("*.html") if trusting.search(path.read_text())] == []
