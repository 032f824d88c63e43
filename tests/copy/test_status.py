"""Status says how fresh the copy is; what changed without an event of its own still reaches the copy."""

from __future__ import annotations

from datetime import timedelta

import duckdb

from detente import copy
from detente.analytics.tables import VERSION
from detente.copy.following import look
from detente.crm.capture.actions import Who, capture
from detente.crm.capture.models import Lead
from detente.crm.history.models import Seal
from detente.crm.people import actions as people
from detente.crm.people.models import FxRate, Team
from tests.copy.northwind import Worker


def value(sql):
    with duckdb.connect(str(copy.path()), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def arrive(company, owner=None, email="lena@customer.example"):
    return capture(Who(name="Lena", email=email), by=None, owner=owner).lead


def test_waiting_events_are_counted(company):
    copy.refresh()
    assert copy.status().waiting == 0 and not copy.is_behind()
    arrive(company)
    assert copy.status().waiting == 1 and copy.is_behind()
    copy.refresh()
    assert copy.status().waiting == 0 and not copy.is_behind()


def test_a_refresh_with_nothing_new_keeps_the_file(company):
    path = copy.refresh()
    assert copy.refresh() == path
    before = copy.status().as_of
    assert copy.refresh(always=True) != path
    assert copy.status().as_of > before


def test_an_old_copy_is_behind_though_nothing_happened(company):
    copy.refresh()
    assert not copy.is_behind(older_than=timedelta(minutes=10))
    assert copy.is_behind(older_than=timedelta(0))


def test_it_says_the_zone_and_currency_of_the_company(company):
    FxRate.objects.all().delete()  # another currency of the company needs other rates
    people.change_organisation(by=company.ada, zone="Europe/Berlin", currency="CHF")
    copy.refresh()
    said = dict(value("SELECT name, value FROM copy_meta"))
    assert (said["zone"], said["currency"], said["version"]) == ("Europe/Berlin", "CHF", str(VERSION))


def test_a_team_that_becomes_another_kind_moves_its_leads(company):
    arrive(company, owner=company.sam)
    copy.refresh()
    assert value("SELECT team FROM leads") == [("inside sales",)]
    Team.objects.filter(kind="inside_sales").update(kind="sales")
    assert copy.status().must_be_rebuilt
    arrive(company, email="otto@customer.example")
    copy.refresh()
    assert value("SELECT DISTINCT team FROM leads WHERE team IS NOT NULL") == [("sales",)]


def test_a_user_who_changes_team_takes_their_leads_along(company):
    arrive(company, owner=company.sam)
    copy.refresh()
    people.change_user(company.sam, by=company.ada, team=Team.objects.get(kind="sales"))
    copy.refresh()
    assert value("SELECT team FROM leads") == [("sales",)]


def test_a_persons_country_is_their_leads_country(company):
    lead = arrive(company)
    copy.refresh()
    people.change_person(lead.person, by=company.sam, country="PT")
    copy.refresh()
    assert value("SELECT country FROM leads") == [("PT",)]


def test_the_follower_refreshes_and_seals_the_day(company):
    arrive(company)
    look()
    assert value("SELECT count(*) FROM leads") == [(Lead.objects.count(),)]
    assert Seal.objects.count() == 1
    look()
    assert Seal.objects.count() == 1


def test_a_refresher_killed_half_way_leaves_the_copy_as_it_was(company):
    Worker(company, 1).work(20)
    path = copy.refresh()
    (path.parent / "detente-99999999999999999999.duckdb").write_bytes(path.read_bytes()[:5000])
    (path.parent / "detente-99999999999999999999.duckdb.wal").write_bytes(b"half")
    assert copy.path() == path
    arrive(company)
    copy.refresh()
    assert copy.compare() == [] and len(list(path.parent.glob("detente-9999*"))) == 0
