"""Changing the playbook: both sides sign the same words, once, and only those who may."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from detente.crm.history.models import Event
from detente.crm.jobs.running import run_due
from detente.crm.models import Notice, Playbook, Proposal, Signature, User
from detente.crm.objections import Refused, Stale
from detente.crm.people.actions import add_user
from detente.crm.people.users import change_user
from detente.crm.playbook import taking_effect
from detente.crm.playbook.actions import current
from detente.crm.playbook.agreement import default_document
from detente.crm.playbook.proposals import change_draft, draft, drop_draft, propose, propose_again, withdraw
from detente.crm.playbook.signatories import name_signatory, signatories
from detente.crm.playbook.signing import break_deadlock, decline, sign
from tests.crm.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve() -> User:
    return add_user(email="eve@works.example", name="Eve", role="executive", by=None)


@pytest.fixture
def named(cast: Cast) -> Cast:
    """Mia signs for marketing, Ava for sales and Sven in her place."""
    current()
    name_signatory("marketing", user=cast.mia, by=cast.olga)
    name_signatory("sales", user=cast.ava, by=cast.olga)
    name_signatory("sales", user=cast.sven, by=cast.olga, is_deputy=True)
    return cast


def with_threshold(points: int) -> dict[str, Any]:
    document = deepcopy(default_document())
    document["sales_ready"]["threshold"] = points
    return document


def proposed(by: User, points: int = 60, **more: Any) -> Proposal:
    return propose(draft(by=by, document=with_threshold(points)), by=by, summary="Fewer, better", **more)


def refusal(act: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **more)
    return str(refused.value)


def test_both_sides_sign_and_it_holds(named: Cast) -> None:
    proposal = proposed(named.mia)
    assert current().version == 1
    assert sign(proposal, by=named.mia).state == "open"
    proposal = sign(proposal, by=named.ava)
    assert (proposal.state, proposal.became.version) == ("enacted", 2)
    assert (current().version, current().readiness.threshold) == (2, 60)
    kinds = list(Event.objects.filter(kind__startswith="playbook").order_by("pk").values_list("kind", "code"))
    assert kinds == [
        ("playbook_proposed", None),
        ("playbook_answered", "signed"),
        ("playbook_answered", "signed"),
        ("playbook_enacted", None),
    ]


def test_the_other_sides_signatory_is_told_that_something_waits(named: Cast) -> None:
    proposed(named.mia)
    assert list(Notice.objects.filter(kind="playbook_signature").values_list("user", flat=True)) == [
        named.ava.pk
    ]


def test_operations_and_who_is_not_named_may_not_sign(named: Cast, eve: User) -> None:
    proposal = proposed(named.olga)
    assert "Operations and administrators keep the playbook and do not sign it" in refusal(
        sign, proposal, by=named.olga
    )
    assert refusal(sign, proposal, by=eve) == "Only who is named for marketing or for sales signs."
    assert "do not sign: name somebody" in refusal(name_signatory, "sales", user=named.olga, by=named.olga)
    assert "Operations or an administrator names" in refusal(name_signatory, "sales", user=eve, by=named.mia)
    assert not Signature.objects.exists()


def test_a_signatory_who_becomes_operations_signs_no_more(named: Cast) -> None:
    proposal = proposed(named.mia)
    change_user(named.ava, by=named.olga, role="operations")
    named.ava.refresh_from_db()
    assert "do not sign it" in refusal(sign, proposal, by=named.ava)
    assert ("sales", False) not in signatories()


def test_a_deputy_signs_in_the_signatorys_place_and_it_is_marked(named: Cast) -> None:
    proposal = proposed(named.mia)
    sign(proposal, by=named.sven)
    assert Signature.objects.get().capacity == "deputy"
    assert "answered this version" in refusal(sign, proposal, by=named.ava)


def test_one_person_who_is_both_teams_signs_once_and_it_says_so(named: Cast) -> None:
    name_signatory("sales", user=None, by=named.olga, is_deputy=True)
    assert "only as the signatory of both" in refusal(
        name_signatory, "sales", user=named.mia, by=named.olga, is_deputy=True
    )
    name_signatory("sales", user=named.mia, by=named.olga)
    assert sign(proposed(named.mia), by=named.mia).state == "enacted"
    assert list(Signature.objects.values_list("side", "capacity")) == [("both", "both")]


def test_changing_a_proposal_voids_what_was_signed(named: Cast) -> None:
    proposal = proposed(named.mia)
    sign(proposal, by=named.ava)
    change_draft(proposal, with_threshold(55), by=named.mia)
    assert Proposal.objects.get(pk=proposal.pk).document["sales_ready"]["threshold"] == 60
    propose(proposal, by=named.mia)
    with pytest.raises(Stale):
        sign(proposal, by=named.ava, edition=1)
    assert sign(proposal, by=named.mia, edition=2).state == "open"
    assert sign(proposal, by=named.ava, edition=2).state == "enacted"
    assert current().readiness.threshold == 55


def test_only_its_author_or_operations_changes_or_withdraws_it(named: Cast) -> None:
    proposal = proposed(named.mia)
    marc = add_user(email="marc@works.example", name="Marc", role="manager", by=None)
    assert "Mia proposed this" in refusal(withdraw, proposal, by=marc)
    assert "propose changes" in refusal(draft, by=named.sven)
    assert withdraw(proposal, by=named.olga, reason="Too early").state == "withdrawn"
    assert "was withdrawn" in refusal(sign, proposal, by=named.ava)


def test_an_executive_breaks_a_deadlock_with_a_reason(named: Cast, eve: User) -> None:
    proposal = proposed(named.mia)
    sign(proposal, by=named.mia)
    assert "There is no deadlock" in refusal(break_deadlock, proposal, by=eve, is_signed=True, reason="Go")
    assert "Say why" in refusal(decline, proposal, by=named.ava, reason=" ")
    decline(proposal, by=named.ava, reason="We would have too few")
    assert "An executive breaks" in refusal(
        break_deadlock, proposal, by=named.olga, is_signed=True, reason="Go"
    )
    assert "Say why" in refusal(break_deadlock, proposal, by=eve, is_signed=True, reason="")
    assert break_deadlock(proposal, by=eve, is_signed=True, reason="A quarter's trial").state == "enacted"
    assert Signature.objects.get(side="executive").reason == "A quarter's trial"


def test_silence_is_a_deadlock_after_the_agreed_days(named: Cast, eve: User) -> None:
    proposal = proposed(named.mia)
    Proposal.objects.filter(pk=proposal.pk).update(proposed_at=timezone.now() - timedelta(days=14, minutes=1))
    turned_down = break_deadlock(proposal, by=eve, is_signed=False, reason="Nobody wants it")
    assert turned_down.state == "withdrawn" and current().version == 1


def test_it_takes_effect_at_its_time_everywhere_and_what_follows_is_done_then(
    named: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(taking_effect, "_consequences", [told.append])
    later = datetime.now(UTC) + timedelta(days=3)
    proposal = proposed(named.mia, starts_at=later)
    for signer in (named.mia, named.ava):
        sign(proposal, by=signer)
    version = Playbook.objects.get(version=2)
    assert version.effective_at == later and current().version == 1
    run_due(later - timedelta(minutes=1))
    assert told == []
    run_due(later)
    assert told == [2]
    # Another program moved time on: nothing that this one keeps stands in the way.
    Playbook.objects.filter(pk=version.pk).update(effective_at=timezone.now())
    assert current().version == 2


def test_a_change_of_the_same_begins_no_earlier_than_what_it_builds_on(named: Cast) -> None:
    later = datetime.now(UTC) + timedelta(days=3)
    for points, starts_at in ((60, later), (65, None)):
        proposal = draft(by=named.mia)
        change_draft(proposal, with_threshold(points), by=named.mia)
        propose(proposal, by=named.mia, starts_at=starts_at)
        for signer in (named.mia, named.ava):
            sign(proposal, by=signer)
    assert [version.effective_at for version in Playbook.objects.order_by("version")][1:] == [later, later]


def test_what_was_written_on_an_older_version_is_outdated_and_proposed_again(named: Cast) -> None:
    overtaken = proposed(named.mia)
    document = default_document()
    document["slas"]["sales"]["attempts"] = document["exits"][2]["attempts"] = 8
    document["exits"][5]["reasons"].append({"code": "moved", "name": "Moved away", "side": "unknown"})
    other = propose(draft(by=named.olga, document=document), by=named.olga)
    for signer in (named.mia, named.ava):
        sign(other, by=signer)
    overtaken.refresh_from_db()
    assert overtaken.state == "outdated"
    assert "propose it again on the newest version" in refusal(sign, overtaken, by=named.mia)
    again = propose_again(overtaken, by=named.mia)
    assert again.base == 2 and again.summary == "Fewer, better"
    propose(again, by=named.mia)
    for signer in (named.mia, named.ava):
        sign(again, by=signer)
    agreement = current()
    assert (agreement.version, agreement.readiness.threshold, agreement.slas.attempts) == (3, 60, 8)
    assert agreement.stage("lost").reason("moved")


def test_a_draft_keeps_what_is_wrong_and_cannot_be_proposed_until_it_is_mended(named: Cast) -> None:
    proposal = draft(by=named.mia)
    assert "Nothing is changed" in refusal(propose, proposal, by=named.mia)
    change_draft(proposal, with_threshold("many"), by=named.mia)  # type: ignore[arg-type]
    proposal.refresh_from_db()
    assert proposal.draft["sales_ready"]["threshold"] == "many"
    assert "threshold must be a whole number." in refusal(propose, proposal, by=named.mia)
    drop_draft(proposal, by=named.mia)
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn" and not Notice.objects.filter(kind="playbook_signature").exists()


def test_what_leads_have_is_kept(named: Cast) -> None:
    from detente.crm.capture.actions import Who, capture
    from detente.crm.followup.actions import end

    lead = capture(Who(name="Maya Lindqvist", email="maya@example.com"), by=None).lead
    end(lead, exit_="rejected", reason="duplicate", by=named.sven)
    document = default_document()
    document["exits"][0]["reasons"] = [
        row for row in document["exits"][0]["reasons"] if row["code"] != "duplicate"
    ]
    document["exits"][1]["reasons"] = document["exits"][1]["reasons"][1:]
    proposal = draft(by=named.mia, document=document)
    assert refusal(propose, proposal, by=named.mia) == (
        "Leads have the reason Already worked by somebody: keep it, "
        "with retired: true if it is no longer to be chosen."
    )
    document["routing"]["territories"] = [
        {
            "code": "north",
            "name": "North",
            "when": {"field": "account.custom.region", "is": "is", "value": "N"},
            "users": ["mia@works.example", "nobody@works.example"],
        }
    ]
    change_draft(proposal, document, by=named.mia)
    told = refusal(propose, proposal, by=named.mia)
    assert "mia@works.example works no leads" in told and "No active user signs in as nobody" in told
    assert "There is no added field account.custom.region" in told
