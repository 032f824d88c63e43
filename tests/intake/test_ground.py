"""Accounts, campaigns, costs, users, touches and activities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from detente.crm.capture.models import Campaign, CampaignCost, CampaignMember, Lead
from detente.crm.history.models import Event
from detente.crm.imports.models import ImportBatch
from detente.crm.people.models import Account, User

Write = Callable[[str, str], Path]
BringIn = Callable[..., ImportBatch]


def reasons(batch: ImportBatch) -> list[tuple[str, str | None]]:
    return list(batch.outcomes.order_by("file_no", "line").values_list("outcome", "reason"))


def test_accounts_are_found_by_id_domain_and_name(write: Write, bring_in: BringIn) -> None:
    mapping = (
        "system: x\nfiles: [{kind: accounts, columns: {external_id: Id, name: Name, website: Web, employees: Size, "
        "country: Land, type: Type, revenue: Rev}}]"
    )
    text = (
        'Id,Name,Web,Size,Land,Type,Rev\n1,Northwind,www.northwind.com,"1,200",Germany,Customer,5.50\n'
        "2,Nord,https://northwind.com/x,5,,,\n3,NORTHWIND,,,,,\n,northwind,,,,,\n4,Initech,,,,,\n1,Other,,,,,\n"
    )
    batch = bring_in(
        mapping.replace("employees: Size", "employees: {column: Size, decimal: .}"), write("a.csv", text)
    )
    northwind, namesake, initech = Account.objects.order_by("id")
    assert (
        northwind.name,
        northwind.domain,
        northwind.employees,
        northwind.country,
        northwind.type,
        northwind.revenue_minor,
    ) == ("Northwind", "northwind.com", 1200, "DE", "customer", 550)
    assert (namesake.name, initech.name) == ("NORTHWIND", "Initech")
    assert reasons(batch) == [
        ("stored", None),
        ("merged", "known by its domain northwind.com"),
        ("stored", None),
        ("merged", "known by its name"),
        ("stored", None),
        ("merged", "known by its id 1"),
    ]


def test_campaigns_with_cost_and_costs_by_day(write: Write, bring_in: BringIn) -> None:
    mapping = """
system: x
files:
- kind: campaigns
  file: c*
  columns: {external_id: Id, name: Name, source: Source, starts_on: {column: From, format: YYYY-MM-DD}, cost: Cost}
- kind: costs
  file: k*
  columns:
    {campaign: Campaign, vendor: Vendor, day: {column: Day, format: DD.MM.YYYY}, amount: {column: Sum, decimal: ','}}
"""
    campaigns = write("c.csv", "Id,Name,Source,From,Cost\n7,Webinar,web,2021-02-01,$0.10K\n8,Fair,fair,,\n")
    costs = write(
        "k.csv",
        "Campaign;Vendor;Day;Sum\n7;;03.02.2021;1.200,00\nFair;;03.02.2021;5\n7;;03.02.2021;1.200,00\n;;03.02.2021;5\n;Acme;x;5\n",
    )
    batch = bring_in("currency: USD\n" + mapping, campaigns, costs)
    assert list(
        CampaignCost.objects.order_by("id").values_list("campaign__name", "day", "amount_minor", "currency")
    ) == [
        ("Webinar", date(2021, 2, 1), 10000, "USD"),
        ("Webinar", date(2021, 2, 3), 120000, "USD"),
        ("Fair", date(2021, 2, 3), 500, "USD"),
        ("Webinar", date(2021, 2, 3), 120000, "USD"),
    ]
    assert [reason for outcome, reason in reasons(batch) if outcome == "rejected"] == [
        "say which campaign, vendor or source the cost is for",
        "Day: `x` is not a date written as DD.MM.YYYY",
    ]
    again = bring_in("currency: USD\n" + mapping, campaigns, costs)
    assert CampaignCost.objects.count() == 4
    assert again.outcomes.filter(outcome="stored").count() == 0


def test_users_come_without_a_password_and_inactive(write: Write, bring_in: BringIn) -> None:
    mapping = (
        "system: x\nfiles: [{kind: users, columns: {external_id: Id, name: Name, email: Mail, role: Role}}]"
    )
    batch = bring_in(
        mapping,
        write(
            "u.csv",
            "Id,Name,Mail,Role\n1,Kim Ost,kim@sell.example,AE\n2,Ada Berg,,\n3,,,\n4,Root2,r@sell.example,admin\n",
        ),
    )
    kim = User.objects.get(email="kim@sell.example")
    assert (kim.name, kim.is_active, kim.has_usable_password()) == ("Kim Ost", False, False)
    assert User.objects.get(name="Root2").role == "sdr"
    assert [outcome for outcome, _ in reasons(batch)] == ["stored", "merged", "rejected", "stored"]


MAPPING = """
system: x
unknown_users: create
files:
- kind: leads
  file: l*
  columns: {external_id: Id, email: Mail, arrived_at: {column: At, format: YYYY-MM-DD}}
- kind: touches
  file: t*
  columns: {lead: Lead, email: Mail, kind: Kind, campaign: Campaign, at: {column: At, format: YYYY-MM-DD}, note: Note}
- kind: activities
  file: a*
  columns: {lead: Lead, email: Mail, channel: Channel, disposition: Result, outcome: Said, owner: Rep,
            at: {column: At, format: YYYY-MM-DD}, seconds: Length}
"""
LEADS = "Id,Mail,At\n1,maya@northwind.com,2021-01-01\n2,tom@initech.com,2021-01-01\n"


def test_touches_find_their_lead_by_id_or_address(write: Write, bring_in: BringIn) -> None:
    batch = bring_in(
        MAPPING,
        write("l.csv", LEADS),
        write(
            "t.csv",
            (
                "Lead,Mail,Kind,Campaign,At,Note\n1,,webinar,Spring,2021-02-01,hello\n,TOM@initech.com,Form,,2021-02-02,\n"
                "9,,form,,2021-02-02,\n,nobody@x.com,form,,2021-02-02,\n1,,dance,,2021-02-02,\n"
            ),
        ),
    )
    touched = Event.objects.filter(kind="touched").order_by("id")
    assert [(event.lead.person.email, event.code) for event in touched] == [
        ("maya@northwind.com", "webinar"),
        ("tom@initech.com", "form"),
    ]
    assert touched[0].detail.words == {"note": "hello"}
    assert (touched[0].campaign.name, CampaignMember.objects.count()) == ("Spring", 1)
    assert [reason for outcome, reason in reasons(batch) if outcome == "rejected"][:2] == [
        "no lead is known by 9; import the leads first, in the same system",
        "no lead is known by nobody@x.com; import the leads first, in the same system",
    ]


def test_activities_are_what_reps_did(write: Write, bring_in: BringIn) -> None:
    files = (
        write("l.csv", LEADS),
        write(
            "a.csv",
            (
                "Lead,Mail,Channel,Result,Said,Rep,At,Length\n1,,Call,no answer,,Kim,2021-02-01,\n"
                "1,,call,Connected,interested,Kim,2021-02-02,90\n"
                "2,,call,wrong_number,,Kim,2021-02-02,\n2,,mail,connected,,Kim,2021-02-02,\n2,,call,wrong_number,,Kim,2021-02-02,\n"
            ),
        ),
    )
    batch = bring_in(MAPPING, *files)
    maya, tom = Lead.objects.order_by("id")
    assert (maya.attempts, maya.status, maya.first_attempt_at.date()) == (2, "connected", date(2021, 1, 31))
    assert (tom.attempts, tom.defects) == (2, ["wrong_number"])
    assert {event.actor.name for event in Event.objects.filter(kind="attempted")} == {"Kim"}
    assert [reason for outcome, reason in reasons(batch) if outcome == "rejected"] == [
        "Choose a result for this channel: sent, replied, bounced."
    ]
    before = Event.objects.count()
    bring_in(MAPPING, *files)
    assert Event.objects.count() == before


@pytest.mark.parametrize("order", [0, 1])
def test_files_are_stored_in_the_order_in_which_they_depend_on_each_other(
    order: int, write: Write, bring_in: BringIn
) -> None:
    files = [write("l.csv", LEADS), write("t.csv", "Lead,Mail,Kind,Campaign,At,Note\n1,,form,,2021-02-01,\n")]
    batch = bring_in(MAPPING, *(files if order else reversed(files)))
    assert Campaign.objects.count() == 0
    assert [outcome for outcome, _ in reasons(batch)] == ["stored"] * 3
