"""Whatever becomes of a lead by merges, erasure, imports or edits of many: no handoff is left open behind it."""

from __future__ import annotations

from datetime import UTC, datetime

from detente.crm.capture.actions import Who, capture
from detente.crm.capture.merging import merge_people, undo_merge
from detente.crm.deals.actions import join, open_deal
from detente.crm.erasure.actions import erase_person
from detente.crm.followup import actions as followup
from detente.crm.handoff import actions as handoff
from detente.crm.history import bulk
from detente.crm.history.facts import Archived, Assigned, Ended, Moved
from detente.crm.models import DueJob, Handoff, Lead
from tests.crm.cast import Cast
from tests.crm.handoff.agreed import handoff_of, ready, rep
from tests.crm.truths import check_everything


def answer_of(lead: Lead) -> tuple[str | None, str | None]:
    found = handoff_of(lead)
    return found.answer, found.reason


def test_of_two_leads_that_a_merge_unites_one_stays_handed_over(cast: Cast) -> None:
    kept, lesser = ready("Abel"), ready("Bela")
    merge = merge_people(kept.person, lesser.person, by=cast.olga)
    assert answer_of(kept) == (None, None)
    assert answer_of(lesser) == ("withdrawn", "merged")
    assert Handoff.objects.filter(answer=None).count() == 1
    handoff.accept(handoff_of(kept), by=cast.sven)
    followup.end(kept, exit_="recycled", reason="timing", by=cast.sven)
    undo_merge(merge, by=cast.olga)
    lesser.refresh_from_db()
    assert lesser.stage == "mql"
    assert Handoff.objects.get(lead=lesser, answer=None).to == cast.sven, "reopened, it is handed over again"
    check_everything()


def test_an_erased_persons_lead_and_one_that_joins_a_deal_wait_for_nobody(cast: Cast) -> None:
    erased, joined = ready("Abel"), ready("Bela", who={"company": "Plain Ltd"})
    erase_person(erased.person, by=cast.olga)
    assert answer_of(erased) == ("withdrawn", "erased")
    other = capture(Who(name="Cleo", company="Plain Ltd"), by=None, stage="sql").lead
    join(joined, to=open_deal(lead=other, by=cast.ava), by=cast.ava)
    assert answer_of(joined) == ("withdrawn", "joined")
    assert not DueJob.objects.filter(kind__startswith="handoff_").exists()


def test_a_recycled_person_comes_back_as_a_new_lead_that_is_handed_over(cast: Cast) -> None:
    first = ready("Abel")
    followup.end(first, exit_="recycled", reason="timing", by=cast.sven)
    again = ready("Abel", code="request")
    assert again.pk != first.pk and again.earlier == first
    assert (answer_of(first), answer_of(again)) == (("rejected", "timing"), (None, None))


def test_what_is_written_in_sets_answers_or_gives_on_what_was_open(cast: Cast) -> None:
    """An import says more of leads that were handed over: one is ended, moved, set aside, given to another."""
    names = ("Abel", "Bela", "Cleo", "Dina", "Egon")
    ended, moved, archived, given, left = (ready(name) for name in names)
    tara, now = rep("Tara"), datetime.now(UTC)
    with bulk.writing() as writer:
        stories = writer.leads([lead.pk for lead in (ended, moved, archived, given)])
        writer.record(
            stories[ended.pk], Ended(from_stage="mql", to_stage="rejected", reason="duplicate"), at=now
        )
        writer.record(stories[moved.pk], Moved(from_stage="mql", to_stage="sql"), at=now)
        writer.record(stories[archived.pk], Archived(code="lead"), at=now)
        writer.record(stories[given.pk], Assigned(owner_id=tara.pk), at=now)
    assert [answer_of(lead) for lead in (ended, moved, archived, given, left)] == [
        ("rejected", "duplicate"), ("accepted", None), ("withdrawn", "archived"), (None, None), (None, None),
    ]  # fmt: skip
    assert (handoff_of(given).to, handoff_of(left).to) == (tara, cast.sven)
    check_everything()
