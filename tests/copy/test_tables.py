"""What the canonical tables say about a few people whose story is known by heart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import duckdb
import pytest

from detente import copy
from detente.analytics.tables import BY_NAME
from detente.crm.capture import actions as capture
from detente.crm.capture.actions import Who
from detente.crm.capture.origin import Origin
from detente.crm.deals import actions as deals
from detente.crm.followup import actions as followup
from detente.crm.handoff import actions as handoffs
from detente.crm.history.facts import Archived
from detente.crm.history.record import of, record
from detente.crm.playbook.agreement import default_document
from detente.crm.playbook.models import Playbook

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def day(number, hour=9):
    return MONDAY.replace(hour=hour) + timedelta(days=number)


def rows(table, *columns, order="ALL"):
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
    assert rows("activities", "at", "rep_id", "channel", "disposition", "is_conversation", "seconds") == [
        (plain(day(1)), company.sam.pk, "call", "no_answer", False, 90),
        (plain(day(2)), company.sam.pk, "call", "connected", True, 90),
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


def test_a_handoff_with_its_clock_its_answer_and_the_points_frozen_on_it(company, lena):
    given = handoffs.hand_over(lena, by=company.maya, to=company.sam, at=day(0, 10))
    handoffs.accept(given, by=company.sam, at=day(0, 12))
    columns = ("lead_id", "kind", "from_id", "to_id", "made_at", "responded_to_at", "assigned_at", "due_at", "answer",
               "answered_at", "answer_seconds", "answer_business_seconds", "route", "playbook")  # fmt: skip
    ((*told, route, playbook),) = rows("handoffs", *columns)
    assert told == [
        lena.pk, "handed_over", company.maya.pk, company.sam.pk, plain(day(0, 10)), plain(day(0)), plain(day(0, 10)),
        plain(day(0, 14)), "accepted", plain(day(0, 12)), 7200, 7200,
    ]  # fmt: skip
    assert (route, playbook) == ("by_hand", 1)
    given.refresh_from_db()
    assert rows("handoffs", "score", "band", "fit_band") == [(given.score, given.band, given.fit_band)]


def test_a_handoff_that_waits_goes_to_the_owner_whom_somebody_chose(company, lena):
    handoffs.hand_over(lena, by=company.maya, to=company.sam, at=day(0, 10))
    assert rows("handoffs", "to_id", "reassignments") == [(company.sam.pk, 0)]
    followup.assign(lena, to=None, by=company.ada)
    assert rows("handoffs", "to_id", "reassignments") == [(None, 1)]
    assert copy.compare() == []


def test_each_change_of_band_is_told_with_its_points(company, lena):
    capture.touch(lena, code="request", by=None)
    told = rows("score_changes", "lead_id", "score", "band", "fit_band", "playbook")
    lena.scoring.refresh_from_db()
    assert told[-1] == (lena.pk, lena.scoring.score, lena.scoring.band, lena.scoring.fit_band, 1)


def test_goals_promises_and_reasons_follow_from_the_playbook(company, lena):
    told = rows("targets", "measure", "is_promise", "per", "amount", "unit", "team", order="target_id")
    assert ("mqls", True, "month", 60, "count", "marketing") in told
    assert ("acceptance_rate", True, "month", 0.7, "share", "marketing") in told
    assert ("answer", True, None, 240, "business minutes", "inside sales") in told
    assert ("sqls", False, "month", 15, "count", "inside sales") in told
    sides = {(exit_, code): side for exit_, code, side in rows("reasons", "exit", "reason", "side")}
    assert sides["rejected", "duplicate"] == "quality" and sides["lost", "price"] == "unknown"
    assert rows("playbooks", "playbook", "changed") == [(1, None)]


def test_a_new_version_says_what_it_changed_and_its_calendar_counts_from_its_day_on(company, lena):
    document = default_document()
    document["scoring"]["limit"] = 90
    document["calendars"][0]["hours"]["mon"] = ["10:00-12:00"]
    when = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=28)
    Playbook.objects.create(version=2, document=document, effective_at=when)
    assert rows("playbooks", "playbook", "changed") == [(1, None), (2, "scoring, calendars")]
    spans = rows("working_spans", "opens_at", "closes_at", "seconds_before", "team", order="team, opens_at")
    spans = [span for span in spans if span[3] == "inside sales"]
    mondays = [
        span for span in spans if span[0].weekday() == 0 and span[0] > plain(MONDAY) - timedelta(days=300)
    ]
    assert {closes - opens for opens, closes, _, _ in mondays if opens < plain(when)} == {timedelta(hours=8)}
    assert {closes - opens for opens, closes, _, _ in mondays if opens > plain(when)} == {timedelta(hours=2)}
    for (opens, closes, before, _), (_, _, after, _) in pairwise(spans):
        assert after - before == (closes - opens).total_seconds()
