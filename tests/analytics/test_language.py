"""Everything that a report says goes through the reader's language: a sentence forgotten stays English here."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel.dates import get_month_names

from detente.analytics import language, reports
from detente.analytics.query import Query
from detente.analytics.render import shown, to_json
from detente.analytics.run import answer, groupable
from detente.analytics.wording import amount, count, day, percent
from tests.analytics.worlds import company

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import catalogues

# All values are upper case, so that whatever is lower case in a loud answer was written by us and forgotten.
LEADS = "\n".join([
    "lead_id | first_lead_id | arrived_at | source | medium | vendor | milestone | exit | closed_at | playbook "
    "| owner_id",
    *(f"{n} | {n} | 2025-0{1 + n % 6}-05 | {'LIST' if n % 3 else 'FAIR'} | MAIL | ACME | mql | - | - | 1 | 1"
      for n in range(1, 400)),
    *(f"{n} | {n} | 2026-02-05 | {'LIST' if n % 3 else 'WEB'} | MAIL | - | won | - | 2026-02-09 | 2 | 1"
      for n in range(400, 460)),
    *(f"{n} | {n} | 2026-02-05 | {'LIST' if n % 3 else 'WEB'} | - | - | exit | lost | 2026-03-09 | 2 | 2"
      for n in range(460, 540)),
    "600 | 600 | 2026-06-20 | - | - | - | sal | - | - | 2 | 1",
    "601 | 601 | 2026-06-20 | WEB | - | - | won | - | 2026-06-10 | 2 | 1",
    "602 | 1 | 2026-06-29 | WEB | - | - | mql | - | - | 2 | 2",
])  # fmt: skip
MOVES = "\n".join(f"{n} 02-09 won" for n in range(400, 460))
TABLES = {
    "reps": "rep_id | name | is_active | team\n1 | MAYA | true | inside sales\n2 | NOOR | false | sales",
    "activities": "\n".join([
        "activity_id | lead_id | rep_id | channel | is_attempt | at", "1 | 600 | 1 | call | true | 2026-06-28",
        *(f"{n} | {n} | {1 + n % 2} | call | true | 2026-02-05 {10 if n % 2 else 0:02}:30" for n in range(400, 520)),
    ]),
    "assignments": "\n".join([
        "assignment_id | lead_id | to_id | at",
        *(f"{n} | {n} | {1 + n % 2} | 2026-02-05" for n in range(400, 540)),
    ]),
    "handoffs": "\n".join([
        "handoff_id | lead_id | kind | to_id | made_at | due_at | attempt_due_at | answer | reason | answered_at "
        "| band | score | playbook | pooled_seconds",
        *(f"{n} | {n} | handed_over | {1 + n % 2} | 2026-02-05 | 2026-02-05 04:00 | 2026-02-05 08:00 "
          f"| {'accepted' if n % 5 else 'rejected'} | {'-' if n % 5 else 'TOO_SMALL'} | 2026-02-05 {1 + n % 7:02}:00 "
          f"| {'A' if n < 460 else 'B'} | {80 if n < 460 else 40} | {1 + n % 2} | 60" for n in range(400, 540)),
        "900 | 601 | handed_over | 1 | 2026-06-30 | 2026-07-02 | - | - | - | - | - | - | 2 | 0",
        "901 | 600 | handed_over | 1 | 2026-06-20 | 2026-06-22 | - | withdrawn | - | 2026-06-21 | A | 80 | 2 | 0",
        "902 | 602 | passed | 1 | 2026-06-20 | 2026-06-22 | - | - | - | - | A | 80 | 2 | 0",
    ]),
    "targets": "target_id | measure | is_promise | per | starts_on | amount | unit | playbook\n"
               "1 | mqls | true | month | 2026-01-01 | 9 | count | 1\n"
               "2 | acceptance_rate | true | month | 2026-01-01 | 0.9 | share | 2\n"
               "3 | answer | true | - | 2026-01-01 | 240 | business minutes | 1\n"
               "4 | WON_VALUE | true | month | 2026-01-01 | 9 | count | 1",
    "playbooks": "playbook | effective_at | changed\n1 | 2025-01-01 | -\n2 | 2026-02-03 | scoring, slas\n"
                 "3 | 2026-02-04 | routing\n4 | 2026-02-05 | -",
    "defects": "defect_id | lead_id | kind | at\n1 | 3 | bounced | 2026-01-01\n2 | 6 | bounced | 2026-01-01",
    "costs": "cost_id | vendor | on_day | amount_minor | currency\n1 | ACME | 2025-01-09 | 5000 | EUR\n"
             "2 | ACME | 2025-01-09 | 5000 | CHF",
    "deals": "\n".join([
        "deal_id | lead_id | owner_id | product | type | status | base_minor | opened_at | closed_at",
        *(f"{n} | {n} | {1 + n % 2} | {'AXE' if n % 2 else 'BOX'} | NEW | {'won' if n % 2 else 'lost'} | - "
          f"| 2026-02-05 | 2026-02-09" for n in range(400, 460)),
        "900 | - | 1 | AXE | NEW | open | 1 | 2026-02-05 | -", "901 | - | 1 | AXE | NEW | won | 1 | 2026-02-05 | -",
    ]),
}  # fmt: skip
FEW = "lead_id | arrived_at | source | milestone | closed_at\n1 | 2026-01-01 | WEB | won | 2026-02-01"
QUESTIONS = [
    Query(), Query(by="source"), Query(by="medium"), Query(by="owner"), Query(by="month", horizon_days=30),
    Query(by="receiver"), Query(by="receiver", reps=1), Query(by="band"), Query(by="reason"), Query(by="in_month"),
    Query(by="in_week"), Query(by="playbook"), Query(by="channel"), Query(by="rep"), Query(by="rep", reps=1),
    Query(by="product"), Query(vendor="NOBODY"), Query(vendor="ACME"), Query(from_on=date(2026, 1, 1)),
    Query(from_on=date(2026, 1, 1), to_on=date(2026, 3, 1)),
]  # fmt: skip
SHOWN = ("milestone", "label", "place", "tip", "leads", "group", "title", "text", "description")


def loud(text: str) -> str:
    """The text in capitals, its placeholders as they are."""
    return re.sub(r"(%\(\w+\)[srd]|%%)|.", lambda found: found[1] or found[0].upper(), text)


@pytest.fixture(scope="module")
def said():
    """Every text that is translated, while the reader's language is a loud one."""
    texts: set[Any] = set()

    def translate(text: str) -> str:
        texts.add(text)
        return loud(text)

    def plural(one: str, many: str, number: int) -> str:
        texts.add((one, many))
        return loud(one if number == 1 else many)

    before = language.speak(translate, plural, lambda: "de")
    yield texts
    language.speak(before.translate, before.plural, before.locale)


@pytest.fixture(scope="module")
def worlds():
    with company(LEADS, MOVES, **TABLES) as rich, company(FEW) as poor, company("lead_id\n") as empty:
        rich.currency = "EUR"
        yield rich, poor, empty


def of_the_page(found: Any) -> Iterator[str]:
    """Every text of an answer that a page shows."""
    yield from (found.title, found.question, found.headline, str(found.period))
    yield from (str(one) for one in (*found.cautions, *found.definitions))
    for column in found.columns:
        yield from (column.label, column.meaning)
        if not found.splits:
            yield from (shown(row[column.name], column) for row in found.rows)
    yield from of_a_picture(found.charts)


def of_a_picture(part: Any, name: str = "") -> Iterator[str]:
    if isinstance(part, str) and name in SHOWN and not part.startswith("datum"):
        yield part
    for key, value in part.items() if isinstance(part, dict) else ():
        # What stands in an encoding names a column of the picture's values.
        yield from of_a_picture(value, "" if key in ("field", "type", "encoding") else key)
        if key == "encoding":
            yield from (
                one["title"] for held in value.values() for one in (held if isinstance(held, list) else [held])
                if isinstance(one.get("title"), str)
            )  # fmt: skip
    for value in part if isinstance(part, list | tuple) else ():
        yield from of_a_picture(value, name)


def asked(engine: Any) -> Iterator[Any]:
    for slug in reports.slugs():
        for query in QUESTIONS:
            report = reports.report(slug)
            if (query.by and query.by not in groupable(report)) or (
                query.horizon_days and not report.takes_horizon
            ):
                continue
            yield answer(slug, engine, query)


@pytest.fixture(scope="module")
def told(worlds, said):
    """Every text of every answer, with the report and the question it belongs to."""
    return [
        (found.report, found.query, text)
        for engine in worlds for found in asked(engine) for text in of_the_page(found)
    ]  # fmt: skip


def test_no_text_of_a_report_is_forgotten(told):
    kept = re.compile("|".join(get_month_names("wide", locale="de").values()))
    assert [one for one in told if kept.sub("", one[2]) != kept.sub("", one[2]).upper()] == []


def test_everything_said_stands_in_the_catalogues(told, said):
    template = catalogues.collected()
    assert len(said) > 200
    assert [text for text in said if template.get(text if isinstance(text, str) else text[0]) is None] == []


def test_keys_and_values_for_programs_stay_english(worlds, said):
    found = to_json(answer("lead_quality", worlds[0], Query(by="source")))
    assert {"cohort", "horizon", "bad data"} <= found["definitions"].keys()
    assert [column["name"] for column in found["columns"]][:3] == ["source", "stands", "leads"]
    assert all(row["stands"] == row["stands"].lower().replace("sql", "SQL") for row in found["rows"])


@pytest.fixture
def spoken():
    before = language.speak(locale=lambda: "de")
    yield
    language.speak(before.translate, before.plural, before.locale)


def test_numbers_and_days_are_written_as_the_reader_writes_them(spoken):
    assert count(8000) == "8.000" and percent(0.105) == "10,5 %"
    assert amount(123450, "EUR") == "1.234,50 EUR"
    assert day(date(2017, 12, 5)) == "5. Dezember 2017"
    assert language.say_many("%(n)s lead", "%(n)s leads", 12000) == "12.000 leads"
    language.speak(locale=lambda: "en")
    assert count(8000) == "8,000" and day(date(2017, 12, 5)) == "5 December 2017"
