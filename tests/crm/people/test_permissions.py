"""Who may open which rows: own, team or all; a vendor's user sees their vendor's and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from detente.crm.capture.actions import Who, capture
from detente.crm.capture.campaigns import add_campaign
from detente.crm.capture.origin import Origin
from detente.crm.deals.actions import open_deal
from detente.crm.models import Account, Campaign, Deal, Lead, Person, User
from detente.crm.people.actions import (
    add_account,
    add_person,
    add_user,
    change_account,
    change_organisation,
    change_user,
)
from detente.crm.people.permissions import openable
from tests.crm.cast import Cast
from tests.fixtures.worlds import world

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Rows:
    """Names of the rows of each kind that somebody may open."""

    leads: set[str]
    deals: set[str]
    people: set[str]
    accounts: set[str]
    campaigns: set[str]


def rows_of(user: User) -> Rows:
    return Rows(
        leads={lead.person.name for lead in openable(Lead.objects.all(), user)},
        deals={deal.name for deal in openable(Deal.objects.all(), user)},
        people={person.name for person in openable(Person.objects.all(), user)},
        accounts={account.name for account in openable(Account.objects.all(), user)},
        campaigns={campaign.name for campaign in openable(Campaign.objects.all(), user)},
    )


@world
def company(cast: Cast) -> Cast:
    """Sven's lead Ida at Plain; Susi's (of Sven's team) Bo at Blue; the vendor's Cy at Cyan; Ava's deals on the first
    two; nobody's Di; an account Gold of Ava's own; Eva, who is known otherwise."""
    susi = add_user(email="susi@works.example", name="Susi", role="sdr", by=None, team=cast.sven.team)
    by_vendor = Origin(vendor=cast.callers)

    def arrive(name: str, company: str, **more: Any) -> Lead:
        return capture(Who(name=name, email=f"{name}@x.example", company=company), by=None, **more).lead

    ida, bo = arrive("Ida", "Plain", owner=cast.sven), arrive("Bo", "Blue", owner=susi)
    arrive("Cy", "Cyan", origin=by_vendor, owner=cast.ava)
    arrive("Di", "")
    open_deal(by=cast.ava, lead=ida, owner=cast.ava, name="Ida's")
    open_deal(by=cast.ava, lead=bo, owner=susi, name="Bo's")
    change_account(add_account("Gold", by=None), by=None, owner=cast.ava)
    add_person(by=None, name="Eva", email="eva@x.example")
    add_campaign("Calls of June", by=cast.olga, vendor_id=cast.callers.pk)
    return cast


EVERYBODY = {"Ida", "Bo", "Cy", "Di", "Eva"}
ALL = Rows({"Ida", "Bo", "Cy", "Di"}, {"Ida's", "Bo's"}, EVERYBODY, {"Plain", "Blue", "Cyan", "Gold"},
           {"Spring webinar", "Calls of June"})  # fmt: skip


def allow(user: User, scope: str | None) -> User:
    return change_user(user, by=None, scope=scope)


def test_everything_is_open_by_default(company: Cast) -> None:
    for user in (company.mia, company.sven, company.ava, company.olga):
        assert rows_of(user) == ALL


def test_own_is_what_one_owns_and_who_belongs_to_it(company: Cast) -> None:
    assert rows_of(allow(company.sven, "own")) == Rows({"Ida"}, set(), {"Ida"}, {"Plain"}, ALL.campaigns)
    assert rows_of(allow(company.ava, "own")) == Rows(
        {"Cy"}, {"Ida's"}, {"Cy", "Ida"}, {"Cyan", "Plain", "Gold"}, ALL.campaigns
    )


def test_team_is_what_the_team_owns(company: Cast) -> None:
    assert rows_of(allow(company.sven, "team")) == Rows(
        {"Ida", "Bo"}, {"Bo's"}, {"Ida", "Bo"}, {"Plain", "Blue"}, ALL.campaigns
    )


def test_a_team_permission_without_a_team_is_what_one_owns(company: Cast) -> None:
    sven = change_user(company.sven, by=None, team=None, scope="team")
    assert rows_of(sven).leads == {"Ida"}


def test_the_organisations_default_holds_where_nothing_else_is_said(company: Cast) -> None:
    change_organisation(by=company.olga, default_scope="own")
    assert rows_of(company.sven).leads == {"Ida"}
    assert rows_of(allow(company.sven, "all")) == ALL
    assert rows_of(company.olga) == ALL


def test_a_vendors_user_sees_their_vendors_rows_whatever_the_scope(company: Cast) -> None:
    theirs = Rows({"Cy"}, set(), {"Cy"}, {"Cyan"}, {"Calls of June"})
    for scope in (None, "own", "all"):
        assert rows_of(allow(company.vera, scope)) == theirs


def test_a_vendors_user_without_a_vendor_sees_nothing(company: Cast) -> None:
    company.vera.vendor_id = None
    assert rows_of(company.vera) == Rows(set(), set(), set(), set(), set())


def test_a_person_with_several_leads_is_listed_once(company: Cast) -> None:
    from detente.crm.followup.actions import end

    lead = Lead.objects.get(person__name="Cy")
    end(lead, exit_="rejected", reason="duplicate", by=company.sven)
    capture(Who(email="Cy@x.example"), by=None, owner=company.ava)
    ava = allow(company.ava, "own")
    assert sorted(openable(Person.objects.all(), ava).values_list("name", flat=True)) == ["Cy", "Ida"]
