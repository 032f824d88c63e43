"""The past can't be changed: the database itself refuses, and what was changed behind its back is noticed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from detente.crm.capture.actions import Who, capture
from detente.crm.followup.actions import add_note
from detente.crm.history import chain, triggers
from detente.crm.history.seal import broken_seals, seal
from detente.crm.models import Event, EventDetail, ImportBatch, ImportLine, Lead, Seal
from detente.crm.people.actions import add_account
from tests.crm.cast import Cast
from tests.crm.truths import check_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(cast: Cast) -> Lead:
    lead = capture(Who(name="Ida Plain", email="ida@plain.example"), by=cast.mia).lead
    add_note(lead, "Call her on Monday.", by=cast.sven)
    return Lead.objects.get(pk=lead.pk)


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if statement.startswith("TRUNCATE"):
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(statement)
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE crm_event SET code = 'x'", "DELETE FROM crm_event", "UPDATE crm_seal SET heads = 'x'",
        "DELETE FROM crm_seal", "DELETE FROM crm_event_detail", "DELETE FROM crm_import_line",
    ],
)  # fmt: skip
def test_changing_the_past_is_refused(lead: Lead, statement: str) -> None:
    seal()
    batch = ImportBatch.objects.create(name="leads.csv", mapping={})
    ImportLine.objects.create(batch=batch, line=1, outcome="rejected", reason="no name")
    assert refused(statement)


@pytest.mark.postgres
@pytest.mark.parametrize("table", sorted({*triggers.FROZEN, *triggers.NO_DELETE}))
def test_emptying_a_table_is_refused(lead: Lead, table: str) -> None:
    assert refused(f"TRUNCATE {table} CASCADE")


def test_a_migration_puts_missing_guards_back(lead: Lead) -> None:
    triggers.remove(connection)
    assert "crm_event_no_update" in triggers.missing(connection)
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []
    assert refused("DELETE FROM crm_event")


def test_words_can_be_blanked_and_the_chain_still_holds(lead: Lead) -> None:
    noted = Event.objects.get(kind="noted")
    assert noted.digest == chain.digest_of({"note": "Call her on Monday."}, noted.detail.salt)
    EventDetail.objects.filter(event=noted).update(words=None, salt=None)
    kept = Event.objects.filter(pk=noted.pk).values(*chain.COVERED, "hash").get()
    assert chain.hash_of(kept) == kept["hash"]
    EventDetail.objects.filter(event=noted).update(words={"note": "Call her on Monday."}, salt="00")
    assert noted.digest != chain.digest_of({"note": "Call her on Monday."}, "00")
    EventDetail.objects.filter(event=noted).update(words=None, salt=None)


def test_words_that_a_database_can_not_keep_are_kept_as_far_as_possible(lead: Lead, cast: Cast) -> None:
    add_note(lead, "zero \x00 half \ud800 and \\u0000 as typed", by=cast.sven)
    assert EventDetail.objects.latest("pk").words == {"note": "zero  half  and \\u0000 as typed"}
    check_everything()


class Tampered(Exception):
    """Rolls back what somebody with the keys to the database did."""


def told_after(*statements: str) -> list[str]:
    """What the seals say when the guards are taken down and statements run behind everybody's back."""
    found: list[str] = []
    try:
        with transaction.atomic():
            triggers.remove(connection)
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
            found = broken_seals()
            raise Tampered
    except Tampered:
        return found


def test_the_seal_is_made_once_a_day(lead: Lead) -> None:
    first = seal(date(2026, 3, 1))
    assert first and first.event_count == Event.objects.count() and first.previous is None
    assert seal(date(2026, 3, 1)) is None
    second = seal(date(2026, 3, 2))
    assert second and second.previous == first.hash
    assert broken_seals() == []


def test_nothing_to_seal_before_anything_happened() -> None:
    assert seal() is None


def test_what_comes_after_a_seal_does_not_break_it(lead: Lead, cast: Cast) -> None:
    seal()
    add_note(lead, "Spoke to her.", by=cast.sven)
    add_account("Plain Ltd", by=cast.sven)
    assert broken_seals() == []


def test_a_cut_tail_is_noticed(lead: Lead) -> None:
    seal()
    told = told_after(f"DELETE FROM crm_event WHERE lead_id = {lead.pk} AND seq = {lead.last_seq}")
    assert len(told) == 1
    assert "heads" in told[0]


def test_a_removed_event_without_a_lead_is_noticed(lead: Lead, cast: Cast) -> None:
    account = add_account("Plain Ltd", by=cast.sven)
    seal()
    told = told_after(f"DELETE FROM crm_event WHERE lead_id IS NULL AND account_id = {account.pk}")
    assert len(told) == 1
    assert "loose" in told[0]


def test_a_changed_seal_and_a_missing_one_are_noticed(lead: Lead) -> None:
    for day in range(3):
        seal(date(2026, 3, 1) + timedelta(days=day))
    assert any(
        "was changed" in told
        for told in told_after("UPDATE crm_seal SET hash = 'x' WHERE day = '2026-03-03'")
    )
    assert told_after("DELETE FROM crm_seal WHERE day = '2026-03-02'") == [
        "seal of 2026-03-03: the seal before it is missing or was changed"
    ]
    assert Seal.objects.count() == 3
