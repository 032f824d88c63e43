"""Edits of many records: the look before says what happens, a break costs nothing, and undo leaves what was touched."""

from __future__ import annotations

import pytest

from detente.crm.capture.actions import Who, capture
from detente.crm.capture.origin import Origin
from detente.crm.deals.actions import open_deal
from detente.crm.followup.actions import add_note, assign, log_attempt
from detente.crm.lists.bulk import MOST, go_back, go_on, preview, start, undo
from detente.crm.lists.models import BulkEdit
from detente.crm.models import Account, CampaignMember, Deal, Event, Lead
from detente.crm.objections import Refused, Stale
from detente.crm.people.actions import add_account, change_user
from detente.crm.people.custom_fields import add_field
from tests.crm.cast import ago
from tests.fixtures.worlds import world

NAMES = ("Maya", "Tom", "Nora", "Otto")


@world
def leads(cast):
    """Maya and Tom are Sven's, Nora is Ava's, Otto carries a deal."""
    owners = {"Maya": cast.sven, "Tom": cast.sven, "Nora": cast.ava, "Otto": cast.sven}
    made = [
        capture(Who(name=name, email=f"{name}@x.example", company=f"{name} Ltd"), by=None, owner=owners[name],
                origin=Origin(source="search", utm={"utm_source": "bing"}), at=ago(days=2), stage="mql").lead
        for name in NAMES
    ]  # fmt: skip
    open_deal(by=cast.ava, lead=made[3])
    return [Lead.objects.get(pk=lead.pk) for lead in made]


def run(subject, records, document, by, limit=100):
    edit = start(subject, [record.pk for record in records], document, by=by)
    while go_on(edit, limit=limit):
        pass
    return edit


def back(edit, by):
    undo(edit, by=by)
    while go_back(edit, limit=2, by=by):
        pass
    return edit


def outcomes(edit):
    return {row.record_id: row.outcome for row in edit.rows.all()}


CHANGES = {
    "owner": lambda cast: {"do": "set", "field": "owner", "value": cast.ava.pk},
    "stage": lambda cast: {"do": "set", "field": "stage", "value": "sal"},
    "source": lambda cast: {"do": "set", "field": "source", "value": "trade show"},
    "campaign": lambda cast: {"do": "set", "field": "campaign", "value": cast.webinar.pk},
    "added field": lambda cast: {"do": "set", "field": "custom.size", "value": "12"},
    "exit": lambda cast: {"do": "end", "exit": "recycled", "reason": "timing"},
    "joining": lambda cast: {"do": "campaign", "campaign": cast.webinar.pk},
}


def picture(leads):
    """What an undo has to bring back."""
    fields = (
        "owner_id",
        "stage",
        "source",
        "medium",
        "campaign_id",
        "vendor_id",
        "custom",
        "closed_at",
        "utm",
    )
    members = set(CampaignMember.objects.values_list("campaign", "person"))
    return [Lead.objects.filter(pk=lead.pk).values(*fields).get() for lead in leads], members


@pytest.mark.parametrize("what", sorted(CHANGES))
def test_the_look_before_is_what_happens_and_undo_brings_all_back(cast, leads, what):
    add_field("lead", name="Size", kind="number", by=cast.olga)
    document, before = CHANGES[what](cast), picture(leads)
    seen = preview("leads", [lead.pk for lead in leads], document, by=cast.olga)
    edit = run("leads", leads, document, cast.olga)
    assert edit.state == "done"
    happened = list(outcomes(edit).values())
    assert seen.counts == {name: happened.count(name) for name in seen.counts}
    assert seen.counts["changed"] >= 2 and picture(leads) != before
    if what in ("stage", "exit"):
        # A lead that carries a deal moves and ends with it: refused with the rule's own words.
        assert seen.counts["refused"] == 1 and "deal" in edit.rows.get(outcome="refused").refusal
        assert list(seen.reasons) == [edit.rows.get(outcome="refused").refusal]
    assert back(edit, cast.olga).state == "undone"
    assert picture(leads) == before
    assert set(edit.rows.filter(outcome="changed").values_list("undone", flat=True)) == {"undone"}


def test_what_was_touched_since_is_left_and_listed(cast, leads):
    edit = run("leads", leads, CHANGES["owner"](cast), cast.olga)
    assert outcomes(edit)[leads[2].pk] == "same"
    log_attempt(leads[0], by=cast.ava, channel="call", disposition="no_answer")
    back(edit, cast.olga)
    assert Lead.objects.get(pk=leads[0].pk).owner == cast.ava
    assert Lead.objects.get(pk=leads[1].pk).owner == cast.sven
    left = edit.rows.get(undone="left")
    assert left.record_id == leads[0].pk and "since" in left.refusal


def test_a_run_that_was_killed_goes_on_and_does_nothing_twice(cast, leads):
    edit = start("leads", [lead.pk for lead in leads], CHANGES["owner"](cast), by=cast.olga)
    assert go_on(edit, limit=1) == 3
    again = BulkEdit.objects.get(pk=edit.pk)
    assert go_on(again, limit=2) == 1 and go_on(again, limit=2) == 0
    assert go_on(again, limit=2) == 0 and again.rows.count() == 4
    assert Event.objects.filter(kind="assigned", lead=leads[0]).count() == 1


def test_an_undo_before_the_end_stops_the_edit(cast, leads):
    edit = start("leads", [lead.pk for lead in leads], CHANGES["owner"](cast), by=cast.olga)
    go_on(edit, limit=1)
    undo(edit, by=cast.olga)
    go_on(BulkEdit.objects.get(pk=edit.pk), limit=10)
    go_back(edit, limit=10, by=cast.olga)
    assert [Lead.objects.get(pk=lead.pk).owner for lead in leads[:2]] == [cast.sven, cast.sven]
    assert not outcomes(edit).get(leads[1].pk)


def test_only_records_that_may_be_opened_are_changed(cast, leads):
    change_user(cast.sven, by=cast.olga, scope="own")
    cast.sven.refresh_from_db()
    document = {"do": "set", "field": "medium", "value": "mail"}
    seen = preview("leads", [lead.pk for lead in leads], document, by=cast.sven)
    edit = run("leads", leads, document, cast.sven)
    assert seen.counts["refused"] == 1 and outcomes(edit)[leads[2].pk] == "refused"
    assert Lead.objects.get(pk=leads[2].pk).medium is None


def test_who_may_not_change_such_records_and_too_many_are_refused(cast, leads):
    vera = cast.vera
    for user, ids in ((vera, [leads[0].pk]), (cast.olga, []), (cast.olga, range(MOST + 1))):
        with pytest.raises(Refused):
            start("leads", list(ids), CHANGES["owner"](cast), by=user)
    assert BulkEdit.objects.count() == 0


def test_only_who_made_it_or_keeps_order_takes_it_back(cast, leads):
    edit = run("leads", leads[:1], CHANGES["owner"](cast), cast.sven)
    with pytest.raises(Refused):
        undo(edit, by=cast.mia)
    back(edit, cast.olga)
    with pytest.raises(Refused):
        undo(BulkEdit.objects.get(pk=edit.pk), by=cast.olga)


@pytest.mark.parametrize(
    "document",
    [
        {"do": "set", "field": "stage", "value": "recycled"},
        {"do": "set", "field": "last_seq", "value": 7},
        {"do": "set", "field": "attempts", "value": 7},
        {"do": "set", "field": "owner", "value": 999_999},
        {"do": "end", "exit": "recycled", "reason": "no such"},
        {"do": "end", "exit": "sal"},
        {"do": "campaign", "campaign": "x"},
        {"do": "drop"},
        {},
    ],
)
def test_a_change_that_cannot_be_meant_is_refused_at_once(cast, leads, document):
    with pytest.raises(Refused):
        start("leads", [leads[0].pk], document, by=cast.olga)


def test_a_responder_stays_a_member_whatever_is_taken_back(cast, leads):
    from detente.crm.capture.campaigns import join_campaign

    edit = run("leads", leads[:2], CHANGES["joining"](cast), cast.olga)
    join_campaign(cast.webinar, leads[0].person, at=ago(hours=1), by=None, responded=True)
    back(edit, cast.olga)
    assert [member.person for member in CampaignMember.objects.all()] == [leads[0].person]
    assert edit.rows.get(undone="left").record_id == leads[0].pk


def test_a_cell_carries_the_version_it_was_read_at(cast, leads):
    lead = leads[0]
    edit = start("leads", [lead.pk], CHANGES["owner"](cast), by=cast.olga, is_inline=True)
    add_note(lead, "Meanwhile.", by=cast.sven)
    with pytest.raises(Stale):
        go_on(edit, limit=1, version=lead.last_seq)
    assert Lead.objects.get(pk=lead.pk).owner == cast.sven and edit.rows.count() == 0


def test_deals_and_accounts_are_edited_by_their_own_acts(cast, leads):
    deals = list(Deal.objects.all())
    edit = run("deals", deals, {"do": "set", "field": "expected", "value": "2027-03-31"}, cast.ava)
    assert f"{Deal.objects.get().expected_on}" == "2027-03-31"
    assert Event.objects.filter(deal=deals[0], kind="deal_changed").count() == 1
    back(edit, cast.ava)
    assert Deal.objects.get().expected_on is None
    accounts = [add_account("Atlas", by=cast.olga), add_account("Zephyr", by=cast.olga, industry="glass")]
    edit = run("accounts", accounts, {"do": "set", "field": "industry", "value": "food"}, cast.ava)
    assert set(Account.objects.filter(industry="food").values_list("name", flat=True)) == {"Atlas", "Zephyr"}
    back(edit, cast.ava)
    assert [Account.objects.get(name=name).industry for name in ("Atlas", "Zephyr")] == [None, "glass"]


def test_an_owner_who_left_gets_nothing(cast, leads):
    change_user(cast.ava, by=cast.olga, is_active=False)
    document = CHANGES["owner"](cast)
    seen = preview("leads", [leads[0].pk], document, by=cast.olga)
    assert seen.counts["refused"] == 1
    assert set(outcomes(run("leads", leads[:1], document, cast.olga)).values()) == {"refused"}
    assign(leads[0], to=None, by=cast.olga)
