"""A lead file becomes persons, accounts, leads and their history."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from detente.crm.capture.models import Campaign, CampaignMember, Lead, StageInterval
from detente.crm.deals.models import Deal
from detente.crm.history.models import Event, EventDetail
from detente.crm.imports.models import ImportBatch
from detente.crm.people.models import Account, ExternalId, Person, User
from detente.intake.batches import accounting
from detente.intake.duplicates import likely_duplicates

Write = Callable[[str, str], Path]
BringIn = Callable[..., ImportBatch]
MAPPING = """
system: oldcrm
files:
- kind: leads
  columns:
    external_id: Id
    name: Name
    email: Mail
    phone: Tel
    account: Firma
    source: Quelle
    campaign: Kampagne
    arrived_at: {column: Am, format: DD.MM.YYYY}
    stage: {column: Status, values: {Neu: inquiry, Kontakt: sal, Müll: rejected}}
    reason: Grund
    owner: Rep
"""
HEAD = "Id;Name;Mail;Tel;Firma;Quelle;Kampagne;Am;Status;Grund;Rep\n"


def outcomes(batch: ImportBatch) -> list[tuple[int, str, str | None]]:
    return list(batch.outcomes.order_by("file_no", "line").values_list("line", "outcome", "reason"))


def kinds(lead: Lead) -> list[str]:
    return list(Event.objects.filter(lead=lead).order_by("seq").values_list("kind", flat=True))


def test_a_line_becomes_a_lead_with_its_person_account_and_campaign(
    ada: User, write: Write, bring_in: BringIn
) -> None:
    batch = bring_in(
        MAPPING,
        write(
            "leads.csv",
            HEAD
            + (
                "17;Maya Lindqvist;Maya@Northwind.com;030 901820;Northwind Foods;Messe;"
                "Herbstmesse;03.04.2021;Kontakt;;Ada Berg\n"
            ),
        ),
    )
    lead = Lead.objects.get()
    assert (lead.person.name, lead.person.email, lead.person.phone_key) == (
        "Maya Lindqvist",
        "Maya@northwind.com",
        "+4930901820",
    )
    assert lead.account and lead.account.name == "Northwind Foods"
    assert lead.person.account == lead.account
    assert (lead.source, lead.stage, lead.owner, lead.campaign.name) == ("Messe", "sal", ada, "Herbstmesse")
    assert lead.arrived_at == datetime(2021, 4, 2, 22, tzinfo=UTC)
    assert kinds(lead) == ["captured", "moved"]
    assert CampaignMember.objects.get().person == lead.person
    assert outcomes(batch) == [(2, "stored", None)]
    assert set(ExternalId.objects.values_list("system", "object", "value")) == {("oldcrm", "lead", "17")}


def test_a_person_without_contact_data_is_known_by_the_leads_id(write: Write, bring_in: BringIn) -> None:
    bring_in(MAPPING, write("leads.csv", HEAD + "17;;;;;;;03.04.2021;;;\n"))
    assert Person.objects.get().label == "#17"
    assert set(ExternalId.objects.values_list("object", "value")) == {("lead", "17"), ("person", "17")}


def test_history_comes_in_as_history(write: Write, bring_in: BringIn) -> None:
    bring_in(MAPPING, write("leads.csv", HEAD + "17;Maya;;;;;;03.04.2021;;;\n"))
    captured = Event.objects.get(kind="captured")
    assert captured.at == datetime(2021, 4, 2, 22, tzinfo=UTC)
    assert captured.recorded_at.year >= 2026
    assert captured.batch_id == ImportBatch.objects.get().pk


def test_a_wrong_address_is_a_defect_and_the_lead_is_kept(write: Write, bring_in: BringIn) -> None:
    batch = bring_in(MAPPING, write("leads.csv", HEAD + "17;Maya;maya@;ask Tom;;;;03.04.2021;;;\n"))
    lead = Lead.objects.get()
    assert lead.defects == ["email_invalid", "phone_invalid"]
    assert (lead.person.email, lead.person.email_key) == ("maya@", None)
    assert any("maya@" in detail.words["note"] for detail in EventDetail.objects.all())
    assert accounting(batch).stored == 1


def test_an_exit_keeps_its_reason_as_code_or_as_words(write: Write, bring_in: BringIn) -> None:
    bring_in(
        MAPPING,
        write(
            "leads.csv",
            HEAD + "1;Maya;;;;;;03.04.2021;Müll;duplicate;\n2;Tom;;;;;;03.04.2021;Müll;smelled;\n",
        ),
    )
    assert list(Lead.objects.order_by("id").values_list("stage", "exit_reason")) == [
        ("rejected", "duplicate"),
        ("rejected", None),
    ]
    assert EventDetail.objects.get().words == {"note": "smelled"}


def test_every_rejected_line_says_why(write: Write, bring_in: BringIn) -> None:
    batch = bring_in(
        MAPPING,
        write(
            "leads.csv",
            HEAD
            + (
                "1;;;;;;;03.04.2021;;;\n2;Tom;;;;;;2021-04-03;warm;;\n;;;;;Messe;;03.04.2021;;;\n;;;;;;;;;;\nx\n"
            ),
        ),
    )
    assert accounting(batch).is_closed
    assert [reason for _, outcome, reason in outcomes(batch) if outcome == "rejected"] == [
        "Am: `2021-04-03` is not a date written as DD.MM.YYYY; Status: `warm` is not one of inquiry, mql, sal, sql, "
        "discovery, proposal, negotiation, won, rejected, disqualified, unreached, recycled, joined, lost; "
        "translate it in the mapping",
        "nobody to qualify: give a name, an address, a number or an id",
        "nothing that the mapping uses stands on this line",
        "has 1 cells, the header has 11",
    ]


def test_an_open_leads_next_response_is_a_touch_on_it(write: Write, bring_in: BringIn) -> None:
    batch = bring_in(
        MAPPING,
        write(
            "leads.csv",
            HEAD
            + (
                "1;Maya;maya@northwind.com;;;Messe;;03.04.2021;;;\n"
                "2;;MAYA@northwind.com;030 901820;;Web;;05.04.2021;;;\n"
            ),
        ),
    )
    lead = Lead.objects.get()
    assert kinds(lead) == ["captured", "touched"]
    assert (lead.source, lead.touches) == ("Messe", 1)
    assert lead.person.phone_key == "+4930901820"
    assert outcomes(batch)[1] == (3, "merged", "the person has an open lead already; kept as a touch on it")


def test_after_an_exit_another_attempt_is_another_lead(write: Write, bring_in: BringIn) -> None:
    bring_in(
        MAPPING,
        write(
            "leads.csv",
            HEAD
            + (
                "1;Maya;maya@northwind.com;;;;;03.04.2021;Müll;;\n2;Maya;maya@northwind.com;;;;;05.06.2022;Neu;;\n"
            ),
        ),
    )
    first, second = Lead.objects.order_by("arrived_at")
    assert second.earlier == first
    assert second.person == first.person


def test_the_same_file_twice_changes_nothing(write: Write, bring_in: BringIn) -> None:
    path = write(
        "leads.csv",
        HEAD + "1;Maya;maya@northwind.com;;Northwind;;Messe;03.04.2021;Kontakt;;\n2;Tom;;;;;;03.04.2021;;;\n",
    )
    bring_in(MAPPING, path)
    before = (Event.objects.count(), Person.objects.count(), ExternalId.objects.count())
    again = bring_in(MAPPING, path)
    assert (Event.objects.count(), Person.objects.count(), ExternalId.objects.count()) == before
    assert [(outcome, reason) for _, outcome, reason in outcomes(again)] == [
        ("merged", "known by its id 1"),
        ("merged", "known by its id 2"),
    ]


def test_without_ids_lines_are_recognised_by_what_they_say(write: Write, bring_in: BringIn) -> None:
    mapping = "files: [{kind: leads, columns: {name: Name, email: Mail}}]"
    path = write("leads.csv", "Name,Mail\nMaya,maya@northwind.com\nTom,\nTom,\n")
    first = bring_in(mapping, path)
    before = Event.objects.count()
    again = bring_in(mapping, path)
    assert [outcome for _, outcome, _ in outcomes(first)] == ["stored", "stored", "merged"]
    assert accounting(again).merged == 3
    assert (Event.objects.count(), Lead.objects.count()) == (before, 2)


def test_a_known_id_with_more_to_say_fills_blanks_and_overwrites_nothing(
    write: Write, bring_in: BringIn
) -> None:
    bring_in(MAPPING, write("leads.csv", HEAD + "1;Maya;;;;;;03.04.2021;;;\n"))
    bring_in(
        MAPPING,
        write("leads2.csv", HEAD + "1;Maya Lindqvist;maya@northwind.com;;Northwind;;;04.04.2021;;;\n"),
    )
    person = Person.objects.get()
    assert (person.name, person.email, person.account.name) == ("Maya", "maya@northwind.com", "Northwind")
    changed = Event.objects.get(kind="person_changed")
    assert changed.facts == {"fields": ["account_id", "email", "email_key"]}
    assert changed.detail.words["before"]["email"] is None


def test_past_stages_are_dated_from_columns(write: Write, bring_in: BringIn) -> None:
    mapping = """
system: old
files:
- kind: leads
  columns: {external_id: Id, arrived_at: {column: At, format: YYYY-MM-DD}, stage: Stage}
  moves: {mql: {column: MQL, format: YYYY-MM-DD}, sal: {column: SAL, format: YYYY-MM-DD}}
"""
    bring_in(
        mapping,
        write(
            "leads.csv",
            "Id,At,MQL,SAL,Stage\n1,2021-01-01,2021-01-05,2021-01-09,sal\n2,2021-01-01,2021-01-05,,sql\n",
        ),
    )
    one, two = Lead.objects.order_by("id")
    entered = StageInterval.objects.filter(lead=one).order_by("no").values_list("stage", "entered_at")
    assert [(stage, at.astimezone(UTC).strftime("%m-%d")) for stage, at in entered] == [
        ("inquiry", "12-31"),
        ("mql", "01-04"),
        ("sal", "01-08"),
    ]
    moved = Event.objects.get(lead=two, to_stage="sql")
    assert moved.at == moved.recorded_at
    bring_in(mapping, write("later.csv", "Id,At,MQL,SAL,Stage\n2,2021-01-01,2021-01-05,2021-01-07,sql\n"))
    assert kinds(two) == ["captured", "moved", "moved", "backfilled"]


def test_a_status_of_a_deal_makes_one_unless_deals_come_in_a_file_of_their_own(
    write: Write, bring_in: BringIn
) -> None:
    leads = (
        "files: [{kind: leads, file: 'l*', columns: {name: Name, account: Firm, arrived_at: At, "
        "stage: Stage, stage_at: Since}}]"
    )
    path = write("l.csv", "Name,Firm,At,Stage,Since\nMaya,Northwind,2021-01-01,won,2021-03-01\n")
    bring_in(leads, path)
    assert (Deal.objects.get().status, Lead.objects.get().stage) == ("won", "won")
    both = "system: x\n" + leads[:-1] + ", {kind: deals, file: 'd*', columns: {lead: L}}]"
    bring_in(both, write("l2.csv", "Name,Firm,At,Stage,Since\nTom,Initech,2021-01-01,won,2021-03-01\n"))
    assert Lead.objects.get(person__name="Tom").stage == "inquiry"


@pytest.mark.parametrize(
    ("policy", "outcome", "owner"),
    [("leave", "stored", None), ("create", "stored", "Kim"), ("reject", "rejected", None)],
)
def test_an_unknown_rep(
    policy: str, outcome: str, owner: str | None, write: Write, bring_in: BringIn
) -> None:
    batch = bring_in(
        f"unknown_users: {policy}\n" + MAPPING,
        write("leads.csv", HEAD + "1;Maya;;;Northwind;;;03.04.2021;;;Kim\n"),
    )
    assert [found for _, found, _ in outcomes(batch)] == [outcome]
    lead = Lead.objects.first()
    assert (lead.owner.name if lead and lead.owner else None) == owner
    assert Account.objects.count() == (outcome == "stored")
    if owner:
        assert not User.objects.get(name="Kim").is_active


def test_likely_duplicates_are_listed_not_merged(write: Write, bring_in: BringIn) -> None:
    batch = bring_in(
        MAPPING,
        write(
            "leads.csv",
            HEAD
            + (
                "1;Maya L;maya@northwind.com;030 901820;Northwind;;;03.04.2021;;;\n"
                "2;M. L;m@northwind.com;+49 30 901820;;;;03.04.2021;;;\n"
                "3;maya l;other@northwind.com;;northwind;;;03.04.2021;;;\n"
                "4;Tom;tom@initech.com;;Initech;;;03.04.2021;;;\n"
            ),
        ),
    )
    assert sorted((row.label, row.other_label, row.why) for row in likely_duplicates(batch)) == [
        ("Maya L", "M. L", "phone"),
        ("Maya L", "maya l", "name"),
    ]
    assert Person.objects.count() == 4
    assert Account.objects.count() == 2
    assert Campaign.objects.count() == 0


def test_a_known_id_is_enough_to_find_its_person(write: Write, bring_in: BringIn) -> None:
    bring_in(MAPPING, write("leads.csv", HEAD + "1;Maya;maya@northwind.com;;;;;03.04.2021;;;\n"))
    again = bring_in(MAPPING, write("later.csv", HEAD + "1;;;030 901820;;;;03.04.2021;;;\n"))
    assert outcomes(again) == [(2, "merged", "known by its id 1")]
    assert Person.objects.get().phone_key == "+4930901820"


def test_reps_whose_names_differ_in_signs_only_are_two(write: Write, bring_in: BringIn) -> None:
    lines = "1;Maya;;;;;;03.04.2021;;;Kim!\n2;Tom;;;;;;03.04.2021;;;Kim?\n"
    bring_in("unknown_users: create\n" + MAPPING, write("leads.csv", HEAD + lines))
    made = User.objects.filter(name__startswith="Kim").order_by("id").values_list("name", "email")
    assert list(made) == [("Kim!", "kim@oldcrm.invalid"), ("Kim?", "kim-2@oldcrm.invalid")]


def test_naughty_strings_are_stored_or_rejected_and_break_nothing(write: Write, bring_in: BringIn) -> None:
    path = Path(__file__).resolve().parents[3] / "shared/data/torture/naughty_strings/blns.json"
    if not path.exists():
        pytest.skip("naughty strings are not here")
    texts = json.loads(path.read_text(encoding="utf-8"))
    out = io.StringIO()
    csv.writer(out).writerows([("Name", "Mail", "Note"), *((text, text, text) for text in texts)])
    mapping = "files: [{kind: leads, columns: {name: Name, email: Mail, note: Note, account: Note}, custom: {x: Name}}]"
    found = accounting(bring_in(mapping, write("naughty.csv", out.getvalue())))
    assert found.is_closed
    assert found.stored > 0.8 * found.read
