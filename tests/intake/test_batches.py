"""Before, during and after: the look ahead, questions, the accounting, the reject file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from detente.crm.capture.models import Lead
from detente.crm.deals.models import Deal
from detente.crm.history.models import Event
from detente.crm.imports.models import ImportBatch, ImportLine
from detente.crm.people.actions import change_organisation
from detente.crm.people.models import User
from detente.intake.batches import Accounting, accounting, rehearse, run, start, uploads
from detente.intake.mapping import MappingError, from_yaml
from detente.intake.planning import plan
from detente.intake.problems import IntakeError
from detente.intake.rejects import reject_files
from detente.intake.storing import engine
from detente.intake.undoing import undo

Write = Callable[[str, str], Path]
BringIn = Callable[..., ImportBatch]
MAPPING = "system: x\nfiles: [{kind: leads, file: 'l*.csv', columns: {external_id: Id, email: Mail, arrived_at: At}}]"


def test_an_open_format_is_asked_about_before_anything_is_stored(ada: User, write: Write) -> None:
    path, mapping = write("l.csv", "Id,Mail,At\n1,,03/04/2021\n2,,05/06/2021\n"), from_yaml(MAPPING)
    found = plan([path], mapping)
    (asked,) = found.asked
    assert (asked.path, [choice.value for choice in asked.question.choices]) == (
        "columns.arrived_at",
        ["DD/MM/YYYY", "MM/DD/YYYY"],
    )
    with pytest.raises(
        IntakeError, match=r"1 questions are open.*day first or month first.*columns.arrived_at.format"
    ):
        start([path], mapping, by=ada)
    answered = found.mapping.answered(asked.entry, asked.path, asked.question.setting, "MM/DD/YYYY")
    assert not plan([path], answered).asked
    run(start([path], answered, by=ada))
    assert [lead.arrived_at.month for lead in Lead.objects.order_by("id")] == [3, 5]


def test_a_format_that_the_values_prove_needs_no_question(ada: User, write: Write) -> None:
    found = plan(
        [write("l.csv", "Id,Mail,At\n1,,03/04/2021\n2,,2021-06-25\n3,,25/06/2021\n")], from_yaml(MAPPING)
    )
    assert found.mapping.files[0].columns["arrived_at"].formats == ("DD/MM/YYYY", "YYYY-MM-DD")
    assert (found.asked, found.lines, found.rejected) == ([], 3, 0)


def test_an_answer_leaves_the_clear_values_of_a_mixed_column_readable(ada: User, write: Write) -> None:
    found = plan([write("l.csv", "Id,Mail,At\n1,,03/04/2021\n2,,2021-06-25\n")], from_yaml(MAPPING))
    (asked,) = found.asked
    answered = found.mapping.answered(asked.entry, asked.path, asked.question.setting, "DD/MM/YYYY")
    assert plan([found.sources[0].table.path], answered).rejected == 0


def test_every_problem_is_listed_by_line(ada: User, write: Write) -> None:
    found = plan([write("l.csv", "Id,Mail,At\n1,maya@,2021-01-01\n2\n3,,soon\n")], from_yaml(MAPPING))
    assert [(row.file, row.line, row.problem.code, row.problem.weight) for row in found.problems] == [
        ("l.csv", 2, "email_invalid", "defect"),
        ("l.csv", 3, "wrong_width", "reject"),
        ("l.csv", 4, "unreadable", "reject"),
    ]
    assert (found.rejected, dict(found.counts)) == (
        2,
        {"email_invalid": 1, "wrong_width": 1, "unreadable": 1},
    )
    assert ImportLine.objects.count() == 0


def test_a_column_that_is_not_there_is_named(ada: User, write: Write) -> None:
    with pytest.raises(
        MappingError, match=r"files\[0\].columns.email: l.csv has no column `Mail`. Did you mean `E-Mail`"
    ):
        plan([write("l.csv", "Id,E-Mail,At\n")], from_yaml(MAPPING))


def test_a_file_that_fits_nothing_and_an_entry_without_a_file(ada: User, write: Write) -> None:
    with pytest.raises(IntakeError, match=r"other.csv: no entry"):
        plan([write("other.csv", "Id,Mail,At\n")], from_yaml(MAPPING))
    both = MAPPING[:-1] + ", {kind: deals, file: 'd*', columns: {lead: L}}]"
    assert plan([write("l.csv", "Id,Mail,At\n")], from_yaml(both)).notes == [
        "none of the files fits d*, which the mapping reads as deals"
    ]


def test_a_guessed_encoding_is_said(ada: User, tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_bytes("Id,Mail,At\nJürgen,,2021-01-01\n".encode("cp1252"))
    assert plan([path], from_yaml(MAPPING)).notes == ["l.csv is read as cp1252, by its letters"]


def test_a_rehearsal_ends_with_the_accounting_and_stores_nothing(ada: User, write: Write) -> None:
    path = write(
        "l.csv", "Id,Mail,At\n1,maya@northwind.com,2021-01-01\n2,maya@northwind.com,2021-01-02\n3,,soon\n"
    )
    events = Event.objects.count()
    found = rehearse([path], from_yaml(MAPPING), by=ada)
    assert found == Accounting(read=3, stored=1, merged=1, rejected=1)
    assert (Event.objects.count(), ImportBatch.objects.count(), Lead.objects.count()) == (events, 0, 0)
    batch = start([path], from_yaml(MAPPING), by=ada)
    assert run(batch) == found


def test_the_files_are_kept_and_progress_is_told(ada: User, write: Write) -> None:
    path = write("l.csv", "Id,Mail,At\n" + "".join(f"{n},,2021-01-01\n" for n in range(450)))
    batch = start([path], from_yaml(MAPPING), by=ada)
    path.unlink()
    told: list[tuple[int, int]] = []
    assert run(batch, progress=lambda done, total: told.append((done, total))).stored == 450
    assert told[0] == (200, 450)
    assert told[-1] == (450, 450)
    assert (uploads(batch) / "l.csv").exists()
    batch.refresh_from_db()
    assert (batch.state, batch.lines, batch.files[0]["name"]) == ("done", 450, "l.csv")


def test_a_run_goes_on_where_the_last_one_stopped(ada: User, write: Write) -> None:
    path = write("l.csv", "Id,Mail,At\n" + "".join(f"{n},,2021-01-01\n" for n in range(450)))
    batch = start([path], from_yaml(MAPPING), by=ada)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(batch, progress=stop)
    assert accounting(batch) == Accounting(read=450, stored=200, merged=0, rejected=0)
    assert run(batch) == Accounting(read=450, stored=450, merged=0, rejected=0)
    assert Lead.objects.count() == 450


def test_rejected_lines_can_be_mended_and_imported_again(ada: User, write: Write, bring_in: BringIn) -> None:
    batch = bring_in(MAPPING, write("l.csv", 'Id,Mail,At\n1,,2021-01-01\n=2,,soon\n3\n4,"a\nb",x\n'))
    (path,) = reject_files(batch)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        table = list(csv.reader(stream))
    assert path.name == "l.rejected.csv"
    assert table == [
        ["Id", "Mail", "At", "why this line was rejected"],
        ["'=2", "", "soon", "At: `soon` is not a date written as YYYY-MM-DD"],
        ["3", "", "", "has 1 cells, the header has 3"],
        ["4", "a\nb", "x", "At: `x` is not a date written as YYYY-MM-DD"],
    ]
    assert reject_files(bring_in(MAPPING, path))
    table[1][2] = table[3][2] = "2021-01-02"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(table)
    mended = bring_in(MAPPING, path)
    assert list(mended.outcomes.order_by("line").values_list("outcome", "reason")) == [
        ("stored", None),
        (
            "rejected",
            "put its cells into the right columns, then clear the column `why this line was rejected`",
        ),
        ("stored", None),
    ]
    assert Lead.objects.filter(person__label="#=2").exists()


def test_a_line_that_the_database_refuses_costs_itself_only(
    ada: User, write: Write, bring_in: BringIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import DataError

    from detente.intake.storing import leads

    add = leads.add_person

    def refusing(chunk, entry, **more):  # type: ignore[no-untyped-def]
        if entry.values["external_id"] == "7":
            raise DataError("value out of range")
        return add(chunk, entry, **more)

    monkeypatch.setattr(leads, "add_person", refusing)
    batch = bring_in(
        MAPPING, write("l.csv", "Id,Mail,At\n" + "".join(f"{n},,2021-01-01\n" for n in range(20)))
    )
    assert accounting(batch) == Accounting(read=20, stored=19, merged=0, rejected=1)
    assert batch.outcomes.get(outcome="rejected").reason == "the database refused it: value out of range"


def test_a_sign_of_several_currencies_is_asked_about(ada: User, write: Write) -> None:
    mapping = from_yaml("files: [{kind: deals, columns: {account: Firm, amount: Sum}}]")
    found = plan([write("d.csv", "Firm,Sum\nNorthwind,$5.00\nInitech,€7\n")], mapping)
    (asked,) = found.asked
    assert (asked.question.setting, asked.question.choices[0].value) == ("currency", "USD")
    assert "which currency is $" in str(asked.question)
    answered = found.mapping.answered(asked.entry, asked.path, "currency", "CAD")
    assert plan([found.sources[0].table.path], answered).asked == []
    run(start([found.sources[0].table.path], answered, by=ada))
    assert list(Deal.objects.order_by("id").values_list("currency", flat=True)) == ["CAD", "EUR"]


def test_numbers_that_name_no_country_are_asked_about(ada: User, write: Write) -> None:
    change_organisation(by=ada, country="")
    mapping = from_yaml("files: [{kind: leads, columns: {phone: Tel}}]")
    path = write("l.csv", "Tel\n660-485-0224\n+49 30 901820\n860-253-6354\n")
    (asked,) = plan([path], mapping).asked
    assert (asked.question.setting, asked.question.lines) == ("region", 2)
    assert "US" in [choice.value for choice in asked.question.choices]
    run(start([path], mapping.answered(asked.entry, asked.path, "region", "US"), by=ada))
    phones = Lead.objects.order_by("id").values_list("person__phone_key", "defects")
    assert list(phones) == [("+16604850224", []), ("+4930901820", []), ("+18602536354", [])]


def test_values_that_are_none_of_our_codes_are_gathered_for_translation(ada: User, write: Write) -> None:
    mapping = from_yaml("files: [{kind: leads, columns: {name: Name, stage: Status}}]")
    path = write("l.csv", "Name,Status\nMaya,Junk Lead\nTom,Junk Lead\nAda,SAL\n")
    found = plan([path], mapping)
    assert found.untranslated == {(0, "columns.stage"): {"Junk Lead": 2}}
    translated = found.mapping.translated(0, "columns.stage", "Junk Lead", "rejected")
    assert (plan([path], translated).rejected, plan([path], translated).untranslated) == (0, {})


def test_what_is_taken_for_granted_is_said(ada: User, write: Write) -> None:
    mapping = from_yaml("files: [{kind: leads, columns: {name: Name, arrived_at: At}}]")
    found = plan([write("l.csv", "Name,At\nMaya,25/06/21 10:00\n")], mapping)
    assert found.notes == [
        "At: times without an offset are read in the zone Europe/Berlin",
        "At: years of two digits are read as at most ten years ahead",
    ]


def test_two_files_of_one_name_are_told_apart_by_nobody(ada: User, tmp_path: Path) -> None:
    paths = [tmp_path / folder / "l.csv" for folder in ("a", "b")]
    for path in paths:
        path.parent.mkdir()
        path.write_text("Id,Mail,At\n1,,2021-01-01\n")
    with pytest.raises(IntakeError, match=r"two files are called l.csv"):
        start(paths, from_yaml(MAPPING), by=ada)


def test_undoing_stops_a_run(ada: User, write: Write) -> None:
    path = write("l.csv", "Id,Mail,At\n" + "".join(f"{n},,2021-01-01\n" for n in range(450)))
    batch = start([path], from_yaml(MAPPING), by=ada)
    with pytest.raises(IntakeError, match="undone while it ran"):
        run(batch, progress=lambda done, total: undo(batch, by=ada))
    batch.refresh_from_db()
    assert (batch.state, batch.lines) == ("undone", 200)
    assert not Lead.objects.filter(is_archived=False).exists()


def test_bytes_that_are_no_text_reject_their_line_and_nothing_else(ada: User, tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_bytes(b"Id,Mail,At\n1,,2021-01-01\nT\xffm\x00,,2021-01-01\n")
    mapping = MAPPING.replace("kind: leads", "kind: leads, encoding: utf-8")
    batch = start([path], from_yaml(mapping), by=ada)
    assert run(batch) == Accounting(read=2, stored=1, merged=0, rejected=1)
    line = batch.outcomes.get(outcome="rejected")
    assert (line.cells, line.reason) == (["T\ufffdm", "", "2021-01-01"], "has bytes that are not utf-8 text")
    assert reject_files(batch)


@pytest.mark.postgres
def test_postgresql_learns_during_an_import_how_large_it_has_become(
    bring_in: BringIn, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "MANY_EVENTS", 10)
    lines = "".join(f"{nth},maya{nth}@northwind.example,2026-03-02\n" for nth in range(40))
    bring_in(MAPPING, write("leads.csv", f"Id,Mail,At\n{lines}"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'crm_lead'")
        assert cursor.fetchone() == (40,)
