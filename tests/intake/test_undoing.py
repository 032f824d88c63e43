"""A batch is taken back by compensating events; what others touched is left and listed; nothing is deleted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from detente.crm.capture.models import Campaign, CampaignCost, Lead
from detente.crm.deals.models import Deal
from detente.crm.followup.actions import add_note, log_attempt
from detente.crm.history.models import Event
from detente.crm.imports.models import ImportBatch
from detente.crm.people.models import Account, ExternalId, Person, User
from detente.intake.batches import run
from detente.intake.problems import IntakeError
from detente.intake.storing import known
from detente.intake.undoing import undo

Write = Callable[[str, str], Path]
BringIn = Callable[..., ImportBatch]
LEADS = """
system: x
files:
- kind: leads
  file: l*
  columns:
    {external_id: Id, name: Name, email: Mail, account: Firm, campaign: Campaign, arrived_at: At}
"""
DEALS = """
system: x
unknown_users: create
files:
- kind: deals
  file: d*
  columns: {lead: Lead, closed_at: {column: Won, format: YYYY-MM-DD}, sdr: SDR}
  constants: {stage: won}
"""
HEAD = "Id,Name,Mail,Firm,Campaign,At\n"
CAST = (
    HEAD + "1,Maya,maya@northwind.com,Northwind,Fair,2021-01-01\n2,Tom,tom@initech.com,Initech,,2021-01-02\n"
)


def living(model: type) -> int:
    return model.objects.filter(is_archived=False).count()  # type: ignore[attr-defined]


def test_what_nobody_touched_leaves_the_lists_and_stays_in_the_history(
    ada: User, write: Write, bring_in: BringIn
) -> None:
    batch = bring_in(LEADS, write("l.csv", CAST))
    before = Event.objects.count()
    done = undo(batch, by=ada)
    assert (done.lines, done.left) == (2, [])
    assert [living(model) for model in (Lead, Person, Account)] == [0, 0, 0]
    assert (Lead.objects.count(), Person.objects.count()) == (2, 2)
    assert Event.objects.count() > before
    assert Event.objects.filter(kind="archived", actor=ada).count() == 6
    batch.refresh_from_db()
    assert (batch.state, batch.outcomes.filter(undone=True).count()) == ("undone", 2)


def test_a_lead_that_somebody_worked_on_is_left_and_listed(
    ada: User, write: Write, bring_in: BringIn
) -> None:
    batch = bring_in(LEADS, write("l.csv", CAST))
    maya = Lead.objects.get(person__name="Maya")
    log_attempt(maya, by=ada, channel="call", disposition="connected")
    done = undo(batch, by=ada)
    assert [(left.line, left.object, left.record_id, left.why) for left in done.left] == [
        (2, "lead", maya.pk, "others have worked on it since")
    ]
    assert list(Lead.objects.filter(is_archived=False)) == [maya]
    assert [person.name for person in Person.objects.filter(is_archived=False)] == ["Maya"]
    assert [account.name for account in Account.objects.filter(is_archived=False)] == ["Northwind"]


def test_undone_lines_may_be_imported_again(ada: User, write: Write, bring_in: BringIn) -> None:
    path = write("l.csv", CAST)
    undo(bring_in(LEADS, path), by=ada)
    again = bring_in(LEADS, path)
    assert list(again.outcomes.values_list("outcome", flat=True)) == ["stored", "stored"]
    assert [living(model) for model in (Lead, Person, Account, Campaign)] == [2, 2, 2, 1]
    undo(again, by=ada)
    assert living(Lead) == 0


def test_an_external_id_that_somebody_else_gave_away_meanwhile_is_read_anew(
    ada: User, write: Write, bring_in: BringIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("l.csv", CAST)
    undo(bring_in(LEADS, path), by=ada)
    taken, take = [], known._take

    def take_late(key: int, holder: int, record_id: int) -> None:
        taken.append(key)
        if len(taken) == 1:
            ExternalId.objects.filter(pk=key).update(record_id=record_id + 1)
        take(key, holder, record_id)

    monkeypatch.setattr(known, "_take", take_late)
    again = bring_in(LEADS, path)
    assert taken[1:] and taken[0] in taken[1:]
    assert list(again.outcomes.values_list("outcome", flat=True)) == ["stored", "stored"]
    keys = ExternalId.objects.filter(object="lead").order_by("value").values_list("record_id", flat=True)
    assert list(keys) == list(
        Lead.objects.filter(is_archived=False).order_by("pk").values_list("pk", flat=True)
    )


def test_an_undone_batch_does_not_run_again(ada: User, write: Write, bring_in: BringIn) -> None:
    batch = bring_in(LEADS, write("l.csv", CAST))
    undo(batch, by=ada)
    with pytest.raises(IntakeError, match="was undone"):
        run(batch)


def test_a_touch_on_an_earlier_lead_is_reversed(ada: User, write: Write, bring_in: BringIn) -> None:
    bring_in(LEADS, write("l.csv", CAST))
    more = bring_in(
        LEADS,
        write("l2.csv", HEAD + ("7,,maya@northwind.com,,,2021-02-01\n8,,maya@northwind.com,,,2021-03-01\n")),
    )
    maya = Lead.objects.get(person__name="Maya")
    assert maya.touches == 2
    undo(more, by=ada)
    maya.refresh_from_db()
    assert (maya.touches, maya.last_touch_at, maya.is_archived) == (0, None, False)


def test_a_deal_on_an_earlier_lead_gives_the_lead_back(ada: User, write: Write, bring_in: BringIn) -> None:
    bring_in(LEADS, write("l.csv", CAST))
    batch = bring_in(DEALS, write("d.csv", "Lead,Won,SDR\n1,2020-12-01,Sam\n2,2021-03-01,Sam\n"))
    tom = Lead.objects.get(person__name="Tom")
    note = add_note(tom, "Thanked them", by=ada)
    done = undo(batch, by=ada)
    maya = Lead.objects.get(person__name="Maya")
    assert (maya.stage, maya.deal, maya.owner, maya.defects, maya.closed_at) == (
        "inquiry",
        None,
        None,
        [],
        None,
    )
    assert [left.object for left in done.left] == ["deal"]
    assert Deal.objects.get(is_archived=False).lead == tom
    assert note.lead == tom
    bring_in(DEALS, write("d2.csv", "Lead,Won,SDR\n1,2021-04-01,Sam\n"))
    maya.refresh_from_db()
    assert (maya.stage, maya.closed_at) == ("won", datetime(2021, 3, 31, 22, tzinfo=UTC))


def test_costs_and_campaigns(ada: User, write: Write, bring_in: BringIn) -> None:
    mapping = """
system: x
files:
- {kind: campaigns, file: c*, columns: {external_id: Id, name: Name, cost: Cost}}
- {kind: costs, file: k*, columns: {campaign: Name, day: {column: Day}, amount: Sum}}
"""
    files = (
        write("c.csv", "Id,Name,Cost\n1,Fair,5\n2,Web,\n"),
        write("k.csv", "Name,Day,Sum\nFair,2021-01-01,7\n"),
    )
    undo(bring_in(mapping, *files), by=ada)
    assert [living(Campaign), living(CampaignCost)] == [0, 0]
    assert Event.objects.filter(kind="cost_reversed").count() == 2
    bring_in(mapping, *files)
    assert [living(Campaign), living(CampaignCost), Campaign.objects.count()] == [2, 2, 2]


def test_work_is_reversed_and_its_counters_follow(ada: User, write: Write, bring_in: BringIn) -> None:
    bring_in(LEADS, write("l.csv", CAST))
    mapping = (
        "system: x\nfiles: [{kind: activities, columns: {lead: Lead, channel: Ch, disposition: Res, at: At}}]"
    )
    batch = bring_in(
        mapping, write("a.csv", "Lead,Ch,Res,At\n1,call,connected,2021-02-01\n1,call,no_answer,2021-02-02\n")
    )
    maya = Lead.objects.get(person__name="Maya")
    assert (maya.attempts, maya.status) == (2, "connected")
    undo(batch, by=ada)
    maya.refresh_from_db()
    assert (maya.attempts, maya.status, maya.first_attempt_at) == (0, "new", None)


def test_users_stay_and_are_listed(ada: User, write: Write, bring_in: BringIn) -> None:
    batch = bring_in(
        "system: x\nfiles: [{kind: users, columns: {external_id: Id, name: Name}}]",
        write("u.csv", "Id,Name\n1,Kim\n"),
    )
    done = undo(batch, by=ada)
    assert [left.why for left in done.left] == ["users stay; take their rights away in the settings"]
    assert User.objects.filter(name="Kim").exists()
