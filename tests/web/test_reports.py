"""Reports on the page: the same numbers through every door, each opening into exactly its rows."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.utils import timezone

from detente import copy
from detente.crm.capture.campaigns import add_cost
from detente.crm.capture.models import Vendor
from detente.crm.deals.actions import open_deal, win
from detente.crm.followup.actions import end, log_attempt
from detente.crm.people.actions import add_account, change_user
from detente.crm.playbook.models import Playbook
from detente.web.reports.periods import presets, quarter_start, year_start
from tests.fixtures.worlds import world

NUMBER = re.compile(r'<a href="(/reports/funnel/rows/\?[^"]+)">([\d,]+)</a>')


def ago(**span):
    return timezone.now() - timedelta(**span)


def words(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


@world
def spring(cast, arrives):
    """Eight leads: five from the fair (one won, one rejected), three from the web, one of them bought from Leadgen."""
    fair = [
        arrives(f"Fair {name}", owner=cast.jonas, source="fair", stage="mql", at=ago(days=30))
        for name in ("Ada", "Ben", "Cleo", "Dan", "Elsa")
    ]
    for name, vendor in (("Finn", None), ("Greta", None), ("Hugo", Vendor.objects.get(name="Leadgen Ltd"))):
        arrives(f"Web {name}", owner=cast.lea, source="web", at=ago(days=20), vendor=vendor)
    log_attempt(fair[0], by=cast.jonas, channel="call", disposition="connected", at=ago(days=28))
    fair[0].refresh_from_db()
    win(open_deal(by=cast.priya, lead=fair[0], at=ago(days=20)), by=cast.priya, at=ago(days=10))
    end(fair[1], exit_="rejected", reason="criteria_not_met", by=cast.jonas, at=ago(days=25))
    copy.refresh()
    return fair


def test_page_json_and_csv_say_the_same_numbers(spring, cast, as_):
    eve = as_(cast.eve)
    answer = eve.get("/reports/funnel.json?by=source").json()
    by_source = {row["source"]: row for row in answer["rows"]}
    assert (by_source["fair"]["leads"], by_source["fair"]["won"], by_source["fair"]["rejected"]) == (5, 1, 1)
    assert (by_source["web"]["leads"], by_source["web"]["mql"]) == (3, 0)
    rows = list(csv.DictReader(io.StringIO(eve.get("/reports/funnel.csv?by=source").content.decode())))
    assert [(row["source"], row["leads"], row["won"]) for row in rows] == [
        ("fair", "5", "1"),
        ("web", "3", "0"),
    ]
    page = eve.get("/reports/funnel/?by=source")
    assert answer["headline"] in words(page)
    shown = [unescape(href) for href, number in NUMBER.findall(page.content.decode()) if number == "5"]
    assert any("column=leads" in href and "group=fair" in href for href in shown)


def test_every_number_opens_into_exactly_as_many_leads(spring, cast, as_):
    eve = as_(cast.eve)
    for address in ("/reports/funnel/?columns=all", "/reports/funnel/?by=source&columns=all&source=fair"):
        found = NUMBER.findall(eve.get(address).content.decode())
        assert len(found) > 8
        for href, number in found:
            page = eve.get(unescape(href))
            assert page.status_code == 200, href
            assert len(re.findall(r'href="/leads/\d+/"', page.content.decode())) == int(number), href


def test_totals_are_open_rows_follow_the_record_permission(spring, cast, as_):
    change_user(cast.lea, by=None, scope="own")
    lea = as_(cast.lea)
    assert lea.get("/reports/funnel.json").json()["rows"][0]["leads"] == 8
    page = lea.get("/reports/funnel/rows/?column=leads")
    assert "8 leads" in words(page) and "5 more you may not open" in words(page)
    assert "Web Finn" in words(page) and "Fair Ada" not in words(page)
    exported = b"".join(lea.get("/reports/funnel/rows.csv?column=leads").streaming_content).decode()
    assert sorted(row["name"] for row in csv.DictReader(io.StringIO(exported))) == [
        "Web Finn",
        "Web Greta",
        "Web Hugo",
    ]


def test_a_vendor_sees_their_own_leads_only_totals_included(spring, cast, as_):
    vic = as_(cast.vic)
    assert vic.get("/reports/funnel.json").json()["rows"][0]["leads"] == 1
    page = vic.get("/reports/funnel/rows/?column=leads")
    assert "Web Hugo" in words(page) and "Web Finn" not in words(page)
    assert vic.get("/reports/funnel/rows.csv?column=leads").status_code == 403
    assert "Fair" not in words(vic.get("/reports/funnel/?by=owner"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("by=password", "There is no field 'password'. Fields: source"),
        ("from=yesterday", "From: write the day like 2026-01-31."),
        ("from=2026-02-01&to=2026-01-01", "The period ends on 2026-01-01, before it begins on 2026-02-01."),
        ("horizon=soon", "A horizon is a number of days, like 90."),
        ("source=nowhere", "No lead has source 'nowhere'. Values: fair, web."),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_in_words(spring, cast, as_, asked, said):
    page = as_(cast.eve).get(f"/reports/funnel/?{asked}")
    assert page.status_code == 422 and said in words(page)
    assert said in as_(cast.eve).get(f"/reports/funnel.json?{asked}").json()["error"]["message"]


def test_an_unknown_report_is_not_found(spring, cast, as_):
    assert as_(cast.eve).get("/reports/astrology/").status_code == 404


def test_without_leads_the_page_offers_the_next_step(cast, as_):
    copy.rebuild()
    assert "No leads arrived in this period" in words(as_(cast.eve).get("/reports/funnel/"))


@pytest.mark.parametrize(
    ("on", "month", "quarter", "year"),
    [
        (date(2026, 11, 21), 1, date(2026, 10, 1), date(2026, 1, 1)),
        (date(2026, 2, 28), 4, date(2026, 1, 1), date(2025, 4, 1)),
        (date(2026, 1, 15), 2, date(2025, 11, 1), date(2025, 2, 1)),
        (date(2026, 7, 1), 7, date(2026, 7, 1), date(2026, 7, 1)),
    ],
)
def test_quarters_and_years_follow_the_fiscal_year(on, month, quarter, year):
    assert (quarter_start(on, month), year_start(on, month)) == (quarter, year)


def test_periods_offered_end_no_later_than_today(cast):
    found = {preset.key: preset for preset in presets(date(2026, 11, 21))}
    assert found["30d"].from_on == date(2026, 10, 23) and found["30d"].to_on == date(2026, 11, 21)
    assert (found["last_quarter"].from_on, found["last_quarter"].to_on) == (
        date(2026, 7, 1),
        date(2026, 9, 30),
    )
    assert found["12m"].from_on == date(2025, 11, 22)


def test_read_the_funnel_and_click_a_number_in_a_browser(live_server, spring, cast, page_of):
    page = page_of(cast.mona)
    page.goto("/reports/")
    page.get_by_role("link", name="Of the leads that arrived").click()
    page.locator("[data-chart][data-drawn]").first.wait_for()
    page.get_by_label("By").select_option("source")
    page.wait_for_url("**by=source**")
    page.get_by_role("row", name="fair").get_by_role("link", name="1", exact=True).first.click()
    page.get_by_role("heading", name="1 lead").wait_for()
    page.get_by_role("link", name="Fair Ada").click()
    page.get_by_role("heading", name="Fair Ada").wait_for()


def numbers_of(page, slug):
    found = re.findall(rf'<a href="(/reports/{slug}/rows/\?[^"]+)">([^<]+)</a>', page.content.decode())
    return [(unescape(href), text) for href, text in found]


def test_lead_quality_is_the_same_through_every_door_and_shows_money(spring, cast, as_):
    add_cost(day=ago(days=25).date(), amount_minor=100_50, currency="EUR", by=cast.mona, source="fair")
    copy.refresh()
    eve = as_(cast.eve)
    answer = eve.get("/reports/lead_quality.json").json()
    fair = next(row for row in answer["rows"] if row["source"] == "fair")
    assert (fair["leads"], fair["won"], fair["cost_minor"], fair["cost_per_lead_minor"]) == (
        5,
        1,
        10050,
        2010,
    )
    page = eve.get("/reports/lead_quality/")
    assert answer["headline"] in words(page) and "€100.50" in words(page) and "All together" in words(page)
    rows = list(csv.DictReader(io.StringIO(eve.get("/reports/lead_quality.csv").content.decode())))
    assert {row["source"]: row["cost_minor"] for row in rows} == {"fair": "10050", "web": ""}


@pytest.mark.parametrize(
    "address",
    [
        "lead_quality/?columns=all", "flow/", "win_rates/?by=rep&columns=all", "follow_up/?by=receiver&columns=all",
        "handoffs/?columns=all", "scores/?columns=all",
    ],
)  # fmt: skip
def test_every_number_of_every_report_opens(spring, cast, as_, address):
    slug = address.split("/")[0]
    eve = as_(cast.eve)
    found = numbers_of(eve.get(f"/reports/{address}"), slug)
    assert found
    kind = "deals" if slug == "win_rates" else "leads"
    for href, text in found:
        page = eve.get(href)
        assert page.status_code == 200, href
        if text.isdecimal():
            assert len(set(re.findall(rf'href="/{kind}/\d+/"', page.content.decode()))) == int(text), href


def test_both_teams_promises_stand_in_one_table_and_each_opens_under_its_name(spring, cast, as_):
    Playbook.objects.update(effective_at=ago(days=90))
    copy.rebuild()
    eve = as_(cast.eve)
    answer = eve.get("/reports/sla.json").json()
    brought = [row for row in answer["rows"] if row["promise"] == "mqls"]
    assert sum(row["kept"] for row in brought) == 5
    page = eve.get("/reports/sla/")
    assert "Marketing promised" in words(page) and "Sales promised" in words(page)
    hrefs = [
        unescape(href) for href in re.findall(r'href="(/reports/sla/rows/[^"]+)"', page.content.decode())
    ]
    opened = [eve.get(href) for href in hrefs if "promise=mqls" in href]
    shown = [re.findall(r'href="/leads/(\d+)/"', one.content.decode()) for one in opened]
    assert sum(map(len, shown)) == 5 and "Sales-ready leads" in words(opened[0])


def test_handoffs_behind_a_number_follow_the_record_permission_of_their_lead(spring, cast, as_):
    total = as_(cast.eve).get("/reports/handoffs.json").json()["total"]
    assert total["handoffs"] == 5 and total["handoffs"] == sum(
        total[name] for name in ("accepted", "rejected", "unanswered", "pending", "withdrawn")
    )
    change_user(cast.lea, by=None, scope="own")
    page = words(as_(cast.lea).get("/reports/handoffs/rows/?column=handoffs"))
    assert "5 handoffs" in page and "5 more you may not open" in page
    assert as_(cast.vic).get("/reports/handoffs.json").json()["total"]["handoffs"] == 0


def test_a_part_of_the_flow_opens_under_its_name(spring, cast, as_):
    page = as_(cast.eve).get("/reports/flow/rows/?column=leads&reached=won&outcome=won")
    assert "1 lead" in words(page) and "Won → Won" in words(page) and "Fair Ada" in words(page)


def test_deals_behind_a_win_rate_follow_the_record_permission(spring, cast, as_):
    change_user(cast.lea, by=None, scope="own")
    page = as_(cast.lea).get("/reports/win_rates/rows/?column=won")
    assert "1 deal" in words(page) and "1 more you may not open" in words(page)


def test_how_reps_compare_is_for_the_rep_and_their_manager(spring, cast, as_):
    account = add_account("Northwind", by=cast.priya)
    for nth in range(12):
        deal = open_deal(by=cast.priya, account=account, name=f"Deal {nth}", at=ago(days=9))
        win(deal, by=cast.priya, at=ago(days=8))
    copy.refresh()
    rate = {
        name: as_(user).get("/reports/win_rates.json?by=rep").json()["rows"][0]["win_rate"]
        for name, user in (("own", cast.priya), ("colleague", cast.eve))
    }
    assert rate == {"own": 1.0, "colleague": None}
    assert as_(cast.eve).get("/reports/win_rates.json?by=rep").json()["rows"][0]["won"] == 13


def test_a_vendor_sees_the_own_leads_in_every_report(spring, cast, as_):
    vic = as_(cast.vic)
    assert vic.get("/reports/lead_quality.json").json()["total"]["leads"] == 1
    assert vic.get("/reports/flow.json").json()["total"]["leads"] == 1
    assert vic.get("/reports/win_rates.json").json()["total"]["deals"] == 0


def test_the_reports_page_gives_each_finding_in_a_sentence(spring, cast, as_):
    page = words(as_(cast.eve).get("/reports/"))
    assert "Are the leads from each source worth having?" in page
    assert "Nobody is working" in page or "being worked" in page


@pytest.mark.parametrize(("width", "layers"), [(1280, 3), (390, 2)])
def test_the_flow_is_drawn_for_the_room_there_is_and_opens(live_server, spring, cast, page_of, width, layers):
    page = page_of(cast.mona)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/reports/flow/")
    page.locator("[data-chart][data-drawn] svg").wait_for()
    assert page.locator(".chart svg").get_by_text("fair 5").count() == layers - 2
    page.locator(".chart svg").get_by_text("Rejected 1").click()
    page.get_by_role("heading", name="1 lead").wait_for()
    page.get_by_role("link", name="Fair Ben").wait_for()
