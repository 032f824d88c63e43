"""The verdict through every door: the same numbers, open to those whom they concern, and kept for the next who asks."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from bench.verdict.worlds import WORLDS
from bench.verdict.writing import FROM, TO, write
from detente import copy, demo
from detente.analytics.engines import open_tables
from detente.analytics.verdict import asking
from detente.analytics.verdict.bridge_chart import change_of
from detente.crm.jobs.running import run_due
from detente.crm.models import Lead, User
from detente.web.environment import vega_url
from detente.web.verdict import due, kept
from detente.web.verdict.resting import late_fall
from tests.api.programs import Program
from tests.web.axe import violations
from tests.web.looks import DESK, PHONE

ASKED = f"from={FROM}&to={TO}"
NUMBER = re.compile(r'<a href="(/verdict/rows/\?[^"]+)">([\d,]+)</a>')


def words(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """A company in which follow-up got worse, simulated by assumptions that are not the model's."""
    folder = tmp_path_factory.mktemp("bad_follow_up")
    write(folder, 3_000, WORLDS["bad_follow_up"], 1)
    with open_tables(folder) as engine:
        engine.folder = folder
        yield engine


@pytest.fixture
def harbour(cast, tables, monkeypatch):
    """The cast looks at that company's tables."""
    monkeypatch.setattr(copy, "engine", lambda: tables)
    return cast


def test_page_json_csv_text_mail_and_api_say_the_same_numbers(harbour, as_, capsys, tables):
    from detente.cli.app import run

    eve = as_(harbour.eve)
    answer = eve.get(f"/verdict/verdict.json?{ASKED}").json()
    assert answer["names"] == ["follow_up"]
    page = words(eve.get(f"/verdict/?{ASKED}"))
    told = {}
    for format_ in ("table", "mail"):
        days = ["--from", str(FROM), "--to", str(TO)]
        assert run(["report", "verdict", *days, "--tables", str(tables.folder), "--format", format_]) == 0
        told[format_] = capsys.readouterr().out
    assert answer["headline"].startswith("The shortfall goes with follow-up.")
    for text in (page, *told.values()):
        assert "The shortfall goes with follow-up" in text.replace("\xa0", " ")
    assert {row["change"] for row in answer["rows"]} == {block["change"] for block in answer["bridge"]}
    for row in answer["rows"]:
        assert f"{row['part']} {change_of(row['change'])}" in page
        assert f"{row['part']}: {change_of(row['change'])}" in told["mail"]
        found = re.search(rf"{row['part']} +(-?[\d.]+) %", told["table"])
        assert found and float(found[1]) == pytest.approx(100 * row["change"], abs=0.051)
    read = list(csv.DictReader(io.StringIO(eve.get(f"/verdict/verdict.csv?{ASKED}").content.decode())))
    assert [float(row["change"]) for row in read] == [row["change"] for row in answer["rows"]]
    assert Program.of(harbour.eve).get(f"reports/verdict?{ASKED}").said == answer


def test_a_question_is_worked_out_once_and_the_page_does_not_wait_for_it(harbour, as_, tables, monkeypatch):
    days = "from=2025-08-01&to=2025-12-01"
    monkeypatch.setattr(kept, "SLOW", float("inf"))
    eve = as_(harbour.eve)
    first = eve.get(f"/verdict/?{days}").content.decode()
    assert "Working it out" in first and f"/verdict/answer/?{days.replace('&', '&amp;')}" in first
    assert f'<link rel="preload" as="script" href="{vega_url()}">' in first  # the picture does not wait twice
    whole = words(eve.get(f"/verdict/answer/?{days}"))  # where no script runs the browser is sent there
    assert "What this rests on" in whole and "Working it out" not in whole
    tables.remembered.clear()  # another process, with the same tables
    monkeypatch.setattr(asking, "reckon", None)
    assert "What this rests on" in words(as_(harbour.marc).get(f"/verdict/?{days}"))
    later = replace(tables, as_of=tables.as_of + timedelta(minutes=1), remembered={})
    monkeypatch.setattr(copy, "engine", lambda: later)
    assert "Working it out" in words(as_(harbour.marc).get(f"/verdict/?{days}"))


def test_what_took_long_is_good_for_a_while_though_the_copy_has_gone_on(harbour, as_, tables, monkeypatch):
    days = "from=2025-09-01&to=2025-12-01"
    monkeypatch.setattr(kept, "SLOW", 0)
    as_(harbour.eve).get(f"/verdict/answer/?{days}")
    later = replace(tables, as_of=tables.as_of + timedelta(minutes=1), remembered={})
    monkeypatch.setattr(copy, "engine", lambda: later)
    monkeypatch.setattr(asking, "reckon", None)
    assert "What this rests on" in words(as_(harbour.marc).get(f"/verdict/?{days}"))
    before = as_(harbour.marc).get(f"/verdict/verdict.json?{days}").json()
    assert before["as_of"] == tables.as_of.isoformat(timespec="seconds") + "Z"


def test_against_another_benchmark_and_a_mistake_says_what_would_be_right(harbour, as_, monkeypatch):
    eve = as_(harbour.eve)
    monkeypatch.setattr(asking, "MOST_TRIED", 0)  # as where there are so many leads that twice takes long
    said = words(eve.get(f"/verdict/answer/?{ASKED}&against=best_quartile"))
    assert "the best sources say how far it is to them, not why" in said and "Mix of sources" in said
    assert "Hold the benchmark's second half against its first" in said
    tried = eve.get(f"/verdict/placebo/?{ASKED}&against=best_quartile", headers={"HX-Request": "true"})
    assert "names nothing" in words(tried) and "<html" not in tried.content.decode()
    wrong = eve.get(f"/verdict/?{ASKED}&against=luck")
    assert wrong.status_code == 422 and "before, last_year, target, best_quartile" in words(wrong)
    assert eve.get("/verdict/verdict.json?from=tomorrow").status_code == 422


def test_today_shows_what_a_worker_found_and_never_works_it_out_itself(harbour, arrives, as_, monkeypatch):
    arrives("Maya Lindqvist", owner=harbour.jonas)
    assert "The verdict on" not in words(as_(harbour.eve).get("/"))
    due.plan()
    run_due()
    monkeypatch.setattr(asking, "reckon", None)
    for who in (harbour.eve, harbour.marc, harbour.mona):
        assert "The shortfall goes with follow-up." in words(as_(who).get("/"))
    assert "The verdict on" not in words(as_(harbour.jonas).get("/"))
    assert "The shortfall goes with follow-up." in words(as_(harbour.eve).get("/reports/"))
    vendor = as_(harbour.vic)
    assert "/verdict/" not in vendor.get("/reports/").content.decode() + vendor.get("/").content.decode()
    assert vendor.get("/verdict/").status_code == vendor.get("/verdict/verdict.json").status_code == 403


def test_before_there_are_leads_it_says_what_to_do(cast, as_):
    copy.rebuild()
    said = words(as_(cast.marc).get("/verdict/answer/"))
    assert "There are no leads to hold against each other yet" in said and "Import leads" in said


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_every_number_opens_into_its_leads_and_reps_stand_alone_for_their_manager_only(db):
    demo.build(leads=500)
    copy.rebuild()
    by_name = {user.name: user for user in User.objects.filter(is_active=True)}
    manager = User.objects.filter(role="manager").first()
    rep = User.objects.filter(role="sdr").first()
    client = signed_in(manager)
    seen = 0
    for tab in ("milestones", "sources", "reps"):
        page = client.get(f"/verdict/answer/?below={tab}").content.decode()
        for href, shown in NUMBER.findall(page[page.index('id="below"') :])[:8]:
            rows = client.get(unescape(href))
            assert words(rows).count(f" {shown} lead") >= 1, f"{href} says {shown}"
            seen += 1
    assert seen > 15
    arrived = b"".join(client.get("/verdict/rows.csv"))
    listed = list(csv.DictReader(io.StringIO(arrived.decode())))
    answer = client.get("/verdict/verdict.json").json()
    first = Lead.objects.filter(pk__in=[row["id"] for row in listed])
    assert len(listed) == answer["milestones"][0]["periods"][1]["entered"] == first.count()
    assert {one["name"] for one in answer["reps"]} - {None} <= set(by_name) and len(answer["reps"]) > 3
    _sees_only_themselves(signed_in(rep), rep, manager)
    executive = signed_in(User.objects.filter(role="executive").first()).get("/verdict/answer/?below=reps")
    assert "All reps together" in words(executive) and rep.name not in words(executive)


def _sees_only_themselves(client, rep, manager):
    answer = client.get("/verdict/verdict.json").json()
    assert [one["rep_id"] for one in answer["reps"]] in ([None, rep.pk], [None])
    refused = client.get(f"/verdict/rows/?rep={manager.pk}")
    assert refused.status_code == 422 and "shown to the rep and their manager" in words(refused)


def test_in_a_browser_the_answer_comes_by_itself_and_is_drawn(harbour, page_of, live_server, tables):
    tables.remembered.clear()
    page = page_of(harbour.marc)
    page.set_viewport_size({"width": PHONE, "height": 900})
    page.goto(f"{live_server}/verdict/?{ASKED}")
    page.get_by_role("heading", level=1, name="The shortfall goes with follow-up.").wait_for(timeout=60_000)
    page.locator(".verdict-bridge [data-drawn] svg").wait_for()
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0
    assert violations(page) == []
    page.get_by_role("link", name="By source").click()
    page.get_by_role("columnheader", name="Become SQL, now").wait_for()
    page.get_by_role("link", name="Open the report").click()
    page.wait_for_url("**/reports/follow_up/**")


def test_the_odds_of_a_late_fall_are_told_either_way_and_none_where_nothing_fell():
    def told(some, reps=9, names=("late_stage",)):
        between = {"by_all": {"some": some, "reps": reps, "change": -0.8}}
        return late_fall({"with_reasons": names, "without_reasons": [], "shared_by_all_reps": between})

    assert told(12.4) == [{"label": "Fall after SQL", "value": "12 to 1 that some reps carry it",
                           "note": "9 reps compared"}]  # fmt: skip
    assert told(0.4)[0]["value"] == "2.5 to 1 that all reps share it"
    assert told(1e9)[0]["value"].startswith("1,000 to 1")
    assert told(12.4, reps=2) == told(12.4, names=("mix",)) == []
