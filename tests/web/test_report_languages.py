"""A report speaks the language of who reads it, sentence by sentence and number by number, and of nobody else."""

from __future__ import annotations

import re
from html import unescape

import pytest
from babel.dates import get_month_names
from django.utils.translation import get_language, gettext

from detente import copy
from detente.analytics import language
from detente.crm.people.actions import change_user


@pytest.fixture
def answered(cast, arrives):
    """Twelve leads, one of them with no source; Ada reads German, Eve English."""
    for nth in range(12):
        arrives(f"Lead {nth}", owner=cast.jonas, source="fair" if nth else None)
    copy.refresh()
    change_user(cast.ada, by=cast.ada, language="de")


@pytest.fixture
def shouted():
    """German here is English in capitals, whatever the catalogue has."""

    def shout(text: str) -> str:
        if get_language() != "de":
            return gettext(text)
        return "".join(part if part.startswith("%(") else part.upper() for part in _parts(text))

    before = language.speak(
        shout, lambda one, many, number: shout(one if number == 1 else many), get_language
    )
    yield
    language.speak(before.translate, before.plural, before.locale)


def _parts(text: str) -> list[str]:
    return re.split(r"(%\(\w+\)[srd])", text)


def said(client, slug):
    """What the page asks and finds, and how it counts."""
    page = client.get(f"/reports/{slug}/").content.decode()
    page = page[page.index('report-question"') : page.index("</dl>", page.index('class="definitions"'))]
    found = re.findall(r"<h1[^>]*>(.*?)</h1>|report-question\">(.*?)</p>|<dt>(.*?)</dt>|<dd>(.*?)</dd>", page)
    told = " ".join(unescape("".join(parts)) for parts in found)
    # Names of sources, zones and months are the same, or come from the locale.
    return re.sub("fair|Europe/Berlin|" + "|".join(get_month_names("wide", locale="de").values()), "", told)


@pytest.mark.parametrize("slug", ["funnel", "lead_quality", "flow", "win_rates"])
def test_each_reader_gets_their_language(answered, shouted, cast, as_, slug):
    ada, eve = as_(cast.ada), as_(cast.eve)
    for _ in range(2):
        german, english = said(ada, slug), said(eve, slug)
        assert len(german) > 200 and german == german.upper()
        assert english != english.upper()
    rows = [one.get(f"/reports/{slug}.json").json()["rows"] for one in (ada, eve)]
    assert rows[0] == rows[1]


def test_numbers_follow_the_reader(answered, cast, as_):
    german, english = (as_(who).get("/reports/flow/").content.decode() for who in (cast.ada, cast.eve))
    assert "0,0\u00a0%" in german and "0.0\u00a0%" in english
