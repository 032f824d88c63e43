"""What the audit says of single fields: blank, constant, prompts, words for numbers, dates in two forms."""

from __future__ import annotations

from datetime import datetime

import pytest

from detente.analytics.audit.checks.capture import text_in_numbers
from detente.analytics.audit.finding import Found, NotRun, Passed
from detente.analytics.audit.profile import columns
from tests.analytics.audit.asking import ask, evidence, found


def raw(rows):
    """Evidence of leads with these columns in the export, one lead a row."""
    leads = [{"lead": f"L{n}", "file_no": 1, "row_no": n} for n, _ in enumerate(rows, start=1)]
    return evidence(leads=leads, raw_leads=rows)


def told(slug, held, nth=0):
    """The rows of a breakdown of the finding."""
    outcome = ask(slug, held)
    assert isinstance(outcome, Found), outcome
    return [tuple(row.values()) for row in outcome.finding.breakdowns[nth].rows]


def test_a_line_with_one_value_is_blank_where_lines_mostly_hold_many():
    full = {"Id": "1", "Name": "Ada", "City": "Graz", "Country": "AT", "Phone": "1", "Fax": None}
    torn = dict.fromkeys(full) | {"Id": "2,Bo,Linz,AT,2,"}
    held = raw([full, full, torn, dict.fromkeys(full, " ")])
    assert found("blank_records", held) == (2, 4, ["L3", "L4"])
    assert "a hole of 50.0 % in every column" in ask("blank_records", held).finding.sentence


@pytest.mark.parametrize(
    "slug",
    ["blank_records", "defaults", "text_in_numbers", "date_forms", "constant_fields", "preset_answers"],
)
def test_without_the_columns_of_an_export_nothing_is_said_of_them(slug):
    outcome = ask(slug, evidence(leads=[{"lead": str(n), "touches": n % 2} for n in range(120)]))
    assert isinstance(outcome, NotRun)


def test_narrow_tables_have_no_blank_lines():
    assert isinstance(ask("blank_records", raw([{"Id": "1", "Name": None}] * 3)), Passed)


def test_fields_that_matter_are_asked_only_where_the_export_has_them_and_of_whom_they_can_be_asked():
    held = evidence(
        leads=[{"lead": "a", "source": "Fair"}, {"lead": "b", "source": " "}, {"lead": "c", "exit": "joined"},
               {"lead": "d", "source": "Web", "exit": "rejected", "reason": "no need"},
               {"lead": "e", "source": "Web", "exit": "rejected"}],
        deals=[{"deal": "1", "status": "lost", "amount": 0.0}, {"deal": "2", "status": "open"}],
    )  # fmt: skip
    assert told("missing_fields", held) == [
        ("deals", "Amount", 1, 2, 0.5),
        ("leads", "Reason (of those that went out)", 1, 2, 0.5),
        ("leads", "Source", 2, 5, 0.4),
    ]
    assert found("missing_fields", held)[::2] == (4, ["b", "c", "e"])


def test_a_column_of_another_file_is_not_blank_in_this_one():
    rows = [
        {"file": "1", "A": "x", "B": None},
        {"file": "2", "A": None, "B": "y"},
        {"file": "2", "A": None, "B": None},
    ]
    held = evidence(
        leads=[{"lead": "a"}], raw_leads=rows,
        columns=[{"object": "leads", "column": "B", "file_no": 2, "fills": None, "kind": "text"}],
    )  # fmt: skip
    held.connection.execute("UPDATE raw_leads SET file_no = file::BIGINT")
    assert [(one.header, one.rows, one.filled) for one in columns(held, "leads")] == [
        ("file", 3, 3), ("A", 3, 1), ("B", 2, 1),
    ]  # fmt: skip


def test_a_column_that_says_the_same_of_everybody_is_constant_unless_it_is_mostly_blank():
    rows = [
        {"Fax": "No", "Rare": "x" if n < 4 else None, "City": str(n % 3), "IsDeleted": "0"} for n in range(10)
    ]
    assert told("constant_fields", raw(rows)) == [("leads", "Fax", "No", 10, 10)]
    assert isinstance(ask("constant_fields", raw(rows[:9])), NotRun)
    assert isinstance(ask("constant_fields", raw([{"City": str(n % 2)} for n in range(10)])), Passed)


@pytest.mark.parametrize(
    "said",
    [
        "Select",
        "--None--",
        "Seleccione una opción",
        "Veuillez sélectionner",
        "please choose",
        "Bitte wählen",
        "<Select one>",
        "- select -",
    ],
)
def test_a_prompt_is_no_answer(said):
    held = raw([{"Industry": said}] * 3 + [{"Industry": "Steel"}] * 2 + [{"Industry": None}])
    assert told("defaults", held) == [("leads", "Industry", said, 3, 5)]
    assert found("defaults", held)[2] == ["L1", "L2", "L3"]


def test_words_that_only_sound_like_prompts_are_answers():
    # Zoho writes -None- where nothing was chosen: the field is blank.
    held = raw([{"Parent": "None", "Plan": "Select Plus", "Post": "Selection board", "Rating": "-None-"}] * 4)
    assert isinstance(ask("defaults", held), Passed)


def test_an_answer_that_only_unworked_leads_give_is_preset():
    said = ["Medium"] * 58 + ["High"] * 2 + ["Medium"] * 20 + ["High"] * 25 + ["Low"] * 15
    rows = [
        {"Size": one, "Colour": "red" if n % 2 else "blue", "All": "Medium"} for n, one in enumerate(said)
    ]
    leads = [{"lead": f"L{n:03}", "file_no": 1, "row_no": n, "touches": int(n > 60)} for n in range(1, 121)]
    held = evidence(leads=leads, raw_leads=rows)
    assert told("preset_answers", held) == [("Size", "Medium", 58, 60, 20, 60)]
    assert (
        "96.7 % of the leads that nobody has worked and in 33.3 %"
        in ask("preset_answers", held).finding.sentence
    )
    assert isinstance(ask("preset_answers", evidence(leads=leads[:100], raw_leads=rows[:100])), NotRun)


def test_words_in_a_column_of_numbers_are_found_and_amounts_in_any_dress_are_numbers():
    dressed = ["1", "-2.5", "$1,200.00", "3 400 €", "12%", "1.5k", "(200)", "EUR 7", "€ 9", "1'000"]
    spoken = [{"Size": "about 50"}, {"Size": "n/a"}, {"Size": None}, {"Size": "12"}]
    held = raw([{"Size": text} for text in dressed if not text.startswith("EUR")] * 3 + spoken)
    assert found("text_in_numbers", held) == (1, 30, ["L28"])
    assert text_in_numbers.FEWEST <= 27


def test_a_column_of_words_with_some_numbers_is_no_column_of_numbers():
    held = raw([{"Floor": str(n) if n % 5 else "ground"} for n in range(40)])
    assert isinstance(ask("text_in_numbers", held), Passed)


def test_dates_in_a_second_form_are_found_and_open_ones_go_with_what_others_prove():
    said = ["13/5/2026"] * 12 + ["5/6/2026"] * 8 + ["2026-05-13"] * 3 + [None]
    held = raw([{"Met": text} for text in said])
    assert told("date_forms", held) == [("leads", "Met", "22/11/2026", 20), ("leads", "Met", "2026-11-22", 3)]
    assert found("date_forms", held) == (3, 23, ["L21", "L22", "L23"])
    assert isinstance(ask("date_forms", raw([{"Met": text} for text in said[:20]])), Passed)


def test_day_first_and_month_first_in_one_column_contradict_each_other():
    held = raw([{"Met": text} for text in ["13/5/2026"] * 15 + ["5/13/2026"] * 5])
    assert found("date_forms", held)[:2] == (5, 20)


def test_leads_created_in_one_minute_are_an_import_and_arrivals_are_not():
    arrivals = [
        {"lead": f"a{n}", "created_at": datetime(2026, 1, 1 + n % 28, n % 24, n % 60)} for n in range(60)
    ]
    bulk = [{"lead": f"b{n}", "created_at": datetime(2026, 1, 9, 3, 0, n)} for n in range(50)]
    count, of, keys = found("created_at_once", evidence(leads=arrivals + bulk))
    assert (count, of) == (50, 110) and set(keys) == {one["lead"] for one in bulk}
    assert isinstance(ask("created_at_once", evidence(leads=arrivals + bulk[:49])), Passed)
    assert isinstance(ask("created_at_once", evidence(leads=arrivals[:49])), NotRun)
