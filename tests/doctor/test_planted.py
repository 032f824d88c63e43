"""Each invariant turns red at a fault planted behind Detente's back, and names the row."""

from __future__ import annotations

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from detente import doctor
from detente.crm.capture.actions import Who, capture
from detente.crm.capture.merging import merge_accounts
from detente.crm.history import triggers
from detente.crm.history.seal import seal
from detente.crm.models import (
    Account,
    ApiToken,
    Deal,
    Event,
    EventDetail,
    Handoff,
    ImportBatch,
    ImportLine,
    Lead,
    StageInterval,
    User,
)
from detente.crm.scoring.actions import score
from tests.doctor.planting import one, run

pytestmark = pytest.mark.plants_faults


def red(name: str, *, deep: bool = False) -> str:
    """What doctor says about one invariant, which must be broken."""
    finding = doctor.check_one(name, deep=deep)
    assert not finding.ok, f"{finding.invariant} did not notice"
    assert finding.rows and finding.repair
    return str(finding)


def batch(*outcomes: str, lines: int, **line) -> ImportBatch:
    made = ImportBatch.objects.create(name="spring.csv", mapping={}, state="done", lines=lines)
    for number, outcome in enumerate(outcomes, 2):
        ImportLine.objects.create(batch=made, line=number, outcome=outcome, **line)
    return made


def a_move():
    return Event.objects.filter(kind="moved").order_by("id").first()


# I1, I2: imports


def test_a_line_without_outcome(company):
    made = batch("stored", "rejected", lines=3, object="lead", record_id=Lead.objects.first().pk)
    assert f"import {made.pk} (spring.csv, done): 3 lines read, 2 accounted for" in red("import_lines")


def test_an_outcome_that_is_none(company):
    batch("forgotten", lines=1)
    assert "1 lines have an outcome that is none of the three" in red("import_lines")


def test_a_line_whose_lead_is_gone(company):
    made = batch("stored", lines=1, object="lead", record_id=10**9)
    assert f"import {made.pk}, file 1, line 2: its lead {10**9} is gone" in red("import_records")


def test_a_merge_that_runs_in_a_circle(company):
    first, second = Account.objects.order_by("id")[:2]
    run("UPDATE crm_account SET merged_into_id = %s WHERE id = %s", second.pk, first.pk)
    run("UPDATE crm_account SET merged_into_id = %s WHERE id = %s", first.pk, second.pk)
    assert f"crm_account {first.pk}: merged in a circle" in red("import_records")


# I5: handoffs


@pytest.fixture
def handoff(company) -> Handoff:
    """Somebody is handed over, and waits for an answer."""
    lead = capture(Who(name="Ida Plain"), by=None, stage="mql").lead
    return Handoff.objects.get(lead=lead)


def test_an_open_handoff_of_a_lead_that_ended(handoff):
    run("UPDATE crm_lead SET closed_at = stage_since WHERE id = %s", handoff.lead_id)
    assert f"handoff {handoff.pk}: open, but its lead {handoff.lead_id} has ended" in red("handoffs")


def test_an_open_handoff_that_somebody_elses_lead_has(handoff):
    other = User.objects.exclude(pk=handoff.to_id).first()
    run("UPDATE crm_lead SET owner_id = %s WHERE id = %s", other.pk, handoff.lead_id)
    assert f"is owned by {other.pk}, given to {handoff.to_id}" in red("handoffs")


def test_an_open_handoff_whose_time_nobody_watches(handoff):
    run("DELETE FROM crm_due_job")
    assert f"handoff {handoff.pk} of lead {handoff.lead_id}: open, and nothing is planned" in red("handoffs")


def test_an_answer_that_the_history_does_not_tell(handoff):
    run("UPDATE crm_handoff SET answer = 'accepted', answered_at = made_at WHERE id = %s", handoff.pk)
    assert f"lead {handoff.lead_id}: 1 answered handoffs, its history tells of 0" in red("handoffs")


def test_a_handoff_that_is_gone(handoff):
    run("DELETE FROM crm_handoff WHERE id = %s", handoff.pk)
    assert f"lead {handoff.lead_id}: handed over in event {handoff.event_id}, but there is no" in red(
        "handoffs"
    )


def test_a_job_that_fails_again_and_again(handoff):
    run("UPDATE crm_due_job SET tries = 4, failure = 'ValueError: no line' WHERE kind = 'handoff_due'")
    assert f"job handoff_due {handoff.pk}: failed 4 times, tried again (ValueError: no line)" in red(
        "handoffs"
    )


# I11: merges


def merged_accounts():
    survivor, other = Account.objects.exclude(deals=None).order_by("id").distinct()[:2]
    return merge_accounts(survivor, other, by=None)


def test_a_deal_left_behind_with_a_merged_account(company):
    merge = merged_accounts()
    deal = Deal.objects.filter(account=merge.survivor_id).first()
    run("UPDATE crm_deal SET account_id = %s WHERE id = %s", merge.merged_id, deal.pk)
    assert f"deal {deal.pk}: belongs to account {merge.merged_id}, which was merged" in red("merges")


def test_a_merge_taken_back_by_hand(company):
    merge = merged_accounts()
    run("UPDATE crm_account SET merged_into_id = NULL WHERE id = %s", merge.merged_id)
    assert f"merge {merge.pk}: account {merge.merged_id} went into {merge.survivor_id}" in red("merges")
    run("UPDATE crm_merge SET undone_at = merged_at WHERE id = %s", merge.pk)
    assert f"merge {merge.pk}: undone, but no event says so" in red("merges")


def test_a_merge_made_by_hand(company):
    first, second = Account.objects.order_by("id")[:2]
    run("UPDATE crm_account SET merged_into_id = %s WHERE id = %s", first.pk, second.pk)
    assert f"account {second.pk}: merged into {first.pk}, but no merge says so" in red("merges")


# I3, I4: state and intervals


def test_a_leads_stage_set_by_hand(company):
    lead = Lead.objects.filter(stage="inquiry").first()
    run("UPDATE crm_lead SET stage = 'mql' WHERE id = %s", lead.pk)
    assert f"lead {lead.pk}: stage is 'mql', its history says 'inquiry'" in red("state")


def test_a_deals_amount_set_by_hand(company):
    deal = Deal.objects.exclude(amount_minor=None).first()
    run("UPDATE crm_deal SET amount_minor = 1 WHERE id = %s", deal.pk)
    assert f"deal {deal.pk}: amount_minor is 1, its history says {deal.amount_minor}" in red("state")


def test_an_event_that_was_deleted_leaves_a_state_without_reason(company):
    lead = Lead.objects.order_by("-last_seq").first()
    for table in ("crm_event_detail", "crm_outbox"):
        run(f"DELETE FROM {table} WHERE event_id IN (SELECT id FROM crm_event WHERE lead_id = %s)", lead.pk)
    run("DELETE FROM crm_event WHERE lead_id = %s AND seq = %s", lead.pk, lead.last_seq)
    assert f"lead {lead.pk}: last_seq is {lead.last_seq}, its history says {lead.last_seq - 1}" in red(
        "state"
    )


def test_a_gap_between_intervals(company):
    second = StageInterval.objects.filter(no=2).first()
    run("UPDATE crm_stage_interval SET entered_at = %s WHERE id = %s", timezone.now(), second.pk)
    assert f"lead {second.lead_id}: gap between" in red("intervals")


def test_an_interval_that_is_gone(company):
    last = StageInterval.objects.filter(left_at=None, no__gt=1).first()
    run("DELETE FROM crm_stage_interval WHERE id = %s", last.pk)
    assert f"lead {last.lead_id}: stands nowhere since" in red("intervals")


# I10: the history


def test_an_event_that_was_changed(company):
    event = a_move()
    run("UPDATE crm_event SET reason = 'never said' WHERE id = %s", event.pk)
    assert f"event {event.pk} (moved): its columns are not those that were hashed" in red("chains")


def test_an_event_without_a_lead_that_was_changed(company):
    event = Event.objects.filter(kind="cost_added").first()
    run("UPDATE crm_event SET amount_minor = 1 WHERE id = %s", event.pk)
    assert f"event {event.pk} (cost_added): its columns" in red("chains")


def test_an_event_cut_out_of_the_middle(company):
    event = Event.objects.filter(seq=2, reverses_id=None, digest=None).first()
    run("DELETE FROM crm_event WHERE id = %s", event.pk)
    assert f"lead {event.lead_id}: event" in red("chains")


def test_words_that_were_changed(company):
    detail = EventDetail.objects.first()
    run("""UPDATE crm_event_detail SET words = '{"note": "other"}' WHERE event_id = %s""", detail.pk)
    assert f"event {detail.pk}: its words are not those that were written" in red("chains")


def test_words_blanked_without_their_salt(company):
    detail = EventDetail.objects.first()
    run("UPDATE crm_event_detail SET words = NULL WHERE event_id = %s", detail.pk)
    assert f"event {detail.pk}: words and salt were not blanked together" in red("chains")


def test_words_blanked_with_their_salt_are_no_fault(company):
    run(
        "UPDATE crm_event_detail SET words = NULL, salt = NULL WHERE event_id = %s",
        EventDetail.objects.first().pk,
    )
    assert doctor.check_one("chains").ok


def test_words_whose_row_is_gone(company):
    detail = EventDetail.objects.first()
    run("DELETE FROM crm_event_detail WHERE event_id = %s", detail.pk)
    assert f"event {detail.pk}: the row of its words is gone" in red("chains")


def test_a_tail_that_was_cut_after_the_days_seal(company):
    seal()
    event = Event.objects.order_by("-id").first()
    run("DELETE FROM crm_event_detail WHERE event_id = %s", event.pk)
    run("DELETE FROM crm_event WHERE id = %s", event.pk)
    assert "no longer as sealed" in red("chains")


def test_a_trigger_that_is_missing(company):
    triggers.remove(connection)
    assert "trigger crm_event_no_update is missing" in red("chains")


# I15, I16: the database, access


def test_an_event_that_names_nobody(company):
    event = a_move()
    run("UPDATE crm_event SET actor_id = %s WHERE id = %s", 10**9, event.pk)
    assert f"event {event.pk}: actor_id {10**9} does not exist" in red("integrity")


@pytest.mark.sqlite
def test_a_reference_to_a_row_that_does_not_exist(company):
    lead = Lead.objects.first()
    run("UPDATE crm_lead SET person_id = %s WHERE id = %s", 10**9, lead.pk)
    assert f"crm_lead, row {lead.pk}: refers to a row of crm_person that does not exist" in red("integrity")
    run("UPDATE crm_lead SET person_id = %s WHERE id = %s", lead.person_id, lead.pk)


def test_a_constraint_that_was_dropped(company):
    run("DROP INDEX one_open_lead_per_person")
    assert "crm_lead: constraint one_open_lead_per_person is missing" in red("integrity")


def test_a_migration_that_was_never_applied(company):
    run("DELETE FROM django_migrations WHERE app = 'crm' AND name = '0002_event_transaction'")
    assert "migration crm.0002_event_transaction is not applied" in red("integrity")


def test_the_last_administrator_was_switched_off(company):
    run("UPDATE crm_user SET is_active = %s WHERE id = %s", False, company.ada.pk)
    assert "no active user is an administrator" in red("access")


def test_a_deactivated_user_is_still_signed_in(company):
    session = SessionStore()
    session[SESSION_KEY] = str(company.sam.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    assert doctor.check_one("access").ok
    run("UPDATE crm_user SET is_active = %s WHERE id = %s", False, company.sam.pk)
    assert f"user {company.sam.pk} is deactivated or gone, but has a live session" in red("access")


def test_a_deactivated_user_still_has_a_token(company):
    ApiToken.objects.create(
        user=company.sam, name="script", prefix="abc123", digest="0" * 64, created_at=timezone.now()
    )
    assert doctor.check_one("access").ok
    run("UPDATE crm_user SET is_active = %s WHERE id = %s", False, company.sam.pk)
    assert f"user {company.sam.pk} is deactivated, but token abc123 is not revoked" in red("access")


def test_many_faults_are_named_up_to_a_number_and_counted(company):
    run("UPDATE crm_event SET reason = 'never said'")
    finding = doctor.check_one("chains")
    assert (
        len(finding.rows) == 21
        and finding.rows[-1] == f"... and {one('SELECT count(*) FROM crm_event') - 20} more"
    )


# I19: points


def test_points_that_somebody_gave_behind_the_playbooks_back(company):
    score(lead := Lead.objects.filter(closed_at=None, is_archived=False).order_by("pk")[0])
    run("UPDATE crm_lead_score SET score = 99 WHERE lead_id = %s", lead.pk)
    assert f"lead {lead.pk}: score is 99, the playbook gives" in red("points")
    assert score(lead) and doctor.check_one("points").ok
