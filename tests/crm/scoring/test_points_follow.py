"""A lead's points follow what its person does and what becomes known, at once; band by band the history says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from detente.crm.capture.actions import (
    Arrival,
    Origin,
    Who,
    capture,
    clear_defect,
    find_defect,
    take_back,
    touch,
)
from detente.crm.capture.campaigns import change_campaign
from detente.crm.followup.actions import end, move, reopen
from detente.crm.models import Event, Lead, LeadScore
from detente.crm.people.actions import change_account, change_person
from detente.crm.scoring.actions import explained, rescore_all, rescore_due, score
from tests.crm.cast import Cast, ago

HEAD = Who(name="Hana Head", email="hana@northwind.example", company="Northwind", title="Head of IT")
PLAIN = Who(name="Paul Plain", email="paul@gmail.com")


def arrive(cast: Cast, who: Who = HEAD, code: str = "form", **more: Any) -> Arrival:
    return capture(who, by=None, code=code, origin=Origin(campaign=cast.webinar), **more)


def told(lead: Lead) -> list[tuple[str, str]]:
    """The changes of band that the history has, each with its cause."""
    rows = Event.objects.filter(lead=lead.pk, kind="scored").order_by("seq")
    return [(row.code or "", row.reason or "") for row in rows]


def test_who_finishes_a_survey_and_leads_a_department_is_handed_to_sales(cast: Cast) -> None:
    """Fit and engagement by the default playbook; the threshold makes an MQL, without anybody's doing."""
    lead = arrive(cast).lead
    row = LeadScore.objects.get(pk=lead.pk)
    assert (row.fit, row.engagement, row.score, row.band, row.fit_band) == (40, 12, 52, "B", "A")
    lead.refresh_from_db()
    assert lead.fit_band == "A"
    moved = Event.objects.get(lead=lead.pk, kind="moved")
    assert (moved.to_stage, moved.reason, moved.actor_id) == ("mql", "score", None)
    assert told(lead) == [("B", "captured")]
    touch(lead, code="survey", by=None)
    assert LeadScore.objects.get(pk=lead.pk).score == 40 + 25 + 12 + 10
    assert told(lead) == [("B", "captured"), ("A", "touched")]


def test_asking_for_contact_is_ready_at_any_score_but_not_for_a_student(cast: Cast) -> None:
    """An exclusion that both sides signed stands above a request."""
    asked = arrive(cast, PLAIN, "request").lead
    student = arrive(cast, Who(name="Stu", email="stu@uni.example", title="Student"), "request").lead
    assert Event.objects.get(lead=asked.pk, kind="moved").reason == "request"
    student.refresh_from_db()
    assert student.stage == "inquiry"
    change_person(student.person, by=cast.mia, title="Director")
    student.refresh_from_db()
    assert student.stage == "mql"


def test_what_sales_sent_back_stays_until_they_ask_again(cast: Cast) -> None:
    """A visit changes points, not a move that somebody made by hand; a request does."""
    lead = arrive(cast).lead
    move(lead, to="inquiry", by=cast.sven, reason="not_ready")
    touch(lead, code="visit", by=None)
    lead.refresh_from_db()
    assert lead.stage == "inquiry"
    touch(lead, code="request", by=None)
    lead.refresh_from_db()
    assert lead.stage == "mql"


def test_what_becomes_known_and_what_is_taken_back_changes_the_points(cast: Cast) -> None:
    """Person, account, defects, a touch that never was: the stored points are always those of now."""
    lead = arrive(cast, PLAIN).lead

    def now() -> int:
        return LeadScore.objects.get(pk=lead.pk).score

    assert now() == 12
    change_person(lead.person, by=cast.mia, phone="+49 30 901820", title="Buyer")
    assert now() == 12 + 5 + 15
    again = touch(lead, code="survey", by=None)
    assert now() == 32 + 25 + 10
    take_back(again, by=cast.mia)
    assert now() == 32
    find_defect(lead, "bounced", by=cast.sven)
    assert now() == 32 - 5 - 10, "reach takes no more than its limit of ten away"
    clear_defect(lead, "bounced", by=cast.sven)
    assert now() == 32
    head = arrive(cast).lead
    change_account(head.account, by=cast.mia, employees=80)
    assert LeadScore.objects.get(pk=head.pk).fit == 50, "no more than the limit of the half"
    assert [point.name for point in explained(lead) if point.points > 10] == ["Manages", "Filled in a form"]


def test_points_fade_without_anybodys_doing_and_a_lead_stays_where_it_is(cast: Cast) -> None:
    """The worker's look scores what has faded; the stage stays."""
    lead = arrive(cast).lead
    row = LeadScore.objects.get(pk=lead.pk)
    assert row.changes_at
    assert rescore_due(row.changes_at - timedelta(seconds=1)).leads == 0
    LeadScore.objects.filter(pk=lead.pk).update(changes_at=ago(minutes=1))
    assert rescore_due().leads == 1
    later = score(lead, at=row.scored_at + timedelta(days=45), cause="faded")
    assert later and (later.score, later.band) == (46, "C")
    lead.refresh_from_db()
    assert (lead.stage, told(lead)[-1]) == ("mql", ("C", "faded"))
    score(lead)


def test_what_is_told_late_counted_when_it_happened(cast: Cast) -> None:
    """A response of months ago made the lead ready then; what is kept is what is left of it today."""
    lead = arrive(cast, at=ago(days=180)).lead
    row = LeadScore.objects.get(pk=lead.pk)
    assert (row.score, row.band) == (41, "C")
    assert told(lead) == [("B", "captured"), ("C", "faded")]
    assert Event.objects.get(lead=lead.pk, kind="moved").at == lead.arrived_at


def test_lines_of_the_explanation_add_up_to_the_score(cast: Cast) -> None:
    """Every point has its rule, its response and its campaign; what a limit took stands there too."""
    lead = arrive(cast, code="webinar", at=ago(days=40)).lead
    for code in ("survey", "request", "reply", "visit", "visit"):
        touch(lead, code=code, by=None, at=ago(days=3), origin=Origin(campaign=cast.webinar))
    row = score(lead)
    lines = explained(lead, row.scored_at) if row else []
    assert row and sum(line.points for line in lines) == row.score
    survey = next(line for line in lines if line.code == "survey")
    assert (survey.given, survey.campaign, survey.touch) == (25, "Spring webinar", "survey")
    assert {"group_limit", "half_limit"} <= {line.cause for line in lines}


def test_scoring_everybody_changes_nothing_that_was_right(cast: Cast) -> None:
    """All leads in sets come to what each came to alone; and again after names that rules may ask for changed."""
    leads = [arrive(cast, who, code).lead for who, code in ((HEAD, "survey"), (PLAIN, "download"))]
    touch(leads[1], code="visit", by=None)
    ended = arrive(cast, Who(name="Enno", email="enno@works.example")).lead
    end(ended, exit_="rejected", reason="criteria_not_met", by=cast.sven)
    change_campaign(cast.webinar, by=cast.mia, name="Summer webinar")
    before = list(LeadScore.objects.order_by("pk").values("lead", "score", "fit", "band", "is_ready"))
    LeadScore.objects.all().delete()
    found = rescore_all()
    assert (found.leads, found.crossed) == (2, 0)
    after = list(LeadScore.objects.order_by("pk").values("lead", "score", "fit", "band", "is_ready"))
    assert after == before[:2]
    assert rescore_all().changed == 0
    reopen(ended, by=cast.sven)
    assert LeadScore.objects.filter(pk=ended.pk).exists()


def test_history_that_was_imported_moves_only_once_it_lives(cast: Cast) -> None:
    """Leads that came as history are scored and stay where they are, until their person responds here."""
    from detente.crm.history import bulk, facts
    from detente.crm.people.actions import add_person

    person = add_person(name="Ida Import", by=None, email="ida@northwind.example", title="Director")
    with bulk.writing() as writer:
        story = writer.new_lead(person_id=person.pk, account_id=None, playbook=1)
        writer.record(story, facts.Captured(to_stage="inquiry", code="survey"), at=ago(days=1))
    assert rescore_all().leads == 1
    lead = Lead.objects.get(pk=story.id)
    assert (lead.stage, lead.scoring.is_ready) == ("inquiry", True)
    touch(lead, code="visit", by=None)
    lead.refresh_from_db()
    assert lead.stage == "mql"
