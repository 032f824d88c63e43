"""The index of the search is what the tables say, whoever wrote them and however."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from detente import doctor
from detente.crm.capture.actions import Who, capture
from detente.crm.deals.actions import open_deal
from detente.crm.history import bulk
from detente.crm.models import Account, Campaign, Person
from detente.crm.people.actions import add_account, add_person, change_account, change_person
from detente.crm.search import index
from detente.crm.search.documents import DOCUMENTS
from detente.crm.search.finding import find
from tests.crm.cast import NOW


def found(text, user, most=20):
    """Names found, by kind."""
    return {
        one.kind: [row.get("label") or row.get("name") or row["person__label"] for row in one.rows]
        for one in find(text, user, most=most)
    }


def differences():
    with connection.cursor() as cursor:
        for document in DOCUMENTS:
            cursor.execute(index.of(connection).differing(document))
            yield from ((document.kind, key) for (key,) in cursor.fetchall())


def test_what_an_act_changes_is_found_at_once(cast):
    atlas = add_account(name="Atlas Pumps", by=cast.olga)
    lucja = add_person(name="Łucja Żak", email="l.zak@atlas.example", account=atlas, by=cast.olga)
    assert found("zak atlas", cast.olga)["person"] == ["Łucja Żak"]
    change_person(lucja, by=cast.olga, name="Łucja Nowak")
    assert found("nowak atlas", cast.olga)["person"] == ["Łucja Nowak"]
    change_account(atlas, by=cast.olga, name="Titan Pumps")
    assert found("nowak titan", cast.olga)["person"] == ["Łucja Nowak"]
    assert found("nowak atlas titan", cast.olga)["person"] == ["Łucja Nowak"]  # her address still says atlas
    assert list(differences()) == []


def test_what_sets_write_is_found_too(cast):
    with bulk.writing() as writer:
        account = writer.new_id(Account)
        for name in ("Ada Lovelace", "Grace Hopper"):
            writer.add(Person, **row(Person, label=name, name=name, account_id=account))
        writer._rows[
            Account, ("id", *(values := row(Account, name="Navy Works", name_key="navy works")))
        ].append((account, *values.values()))
    assert found("grace navy", cast.olga)["person"] == ["Grace Hopper"]
    Person.objects.filter(label="Grace Hopper").update(label="Grace Murray", name="Grace Murray")
    assert found("murray", cast.olga)["person"] == ["Grace Murray"]
    Account.objects.filter(pk=account).update(is_archived=True)
    assert "account" not in found("navy works", cast.olga)
    Person.objects.filter(label="Ada Lovelace").update(merged_into=Person.objects.get(label="Grace Murray"))
    assert "person" not in found("lovelace", cast.olga)
    Person.objects.filter(label="Ada Lovelace").update(merged_into=None)
    assert found("lovelace", cast.olga)["person"] == ["Ada Lovelace"]
    Person.objects.filter(label="Ada Lovelace").delete()
    assert list(differences()) == []


def row(model, **given):
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return {field.attname: given.get(field.attname, field.get_default()) for field in fields} | {
        "created_at": NOW
    }


def test_deals_and_campaigns_are_found_by_name_and_company(cast):
    lead = capture(Who(name="Lars Holm", company="Øresund Værft"), by=cast.olga, stage="sql").lead
    open_deal(lead=lead, by=cast.ava, name="Crane no. 7", owner=cast.ava)
    assert found("crane oresund", cast.olga)["deal"] == ["Crane no. 7"]
    assert found("vaerft", cast.olga)["account"] == ["Øresund Værft"]
    Campaign.objects.filter(name="Spring webinar").update(name="Frühlingsmesse")
    assert found("fruhling", cast.olga)["campaign"] == ["Frühlingsmesse"]
    assert list(differences()) == []


@pytest.mark.parametrize("text", ["FTS", "a AND b", '"', "*", "a*", "NEAR(a b)", "words : x", "-x", "^a", "\\", "'",
                                  "a:*", "& | !", "\ud800", "\U0001e900x", "%",
                                  "٣٤٥٦", "ﬁ", "नमस्ते", "x\U0001f600y", "\u202e",
                                  "( \u0361\u00b0 \u035c\u0296 \u0361\u00b0)", "\u0301"])  # fmt: skip
def test_no_syntax_is_read_out_of_what_was_typed(cast, text):
    add_person(name="Anna And Berg", by=cast.olga)
    assert isinstance(found(text, cast.olga), dict)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Jürgen Müller", "muller"), ("Jürgen Müller", "MÜLLER jür"), ("Weiß", "weiss"), ("Weiß", "weiß"),
        ("Dvořák", "dvorak"),
        ("Жанна Ёлкина", "жанна"), ("Жанна Ёлкина", "ЖАНН"), ("東京商事", "東京"), ("株式会社東京", "東京"),
        ("김민수", "김"),
        ("O'Brien-Smith", "brien"), ("O'Brien-Smith", "smith o'br"), ("Łódź Works", "lodz"),
    ],
)  # fmt: skip
def test_case_accents_and_scripts_do_not_matter(cast, name, typed):
    add_person(name=name, by=cast.olga)
    assert found(typed, cast.olga)["person"] == [name]


@pytest.mark.parametrize(
    "typed",
    [
        "+49 30 1234567", "0049 30 123 45 67", "030/1234567", "(030) 1234-567", "301234567", "030 123", "49301",
        "1234567", "34567",
    ],
)  # fmt: skip
def test_a_number_is_found_in_any_format(cast, typed):
    person = add_person(name="Maya Lindqvist", phone="+49 30 1234567", by=cast.olga)
    assert person.phone_key == "+49301234567"
    assert found(typed, cast.olga)["person"] == ["Maya Lindqvist"]


def test_the_exact_name_comes_first_then_its_beginning_then_who_was_busy_lately(cast):
    for name in ("Anna Bergmann", "Anna Berg", "Johanna Berg", "Bergit Anna Holm"):
        add_person(name=name, by=cast.olga)
    assert found("anna berg", cast.olga)["person"][:2] == ["Anna Berg", "Anna Bergmann"]
    assert found("anna", cast.olga, most=2)["person"] == ["Anna Berg", "Anna Bergmann"]


@pytest.mark.plants_faults
def test_doctor_sees_an_index_that_drifted_and_a_rebuild_mends_it(cast):
    person = add_person(name="Maya Lindqvist", by=cast.olga)
    index.remove_triggers(connection)
    Person.objects.filter(pk=person.pk).update(label="Maya Holm", name="Maya Holm")
    add_person(name="Nobody Indexed", by=cast.olga)
    said = str(doctor.check_one("searched"))
    assert "triggers are missing: " in said and "crm_search_person_update" in said
    assert "person: 2 can be found by their table, 1 by the index" in said
    assert f"person {person.pk}: the index holds other words than its table" in said
    index.install_triggers(connection)
    index.fill(connection)
    assert doctor.check_one("searched").ok


def test_a_rename_reaches_everybody_of_the_company_and_nobody_else(cast):
    first, second = (add_account(name=name, by=cast.olga) for name in ("Alpha", "Beta"))
    for number in range(3):
        add_person(name=f"Alphabet {number}", account=first, by=cast.olga)
        add_person(name=f"Other {number}", account=second, by=cast.olga)
    change_account(first, by=cast.olga, name="Gamma")
    assert len(found("gamma", cast.olga)["person"]) == 3
    assert len(found("beta other", cast.olga)["person"]) == 3
    assert list(differences()) == []


def test_migrations_that_rebuild_tables_leave_a_whole_index(cast):
    add_person(name="Maya Lindqvist", by=cast.olga)
    index.before_migrations(plan=[object()])
    add_person(name="Came Meanwhile", by=cast.olga)
    index.after_migrations(plan=[object()])
    assert found("meanwhile", cast.olga)["person"] == ["Came Meanwhile"]
    assert index.missing_triggers(connection) == []
    call_command("migrate", verbosity=0)
    assert list(differences()) == []
