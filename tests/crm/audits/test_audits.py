"""An audit runs once at a time, its findings open as lists, and the next one says what was mended since."""

from __future__ import annotations

from datetime import timedelta

import pytest

from detente.crm.audits.actions import SILENT, fail, finish, give_up_dead, newest, note, start
from detente.crm.capture.actions import Who, capture
from detente.crm.lists.bulk import go_back, go_on, undo
from detente.crm.lists.bulk import start as start_edit
from detente.crm.lists.registry import registry
from detente.crm.models import Audit, Event, FoundRecord, Lead
from detente.crm.objections import Refused


def leads(*names):
    return [capture(Who(name=name, email=f"{name}@x.example"), by=None).lead.pk for name in names]


def test_one_of_the_own_records_runs_at_a_time_and_a_dead_one_makes_room(cast):
    first = start(by=cast.olga)
    with pytest.raises(Refused, match="running already"):
        start(by=cast.mia)
    assert note(first, "leads", 1, 10)
    Audit.objects.update(
        started_at=first.started_at - 2 * SILENT, seen_at=first.started_at - SILENT - timedelta(1)
    )
    assert give_up_dead() == 1
    assert start(by=cast.mia).state == "waiting"
    assert not note(first, "leads", 2, 10)
    assert finish(first, {"found": []}).state == "failed"


def test_a_rep_may_not_start_one_and_a_failure_is_kept(cast):
    with pytest.raises(Refused, match="does not include"):
        start(by=cast.sven)
    audit = start(by=cast.mia)
    fail(audit, "disk full")
    audit.refresh_from_db()
    assert (audit.state, audit.failure) == ("failed", "disk full") and newest() is None


def test_the_list_of_a_finding_holds_its_records_and_the_next_audit_counts_what_was_mended(cast):
    maya, tom, nora = leads("Maya", "Tom", "Nora")
    one = finish(start(by=cast.olga), {"names": {"never_touched": "Leads never touched"}},
                 {("never_touched", "leads"): [maya, tom, tom]})  # fmt: skip
    field = registry("leads", cast.olga).get("found")
    assert list(field.options()) == [("never_touched", "Leads never touched")]
    assert set(Lead.objects.filter(field.equal("never_touched")).values_list("pk", flat=True)) == {maya, tom}
    two = finish(start(by=cast.olga), {}, {("never_touched", "leads"): [tom, nora]})
    assert two.result["mended"] == {"never_touched": 1}
    assert set(FoundRecord.objects.values_list("audit", "record_id")) == {(two.pk, tom), (two.pk, nora)}
    assert newest() == two and newest(exclude=two) == one


def test_leads_are_marked_as_bad_data_together_and_it_is_taken_back(cast):
    ids = leads("Maya", "Tom")
    edit = start_edit("leads", ids, {"do": "defect", "defect": "wrong_number"}, by=cast.mia)
    assert go_on(edit, limit=10) == 0
    assert [lead.defects for lead in Lead.objects.order_by("pk")] == [["wrong_number"], ["wrong_number"]]
    assert Event.objects.filter(lead=ids[0], kind="defect_found").count() == 1
    undo(edit, by=cast.mia)
    go_back(edit, limit=10, by=cast.mia)
    assert [lead.defects for lead in Lead.objects.all()] == [[], []]
    with pytest.raises(Refused, match="what is wrong"):
        start_edit("leads", ids, {"do": "defect", "defect": "ugly"}, by=cast.mia)
