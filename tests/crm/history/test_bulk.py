"""The set-based writer refuses what would part state and history."""

from __future__ import annotations

from typing import Any

import pytest

from detente.crm.capture.actions import Who, capture
from detente.crm.deals.actions import open_deal
from detente.crm.history import bulk
from detente.crm.history.facts import Assigned, DealMoved, PersonAdded
from detente.crm.models import Deal, Event, Lead
from tests.crm.cast import NOW, Cast
from tests.crm.truths import check_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(cast: Cast) -> Deal:
    lead = capture(Who(name="Ida", email="ida@plain.example"), by=None).lead
    return open_deal(by=cast.ava, lead=lead)


def test_leads_and_deals_go_on_where_they_stand(cast: Cast, deal: Deal) -> None:
    with bulk.writing(actor_id=cast.ava.pk) as writer:
        lead = writer.leads(key for key in [deal.lead_id])[deal.lead_id]
        story = writer.deals([deal.pk])[deal.pk]
        moved = DealMoved(from_stage="discovery", to_stage="proposal")
        writer.record_deal(story, moved, at=NOW, lead=lead, words={"note": "Sent\x00 it"})
    event = Event.objects.get(kind="deal_moved")
    assert (event.actor, event.detail.words, event.seq) == (cast.ava, {"note": "Sent it"}, 3)
    deal.refresh_from_db()
    assert (deal.stage, deal.lead.stage, deal.version) == ("proposal", "proposal", 2)
    check_everything()


def test_what_was_written_has_to_be_taken_again(cast: Cast, deal: Deal) -> None:
    with bulk.writing() as writer:
        lead, story = writer.leads([deal.lead_id])[deal.lead_id], writer.deals([deal.pk])[deal.pk]
        writer.flush()
        with pytest.raises(ValueError, match=r"take it again with leads\(\)"):
            writer.record(lead, Assigned(owner_id=None), at=NOW)
        again = writer.leads([deal.lead_id])[deal.lead_id]
        with pytest.raises(ValueError, match=r"take it again with deals\(\)"):
            writer.record_deal(story, DealMoved(from_stage="discovery", to_stage="proposal"), at=NOW)
        writer.record(again, Assigned(owner_id=cast.sven.pk), at=NOW)
    check_everything()
    assert Lead.objects.get().owner == cast.sven


def test_an_error_leaves_nothing_behind(cast: Cast, deal: Deal) -> None:
    before = Event.objects.count()

    def fail() -> Any:
        with bulk.writing() as writer:
            writer.record_loose(PersonAdded(), at=NOW, subject={"person_id": deal.lead.person_id})
            writer.record(writer.leads([deal.lead_id])[deal.lead_id], Assigned(owner_id=None), at=NOW)
            writer.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert Event.objects.count() == before
    check_everything()
