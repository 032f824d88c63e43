"""Added fields: typed values on four kinds of record, refused with what is wanted, kept with who changed what."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from detente.crm.capture.actions import Who, capture
from detente.crm.deals.actions import open_deal
from detente.crm.models import Account, CustomField, Event, Lead
from detente.crm.objections import Refused, Stale
from detente.crm.people.actions import add_account, add_person, change_organisation
from detente.crm.people.custom import (
    change_custom,
    comparable,
    custom_fields,
    read_value,
    shown_value,
    written_value,
)
from detente.crm.people.custom_fields import (
    add_choices,
    add_field,
    archive_field,
    change_choice,
    change_kind,
    code_of,
    move_field,
    rename_field,
    restore_field,
)
from detente.crm.people.custom_index import ensure_indexes


@pytest.fixture
def records(cast):
    """One record of each kind: Nora of Northwind, her lead and the deal it led to."""
    account = add_account("Northwind", by=cast.olga)
    arrival = capture(Who(name="Nora", email="nora@north.example"), by=cast.mia)
    lead = arrival.lead
    deal = open_deal(by=cast.ava, account=account, name="Pumps")
    return {"account": account, "person": lead.person, "lead": lead, "deal": deal}


def version_of(record):
    return record.last_seq if isinstance(record, Lead) else record.version


def field_of(kind, **more):
    choices = [{"code": "small", "name": "Small", "is_archived": False},
               {"code": "gone", "name": "Gone", "is_archived": True}]  # fmt: skip
    return CustomField(object="account", code="x", name="Plant", kind=kind, choices=choices, **more)


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("text", "  Nora’s  plant\x00\r\n two ", "Nora’s plant two"),
        ("text", 12, "12"),
        ("number", "12", 12),
        ("number", "-0.50", -0.5),
        ("number", 3.0, 3),
        ("date", "2026-02-28", "2026-02-28"),
        ("money", "1200.50 EUR", {"minor": 120050, "currency": "EUR"}),
        ("money", "jpy 900", {"minor": 900, "currency": "JPY"}),
        ("money", "7", {"minor": 700, "currency": "EUR"}),
        ("money", {"minor": -5, "currency": "KWD"}, {"minor": -5, "currency": "KWD"}),
        ("money", {"amount": "1.234", "currency": "KWD"}, {"minor": 1234, "currency": "KWD"}),
        ("choice", "small", "small"),
        ("choice", "SMALL", "small"),
        *((kind, empty, None) for kind in CustomField.KINDS for empty in ("", None, " \t")),
    ],
)
@pytest.mark.django_db
def test_a_value_is_kept_as_its_kind(kind, given, kept):
    assert read_value(field_of(kind), given) == kept
    assert type(read_value(field_of(kind), given)) is type(kept)
    if kept is not None:
        assert read_value(field_of(kind), written_value(field_of(kind), kept)) == kept


@pytest.mark.parametrize(
    ("kind", "given", "wanted"),
    [
        ("text", "x" * 501, "up to 500"),
        ("text", ["a"], "a text"),
        *(("number", wrong, "a number") for wrong in
          ("twelve", "1e5", "1,5", "NaN", float("inf"), True, [1], "１２x", "--1")),
        ("number", "1234567890123456", "up to 15"),
        ("number", "0.00000000000000000001", "up to 15"),
        *(("date", wrong, "2026-03-31") for wrong in ("31.3.2026", "20260331", "2026-02-30", 5, "2026-W01-1")),
        *(("money", wrong, "1200.50 EUR") for wrong in ("12 XXZ", "EUR", "EUR 1 EUR", "1.2.3", {"minor": True}, [])),
        ("money", "0.5 JPY", "0 digits"),
        ("money", "99999999999999999", "too large"),
        ("money", {"minor": 10**16, "currency": "EUR"}, "too large"),
        ("choice", "huge", "Small"),
        ("choice", "gone", "no longer offered"),
        *(("person", wrong, "e-mail address") for wrong in ("nobody@here.example", "77", "9" * 30, True, {})),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_what_does_not_fit_is_refused_with_what_is_wanted(kind, given, wanted):
    with pytest.raises(Refused) as refused:
        read_value(field_of(kind), given)
    (objection,) = refused.value.objections
    assert objection.field == "custom.x"
    assert wanted in str(objection)
    assert "Plant" in str(objection)


def test_a_person_is_found_by_number_or_address_and_called_by_name(cast):
    nora = add_person(by=cast.olga, name="Nora", email="Nora@North.example")
    field = field_of("person")
    assert read_value(field, "nora@north.example") == read_value(field, f"#{nora.pk}") == nora.pk
    assert read_value(field, nora) == nora.pk
    assert shown_value(field, nora.pk) == "Nora"


def test_money_without_a_currency_is_in_ours(cast):
    change_organisation(by=cast.olga, currency="JPY")
    assert read_value(field_of("money"), "500") == {"minor": 500, "currency": "JPY"}


@pytest.mark.parametrize("object", CustomField.OBJECTS)
def test_a_change_is_kept_with_who_and_what_stood_before(object, cast, records):
    add_field(object, name="Plant size", kind="number", by=cast.olga)
    add_field(object, name="Mood", kind="choice", choices=["Good", "Bad"], by=cast.olga)
    record = records[object]
    version = version_of(record)
    record = change_custom(record, {"plant_size": "12", "mood": "Bad"}, by=cast.ava, version=version)
    assert record.custom == {"plant_size": 12, "mood": "bad"}
    assert version_of(record) == version + 1
    record = change_custom(record, {"plant_size": "", "mood": "bad"}, by=cast.sven)
    assert type(record).objects.get(pk=record.pk).custom == {"mood": "bad"}
    first, second = Event.objects.filter(kind=f"{object}_changed").order_by("id")
    assert (first.actor, second.actor) == (cast.ava, cast.sven)
    assert first.facts == {"fields": ["custom.mood", "custom.plant_size"]}
    assert first.detail.words == {"before": {"custom.mood": None, "custom.plant_size": None}}
    assert second.detail.words == {"before": {"custom.plant_size": 12}}


@pytest.mark.parametrize("object", CustomField.OBJECTS)
def test_who_was_slower_gets_a_choice_and_the_same_again_is_no_change(object, cast, records):
    add_field(object, name="Size", kind="number", by=cast.olga)
    record = records[object]
    version = version_of(record)
    change_custom(record, {"size": "1"}, by=cast.ava, version=version)
    with pytest.raises(Stale):
        change_custom(record, {"size": "2"}, by=cast.sven, version=version)
    again = change_custom(record, {"size": 1}, by=cast.sven)
    assert version_of(again) == version + 1
    assert again.custom == {"size": 1}


def test_every_wrong_value_is_named_and_nothing_is_kept(cast, records):
    add_field("deal", name="Size", kind="number", by=cast.olga)
    add_field("deal", name="Start", kind="date", by=cast.olga)
    with pytest.raises(Refused) as refused:
        change_custom(records["deal"], {"size": "x", "start": "y", "nothing": "1"}, by=cast.ava)
    assert {each.field for each in refused.value.objections} == {
        "custom.size",
        "custom.start",
        "custom.nothing",
    }
    records["deal"].refresh_from_db()
    assert records["deal"].custom == {}


def test_a_choice_that_is_gone_stays_where_it_stands(cast, records):
    field = add_field("account", name="Tier", kind="choice", choices=["Gold", "Lead"], by=cast.olga)
    account = change_custom(records["account"], {"tier": "gold"}, by=cast.ava)
    field = change_choice(field, "gold", by=cast.olga, archived=True)
    account = change_custom(account, {"tier": "gold"}, by=cast.ava)
    assert shown_value(field, account.custom["tier"]) == "Gold"
    with pytest.raises(Refused, match="no longer offered"):
        change_custom(change_custom(account, {"tier": "lead"}, by=cast.ava), {"tier": "gold"}, by=cast.ava)


def test_an_archived_field_hides_its_values_and_gives_them_back(cast, records):
    field = add_field("account", name="Tier", kind="text", by=cast.olga)
    change_custom(records["account"], {"tier": "A"}, by=cast.ava)
    archive_field(field, by=cast.olga)
    assert custom_fields("account") == []
    with pytest.raises(Refused):
        change_custom(records["account"], {"tier": "B"}, by=cast.ava)
    restore_field(field, by=cast.olga)
    assert [each.code for each in custom_fields("account")] == ["tier"]
    assert Account.objects.get(pk=records["account"].pk).custom == {"tier": "A"}


def test_a_name_changes_and_a_code_never_does(cast):
    field = add_field("lead", name="Größe (m²)", kind="number", by=cast.olga)
    assert field.code == "grosse_m2"
    field = rename_field(field, "Size", by=cast.olga)
    assert (field.code, field.name) == ("grosse_m2", "Size")
    told = Event.objects.get(kind="custom_field_changed")
    assert told.detail.words == {"before": {"name": "Größe (m²)"}}


def test_the_kind_is_fixed_once_there_are_values(cast, records):
    field = add_field("account", name="Size", kind="text", by=cast.olga)
    field = change_kind(field, "number", by=cast.olga)
    change_custom(records["account"], {"size": "12"}, by=cast.ava)
    with pytest.raises(Refused, match="1 records have a value here"):
        change_kind(field, "text", by=cast.olga)


def test_fields_are_put_in_order(cast):
    for name in ("One", "Two", "Three"):
        add_field("deal", name=name, kind="text", by=cast.olga)
    move_field(custom_fields("deal")[2], by=cast.olga, up=True)
    move_field(custom_fields("deal")[0], by=cast.olga, up=True)
    assert [field.name for field in custom_fields("deal")] == ["One", "Three", "Two"]


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"name": " \x00"}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "SIZE"}, "name"),
        ({"kind": "feeling"}, "kind"),
        ({"code": "Size!"}, "code"),
        ({"code": "size"}, "code"),
        ({"code": "a'; DROP TABLE crm_lead; --"}, "code"),
        ({"kind": "choice"}, "choices"),
        ({"kind": "choice", "choices": ["A", "a"]}, "choices"),
        ({"kind": "choice", "choices": ["x" * 81]}, "choices"),
        ({"kind": "choice", "choices": [f"n{n}" for n in range(201)]}, "choices"),
    ],
)
def test_a_field_that_cannot_be_is_refused_where_it_is_wrong(cast, wrong, at):
    add_field("lead", name="Size", kind="number", by=cast.olga)
    with pytest.raises(Refused) as refused:
        add_field("lead", **{"name": "Other", "kind": "text", "by": cast.olga} | wrong)
    assert at in {each.field for each in refused.value.objections}


def test_choices_are_added_and_renamed_but_never_twice(cast):
    field = add_field("lead", name="Tier", kind="choice", choices=["A", ""], by=cast.olga)
    field = add_choices(field, ["B"], by=cast.olga)
    field = change_choice(field, "a", name="Best", by=cast.olga)
    assert [(choice["code"], choice["name"]) for choice in field.choices] == [("a", "Best"), ("b", "B")]
    for wrong in (lambda: add_choices(field, ["best"], by=cast.olga), lambda: add_choices(field, [], by=cast.olga),
                  lambda: change_choice(field, "b", name="BEST", by=cast.olga),
                  lambda: change_choice(field, "b", name="", by=cast.olga),
                  lambda: change_choice(field, "z", name="Z", by=cast.olga)):  # fmt: skip
        with pytest.raises(Refused):
            wrong()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Plant size (m²)", "plant_size_m2"),
        ("プラント", "field"),
        ("2nd", "field_2nd"),
        ("'; DROP--", "drop"),
        ("x" * 60, "x" * 36),
    ],
)
def test_a_code_is_made_of_the_name_and_may_stand_in_sql(name, code):
    assert code_of(name) == code
    assert code_of(name, [code]) == f"{code}_2"


@pytest.mark.parametrize("code", ["Size", "size-2", "a b", "1a", "", "a'b", "größe", "a\nb"])
def test_the_database_itself_refuses_a_code_that_may_not_stand_in_sql(db, code):
    with pytest.raises(IntegrityError), transaction.atomic():
        CustomField.objects.create(object="lead", code=code, name="X", kind="text")


VALUES = {
    "text": ("Pump", "Q"), "number": ("9", "10"), "money": ("9.99 EUR", "10 EUR"),
    "date": ("2026-01-31", "2026-02-01"), "choice": ("Aa", "Bb"),
}  # fmt: skip


@pytest.mark.parametrize("kind", VALUES)
def test_lists_filter_and_sort_by_a_field_through_its_own_index(cast, kind):
    field = add_field("account", name="Size", kind=kind, choices=["Aa", "Bb"] if kind == "choice" else (),
                      by=cast.olga)  # fmt: skip
    less, more = (add_account(name, by=cast.olga) for name in ("Less", "More"))
    add_account("None", by=cast.olga)
    change_custom(more, {"size": VALUES[kind][1]}, by=cast.olga)
    change_custom(less, {"size": VALUES[kind][0]}, by=cast.olga)
    rows = Account.objects.annotate(size=comparable(field))
    assert list(rows.filter(size__isnull=False).order_by("size", "pk")) == [less, more]
    found = rows.filter(size=rows.get(pk=less.pk).size)
    assert found.get() == less
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "custom_account_size" in found.explain()


def test_indexes_come_back_when_a_migration_lost_them(cast):
    field = add_field("lead", name="Size", kind="number", by=cast.olga)
    with connection.cursor() as cursor:
        cursor.execute('DROP INDEX "custom_lead_size"')
    ensure_indexes()
    with connection.cursor() as cursor:
        names = connection.introspection.get_constraints(cursor, "crm_lead")
    assert f"custom_lead_{field.code}" in names
