"""The result: the same numbers in every format, nothing of the data is ever code, and two results compare."""

from __future__ import annotations

import csv
import html
import json
import re

import pypdfium2
import pytest

from detente.analytics.audit.result import (
    NotAnAudit,
    compare,
    from_json,
    to_json,
    to_summary,
    to_text,
    write_rows,
)
from detente.analytics.audit.result.html import to_html
from detente.analytics.audit.result.pdf import to_pdf
from detente.analytics.audit.run import audit
from tests.analytics.audit.one_result import CHECKS, HOSTILE, LEADS, evidence, result

NUMBERS = (
    "617 of 1,234 leads (50.0 %)", "1.23 million EUR", "76 of 617 leads (12.3 %)",
    "9.9–15.1 %", "3 checks found something, 1 found all in order, 1 could not be asked",
    "617 of 1,234", "1,234 leads in 1 file",
)  # fmt: skip


@pytest.fixture(scope="module")
def whole():
    return result()


def flat(text: str) -> str:
    """Words with one blank between them, wherever lines were broken."""
    return " ".join(text.replace("\u200b", "").split())


def in_html(document) -> str:
    return flat(html.unescape(re.sub(r"<[^>]+>", " ", to_html(document))))


def in_pdf(document) -> str:
    pages = pypdfium2.PdfDocument(to_pdf(document))
    return flat(" ".join(page.get_textpage().get_text_bounded() for page in pages))


@pytest.mark.parametrize("read", [in_html, in_pdf, lambda document: flat(to_text(document))])
def test_every_format_says_the_same_numbers(whole, read):
    said = re.sub(r"([( ]) | (?=[).,])", r"\1", read(whole))
    for number in NUMBERS[:-1]:
        assert number in said, number
    assert "12.3 % of the leads from Web were won." in said


def test_the_dearest_finding_comes_first_on_the_first_screen(whole):
    assert [item.slug for item in whole.top] == ["costly", "estimated", "sign"]
    assert "The three findings that matter most" in to_summary(whole)  # two of them have no cost
    assert "Ask Mara Lind today" in to_summary(whole)


def test_text_has_80_columns_and_no_controls(whole):
    said = to_text(whole)
    assert max(map(len, said.splitlines())) <= 80
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", said)


def test_json_keeps_the_whole_result(whole):
    kept = json.loads(json.dumps(to_json(whole)))
    assert from_json(kept) == whole
    costly = kept["findings"][0]
    assert (costly["count"], costly["of"], costly["share"]) == (617, LEADS, 617 / LEADS)
    assert costly["cost"] == {"amount": 1_234_567.0, "currency": "EUR", "low": 900_000.0, "high": 1_500_000.0,
                              "reckoned": costly["cost"]["reckoned"]}  # fmt: skip
    assert (len(costly["rows"]["rows"]), costly["rows"]["total"]) == (10, LEADS)
    assert costly["rows"]["rows"][1][0] == f"L{LEADS - 2}"


@pytest.mark.parametrize(
    "kept", [{}, [], {"format": "detente-audit", "version": 99}, {"format": "detente-audit", "version": 1}]
)
def test_other_json_is_refused(kept):
    with pytest.raises(NotAnAudit):
        from_json(kept)


def test_nothing_of_the_data_is_markup(whole):
    page = to_html(whole)
    assert "<script" not in page
    assert "alert(1)" in page and "{{ 7*7 }}" in page
    assert not re.findall(r"(?:src|href)=[\"'](?!#)", page)
    assert "alert(1)" in in_pdf(whole)


def test_all_rows_are_written_and_no_cell_is_a_formula(tmp_path):
    with evidence() as held:
        held.connection.execute("UPDATE leads SET name = '=1+1' WHERE lead = 'L5'")
        written = write_rows(audit(held, checks=CHECKS), held, tmp_path)
    assert [path.name for path in written] == ["costly.csv"]
    with written[0].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["Lead", "Name", "Owner", "Source", "Created"]
    assert len(rows) == LEADS + 1
    assert next(row for row in rows if row[0] == "L5")[1] == "'=1+1"
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@")]


def test_two_results_say_what_became_of_each_finding(whole):
    kept = to_json(whole)
    costly, estimated, _sign = kept["findings"]
    later = from_json(kept | {
        "findings": [costly | {"count": 600}, estimated, estimated | {"slug": "fresh"}],
        "in_order": [*kept["in_order"], {"slug": "sign", "group": "capture", "name": "", "sentence": ""}],
    })  # fmt: skip
    told = {one.slug: (one.change, one.difference) for one in compare(whole, later).moved}
    assert told == {
        "costly": ("shrunk", -17),
        "estimated": ("same", 0),
        "fresh": ("new", 76),
        "sign": ("mended", -8),
    }
    unasked = from_json(kept | {"findings": [estimated, _sign]})
    assert [one.slug for one in compare(whole, unasked).of("no longer asked")] == ["costly"]
    assert next(one.change for one in compare(unasked, whole).moved) == "new"


def test_a_redacted_result_numbers_owners_and_leaves_out_persons_and_rare_values(whole):
    told = result(redact=True)
    said = json.dumps(to_json(told), ensure_ascii=False)
    assert re.match(r"617 leads of Owner [12] were never touched", told.findings[0].sentence)
    assert re.match(r"Ask Owner [12] today", told.findings[0].todo)
    assert "from Web were won" in told.findings[1].sentence
    by_source = told.findings[1].breakdowns[0]
    assert by_source.rows[0][0] == "Web" and re.fullmatch("Owner [12]", by_source.rows[0][1])
    assert [cell.startswith("file 1, line") for cell in (row[0] for row in told.findings[0].rows.rows)] == [
        True
    ] * 10
    for secret in ("Mara", "Falk", "Ida", "alert(1)", "odd.csv"):
        assert secret in json.dumps(to_json(whole)) and secret not in said, secret
    assert [item.count for item in told.findings] == [item.count for item in whole.findings]


def test_hostile_values_are_what_this_test_says():
    assert "\u202e" in HOSTILE and "\x00" in HOSTILE
