"""What the canonical tables say about a few people whose story is known by heart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from detente import copy
from detente.analytics.tables import BY_NAME
from detente.crm.capture import actions as capture
from detente.crm.capture.actions import Who
from detente.crm.capture.origin import Origin
from detente.crm.deals import actions as deals
from detente.crm.followup import actions as followup
from detente.crm.history.facts import Archived
from detente.crm.history.record import of, record

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def day(number, hour=9):
    return MONDAY.replace(hour=hour) + timedelta(days=number)


def rows(table, *columns, order="1"):
    """The named columns of a table as tuples, in order."""
    assert set(columns) <= set(BY_NAME[table].names)
    with duckdb.connect(str(copy.refresh()), read_only=True) as connection:
        chosen = ", ".join(f'"{column}"' for column in columns)
        return connection.execute(f"SELECT {chosen} FROM {table} ORDER BY {order}").fetchall()


def plain(moment):
    """How the copy tells an instant: UTC without a zone."""
    return moment.replace(tzinfo=None)


@pytest.fixture
def lena(company):
    """Lena answers the spring webinar on Monday and belongs to Sam from the start."""
    who = Who(name="Lena Berg", email="lena@berg.example", company="Berg", country="AT")
    origin = Origin(campaign=company.campaigns[0], utm={"landing_page": "/spring"})
    return capture.capture(who, by=None, origin=origin, at=day(0), code="webinar", owner=company.sam).lead


def test_a_lead_with_its_origin_and_where_it_stands(company, lena):
    columns = ("lead_id", "first_lead_id", "earlier_lead_id", "arrived_at", "source", "medium", "campaign_id",
               "landing_page", "country", "team", "owner_id", "stage", "milestone", "status", "exit", "closed_at",
               "playbook", "is_targeted")  # fmt: skip
    assert rows("leads", *columns) == [
        (lena.pk, lena.pk, None, plain(day(0)), "webinar", "event", company.campaigns[0].pk, "/spring", "AT",
         "inside sales", company.sam.pk, "inquiry", "inquiry", "new", None, None, 1, False)
    ]  # fmt: skip


def test_the_path_of_a_lead_over_its_deal_to_the_win(company, lena):
    followup.move(lena, to="sql", by=company.sam, at=day(1))
    followup.backfill(lena, to="mql", at=day(0, 12), by=company.maya)
    deal = deals.open_deal(by=company.eva, lead=lena, amount_minor=500_00, at=day(2))
    deal = deals.move_deal(deal, to="negotiation", by=company.eva, at=day(3))
    deals.win(deal, by=company.eva, reason="best_fit", at=day(4))
    path = rows(
        "stage_moves", "at", "from_stage", "from_milestone", "to_stage", "milestone", "by_id", "is_backfill"
    )
    eva, sam, maya = company.eva.pk, company.sam.pk, company.maya.pk
    assert path == [
        (plain(day(0)), None, None, "inquiry", "inquiry", None, False),
        (plain(day(0, 12)), None, None, "mql", "mql", maya, True),
        (plain(day(1)), "inquiry", "inquiry", "sql", "sql", sam, False),
        (plain(day(2)), "sql", "sql", "discovery", "sql", eva, False),
        (plain(day(3)), "discovery", "sql", "negotiation", "proposal", eva, False),
        (plain(day(4)), "negotiation", "proposal", "won", "won", eva, False),
    ]
    assert rows(
        "deals", "lead_id", "status", "milestone", "amount_minor", "base_minor", "closed_at", "reason"
    ) == [(lena.pk, "won", "won", 500_00, 500_00, plain(day(4)), "best_fit")]
    assert rows("deal_leads", "lead_id", "role") == [(lena.pk, "primary")]
    assert rows("customers", "account_id", "started_at") == [(lena.account_id, plain(day(4)))]
    assert rows("accounts", "name", "type") == [("Berg", "customer")]


def test_an_open_deal_in_another_currency_has_no_amount_in_ours_yet(company, lena):
    deals.open_deal(by=company.eva, lead=lena, amount_minor=100_00, currency="USD", at=day(1))
    assert rows("deals", "currency", "amount_minor", "base_minor") == [("USD", 100_00, None)]


def test_attempts_and_which_of_them_were_conversations(company, lena):
    for number, disposition in enumerate(("no_answer", "connected")):
        followup.log_attempt(
            lena, by=company.sam, channel="call", disposition=disposition, seconds=90, at=day(number + 1)
        )
    assert rows("activities", "rep_id", "channel", "disposition", "is_conversation", "seconds", "at") == [
        (company.sam.pk, "call", "no_answer", False, 90, plain(day(1))),
        (company.sam.pk, "call", "connected", True, 90, plain(day(2))),
    ]


def test_the_first_response_is_a_touch_and_one_taken_back_is_none(company, lena):
    capture.touch(lena, code="download", by=None, at=day(1))
    mistaken = capture.touch(lena, code="visit", by=None, at=day(2))
    assert [kind for (kind,) in rows("touches", "kind", order='"at"')] == ["webinar", "download", "visit"]
    capture.take_back(mistaken, by=company.maya)
    assert [kind for (kind,) in rows("touches", "kind", order='"at"')] == ["webinar", "download"]


def test_owners_one_after_the_other(company, lena):
    followup.assign(lena, to=company.eva, by=company.ada, at=day(1))
    followup.assign(lena, to=None, by=company.ada, at=day(2))
    sam, eva, ada = company.sam.pk, company.eva.pk, company.ada.pk
    assert rows("assignments", "from_id", "to_id", "by_id", order='"at"') == [
        (None, sam, None), (sam, eva, ada), (eva, None, ada)
    ]  # fmt: skip


def test_a_defect_stands_until_it_is_cleared_and_may_come_again(company, lena):
    capture.find_defect(lena, "bounced", by=company.sam, at=day(1))
    capture.clear_defect(lena, "bounced", by=company.sam)
    capture.find_defect(lena, "bounced", by=company.sam, at=day(3))
    found = rows("defects", "kind", "found_by", "at", "cleared_at")
    assert [row[:3] for row in found] == [
        ("bounced", "rep", plain(day(1))),
        ("bounced", "rep", plain(day(3))),
    ]
    assert found[0][3] is not None and found[1][3] is None


def test_a_recycled_lead_comes_back_as_another_of_the_same_chain(company, lena):
    followup.log_attempt(lena, by=company.sam, channel="call", disposition="connected", at=day(1))
    followup.end(lena, exit_="recycled", reason="timing", by=company.sam, at=day(2))
    back = capture.capture(Who(name="Lena Berg", email="lena@berg.example"), by=None, at=day(9)).lead
    assert rows("recyclings", "lead_id", "at", "reason", "next_lead_id") == [
        (lena.pk, plain(day(2)), "timing", back.pk)
    ]
    assert rows("leads", "lead_id", "first_lead_id", "earlier_lead_id", "source", "exit", "exit_from") == [
        (lena.pk, lena.pk, None, "webinar", "recycled", "inquiry"),
        (back.pk, lena.pk, lena.pk, "webinar", None, None),
    ]


def test_members_costs_and_reps(company, lena):
    assert rows("members", "campaign_id", "status", "responded_at") == [
        (company.campaigns[0].pk, "responded", plain(day(0)))
    ]
    assert rows("campaigns", "name", "vendor") == [("Paid list", "LeadFactory"), ("Spring webinar", None)]
    assert rows("reps", "name", "team", "role") == [
        ("Ada", None, "admin"), ("Eva", "sales", "ae"), ("Maya", "marketing", "marketing"),
        ("Sam", "inside sales", "sdr"),
    ]  # fmt: skip
    assert rows("fx_rates", "currency", "rate") == [("USD", 0.9)]


def test_an_archived_lead_is_nowhere(company, lena):
    capture.find_defect(lena, "bounced", by=company.sam, at=day(1))
    with of(lena) as lead:
        record(lead, Archived(code="lead"), by=company.ada)
    for table in ("leads", "touches", "stage_moves", "defects", "assignments"):
        assert rows(table, "lead_id") == []
