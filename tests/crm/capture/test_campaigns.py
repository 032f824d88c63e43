"""Campaigns: found by one name, paid for on dated days, responded to once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from detente.crm.capture.campaigns import add_campaign, add_cost, change_campaign, find_vendor, join_campaign
from detente.crm.capture.vendors import add_vendor, rename_vendor
from detente.crm.models import CampaignCost, Event, FxRate, Person
from detente.crm.objections import Refused, Stale
from tests.crm.cast import NOW, Cast, ago

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def codes(refusal: pytest.ExceptionInfo[Refused]) -> set[str]:
    assert not set("{}") & set(str(refusal.value))
    return {objection.code for objection in refusal.value.objections}


@pytest.mark.parametrize(
    ("name", "fields", "code"),
    [
        (" ", {}, "name_missing"), ("Spring webinar", {}, "name_taken"),
        ("Fair", {"starts_on": DAY, "ends_on": date(2026, 3, 1)}, "ends_before_start"),
    ],
)  # fmt: skip
def test_a_campaign_needs_a_name_of_its_own_and_sensible_days(
    cast: Cast, name: str, fields: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        add_campaign(name, by=cast.mia, **fields)
    assert codes(refusal) == {code}


def test_changing_a_campaign_keeps_what_stood_there(cast: Cast) -> None:
    campaign = change_campaign(cast.webinar, by=cast.mia, starts_on=DAY)
    campaign = change_campaign(campaign, by=cast.mia, starts_on=date(2026, 4, 1), version=campaign.version)
    assert campaign.starts_on == date(2026, 4, 1)
    assert Event.objects.filter(kind="campaign_changed").latest("pk").detail.words == {
        "before": {"starts_on": "2026-03-02"}
    }
    with pytest.raises(Stale):
        change_campaign(cast.webinar, by=cast.mia, name="Other", version=1)
    with pytest.raises(Refused, match="ends before it starts"):
        change_campaign(cast.webinar, by=cast.mia, ends_on=DAY)


def test_a_cost_is_dated_and_turned_into_our_currency_at_that_day(cast: Cast) -> None:
    FxRate.objects.create(day=date(2026, 3, 1), currency="USD", rate="0.9")
    euro = add_cost(day=DAY, amount_minor=10_00, currency="EUR", by=cast.mia, campaign=cast.webinar)
    dollar = add_cost(day=DAY, amount_minor=-10_00, currency="USD", by=cast.mia, source=" search ")
    early = add_cost(
        day=date(2026, 2, 1), amount_minor=10_00, currency="USD", by=cast.mia, vendor=cast.callers
    )
    assert [cost.base_minor for cost in (euro, dollar, early)] == [10_00, -9_00, None]
    assert dollar.source == "search"
    assert Event.objects.filter(kind="cost_added").count() == 3


def test_a_cost_of_nothing_in_no_currency_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        add_cost(day=DAY, amount_minor=10**16, currency="euro", by=cast.mia, source="  ")
    assert codes(refusal) == {"cost_of_nothing", "currency_unknown", "amount_too_large"}
    assert not CampaignCost.objects.exists()


def test_a_first_response_is_dated_once(cast: Cast) -> None:
    person = Person.objects.create(label="Ida", created_at=NOW)

    def join(**more: Any) -> Any:
        return join_campaign(cast.webinar, person, by=cast.mia, **more)

    assert join(at=ago(days=9)).status == "sent"
    member = join(at=ago(days=5), responded=True)
    assert (member.status, member.responded_at) == ("responded", ago(days=5))
    assert join(at=ago(days=1), status="attended").status == "attended"
    member = join(at=ago(days=2), responded=True)
    assert (member.status, member.responded_at) == ("attended", ago(days=5))
    assert join(at=ago(days=2)).status == "attended"
    assert join(at=ago(days=7), responded=True).responded_at == ago(days=7)
    codes_ = Event.objects.filter(kind="member_added").order_by("pk").values_list("code", flat=True)
    assert list(codes_) == ["sent", "responded", "attended", "attended"]


def test_vendors_have_one_name_each(cast: Cast) -> None:
    assert find_vendor(" Callers  Inc") == cast.callers
    other = add_vendor("Leads & Co", by=cast.olga)
    for name, match in (
        ("", "Give the vendor a name"),
        ("Callers Inc", "A vendor called Callers Inc exists already"),
    ):
        with pytest.raises(Refused, match=match):
            add_vendor(name, by=cast.olga)
        with pytest.raises(Refused, match=match):
            rename_vendor(other, name, by=cast.olga)
    assert rename_vendor(other, "Leads Ltd", by=cast.olga).name == "Leads Ltd"
