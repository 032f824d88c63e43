"""The playbook a company starts with says all that code and pages rely on."""

from __future__ import annotations

import pytest

from detente.crm.history.fold import CONVERSATIONS
from detente.crm.history.stages import EXITS, MILESTONES
from detente.crm.models import Playbook
from detente.crm.playbook.actions import adopt_default, current
from detente.crm.playbook.agreement import Agreement, default_document


@pytest.fixture
def agreement() -> Agreement:
    return Agreement(1, default_document())


def test_the_path_leads_from_inquiry_to_won(agreement: Agreement) -> None:
    assert [stage.code for stage in agreement.path] == [
        "inquiry", "mql", "sal", "sql", "discovery", "proposal", "negotiation", "won"
    ]  # fmt: skip
    assert [stage.rank for stage in agreement.path] == list(range(8))
    assert {stage.milestone for stage in agreement.path} == set(MILESTONES)
    assert [stage.code for stage in agreement.deal_stages] == ["discovery", "proposal", "negotiation", "won"]
    assert not any(stage.is_deal for stage in agreement.lead_stages)


def test_every_exit_is_one_of_the_glossarys_and_says_why(agreement: Agreement) -> None:
    assert tuple(stage.code for stage in agreement.exits) == EXITS
    assert all(stage.is_exit and stage.team and stage.meaning for stage in agreement.exits)
    assert [stage.code for stage in agreement.exits if not stage.reasons] == ["joined"]
    assert all("days" in reason.more for reason in agreement.stage("recycled").reasons)


def test_every_code_has_a_name(agreement: Agreement) -> None:
    known = {choice.code for choice in agreement.dispositions}
    for channel in agreement.channels:
        assert {choice.code for choice in agreement.dispositions_of(channel.code)} <= known
        assert agreement.dispositions_of(channel.code)
    assert agreement.dispositions_of("owl") == ()
    assert known >= CONVERSATIONS
    defects = {choice.more["defect"] for choice in agreement.dispositions if "defect" in choice.more}
    assert defects <= set(agreement.names["defects"])
    for stage in agreement.exits:
        assert {reason.code for reason in stage.reasons} <= set(agreement.names["reasons"])


def test_letters_on_the_board_are_unique(agreement: Agreement) -> None:
    keys = [stage.key for stage in agreement.path]
    assert all(keys) and len(set(keys)) == len(keys)


def test_a_retired_reason_is_offered_no_more_and_keeps_its_name() -> None:
    document = default_document()
    price = next(row for row in document["exits"][5]["reasons"] if row["code"] == "price")
    price["retired"] = True
    agreement = Agreement(1, document)
    lost = agreement.stage("lost")
    assert "price" not in [reason.code for reason in lost.reasons]
    assert lost.reason("price") and agreement.names["reasons"]["price"] == "Price"


@pytest.mark.django_db
def test_a_new_company_has_version_one_and_keeps_what_it_has() -> None:
    assert current().version == 1
    assert adopt_default() == Playbook.objects.get()
    later = Playbook.objects.create(version=2, document=default_document(), effective_at="2020-01-01T00:00Z")
    Playbook.objects.create(version=3, document=default_document(), effective_at="2999-01-01T00:00Z")
    assert (current().version, adopt_default().version) == (later.version, 3)
