"""What the audit takes for the same: spellings of sources, products and countries, people and companies twice."""

from __future__ import annotations

import pytest

from detente.analytics.audit.checks.capture import invalid_phones
from detente.analytics.audit.checks.capture.country_forms import forms
from detente.analytics.audit.checks.capture.invalid_phones import is_wrong
from detente.analytics.audit.finding import Found, NotRun, Passed
from detente.analytics.audit.spellings import alike
from detente.analytics.audit.territories import territory
from tests.analytics.audit.asking import ask, evidence, found


def by_reason(slug, held):
    outcome = ask(slug, held)
    assert isinstance(outcome, Found), outcome
    return {row["why"]: row["n"] for row in outcome.finding.breakdowns[0].rows}


def test_second_spellings_of_a_source_are_offered_and_different_sources_are_left_alone():
    said = {"Google": 500, "google": 5, "Gooogle": 2, "Google Ads": 90, "Facebook": 60, "Facebook Ads": 20, "fb": 3,
            "Trade Show": 100, "Trade-Show": 9, "Spring 2025": 400, "Spring 2026": 4, "Referral": 80,
            "Referral Sites": 8, "Organic Search": 99, "Organic Social": 3, "Partner": 12, "Partners": 2}  # fmt: skip
    assert {(one.said, one.like, one.how) for one in alike(said, by_word=True)} == {
        ("google", "Google", "letters"), ("Gooogle", "Google", "slip"), ("Facebook Ads", "Facebook", "word"),
        ("fb", "Facebook", "word"), ("Trade-Show", "Trade Show", "letters"),
    }  # fmt: skip


def test_records_under_a_second_spelling_are_the_rows():
    held = evidence(
        leads=[{"lead": str(n), "source": "Fair"} for n in range(3)] + [{"lead": "x", "source": " fair"}]
    )
    assert found("alike_sources", held) == (1, 4, ["x"])
    assert isinstance(ask("alike_sources", evidence(leads=[{"lead": "1", "source": "Fair"}])), Passed)


def test_a_product_that_does_not_join_is_told_with_the_one_it_means():
    products = [{"product": "p1", "name": "GTX Pro"}, {"product": "p2", "name": "GTX Plus Pro"}]
    sold = ["GTXPro", "GTX Pro", "p2", " gtx plus pro ", "Anvil", None]
    held = evidence(deals=[{"deal": str(n), "product": one} for n, one in enumerate(sold)], products=products)
    assert found("unjoined_products", held) == (2, 5, ["0", "4"])
    assert "“GTXPro” most likely is “GTX Pro”" in ask("unjoined_products", held).finding.sentence
    joined = evidence(deals=[{"deal": "1", "product": "p1"}], products=products)
    assert isinstance(ask("unjoined_products", joined), Passed)


def test_a_company_that_is_not_in_the_list_does_not_join():
    held = evidence(
        deals=[
            {"deal": "1", "account": "a1"},
            {"deal": "2", "account": "Acme"},
            {"deal": "3", "account": "Acme Inc"},
        ],
        accounts=[{"account": "a1", "name": "Acme"}],
    )
    assert found("unjoined_accounts", held) == (1, 3, ["3"])


@pytest.mark.parametrize(
    ("said", "code"),
    [("Germany", "DE"), ("DEU", "DE"), ("de", "DE"), ("Deutschland", "DE"), ("Allemagne", "DE"), ("USA", "US"),
     ("U.S.A.", "US"), ("United States of America", "US"), ("UK", "GB"), ("Korea", "KR"), ("Czech Republic", "CZ"),
     ("Bavaria", None), ("unknown", None), ("EU", None)],
)  # fmt: skip
def test_a_country_is_known_by_its_names_and_codes(said, code):
    assert territory(said) == code


def test_the_form_that_a_country_mostly_has_is_the_usual_one():
    odd = forms({"Germany": 9, "DE": 4, "Deutschland": 4, "FR": 3, "Philipines": 1, "Asia": 2})
    assert [(one.said, one.means) for one in odd] == [
        ("DE", "Germany"), ("Deutschland", "Germany"), ("Asia", ""), ("Philipines", "Philippines"),
    ]  # fmt: skip
    assert forms({"North": 9, "South": 4}) == []
    held = evidence(leads=[{"lead": "1", "country": "DE"}, {"lead": "2", "country": "Germany"}] * 1 + [
        {"lead": "3", "country": "Germany"}])  # fmt: skip
    assert found("country_forms", held) == (1, 3, ["1"])


def people(*rows):
    given = [dict(zip(("name", "email", "phone", "company"), row, strict=False)) for row in rows]
    return evidence(leads=[{"lead": f"{n}", "file_no": 1, "row_no": n} | one for n, one in enumerate(given)])


def test_the_same_person_twice_is_found_by_address_number_company_and_a_slip():
    held = people(
        ("Maya Okafor", "maya@steel.example"), ("M. Okafor", " MAYA@steel.example "),
        ("Jonas Berg", None, "+49 (30) 5550 123", "Berg AG"), ("jonas berg", None, "030 5550123"),
        ("Berg Jonas", None, None, "berg ag"), ("Tomás Vidal", "t.vidal@rio.example"),
        ("Tomas Vidal", "tomas@rio.example"), ("Tomaz Vidal", "tz@rio.example"),
    )  # fmt: skip
    assert found("duplicate_people", held) == (5, 8, ["1", "3", "4", "6", "7"])
    assert by_reason("duplicate_people", held) == {
        "same e-mail address": 1, "same phone number and name": 1, "same name at the same company": 1,
        "same name and mail domain": 1, "same mail domain, and a letter apart in the name": 1,
    }  # fmt: skip


def test_a_shared_box_a_switchboard_and_a_namesake_are_no_duplicates():
    held = people(
        ("Maya Okafor", "info@steel.example", "040 555 0100"), ("Jonas Berg", "info@steel.example", "040 555 0100"),
        ("Maya Okafor", "maya@gmail.com", None, "Rio SA"), ("Maya Okafor", "okafor@gmail.com"),
        ("O'Neil", "a@ko.example"), ("Oneil", "b@ko.example"), (None, None, "000 000 0000"), (None, None, "0000000000"),
    )  # fmt: skip
    assert isinstance(ask("duplicate_people", held), Passed)


def test_the_earlier_record_stays_and_the_later_is_the_duplicate():
    held = evidence(leads=[
        {"lead": "late", "email": "a@b.example", "created_at": "2026-02-02"},
        {"lead": "early", "email": "a@b.example", "created_at": "2026-01-01"},
    ])  # fmt: skip
    assert found("duplicate_people", held)[2] == ["late"]


def test_companies_are_one_by_name_but_for_the_legal_form_by_site_or_by_a_slip():
    names = [("Acme GmbH & Co. KG", None), ("ACME", "acme.example"), ("The Acme Corp.", "https://www.other.example/x"),
             ("Northwind", "nw.example"), ("Northwind Traders", "http://nw.example/"), ("Halbergmoos", None),
             ("Halbergmos", None), ("Unit 17 Works", None), ("Unit 18 Works", None),
             ("Vega", "nw.example")]  # fmt: skip
    held = evidence(accounts=[{"account": str(n), "name": name, "domain": domain, "file_no": 1, "row_no": n}
                              for n, (name, domain) in enumerate(names)])  # fmt: skip
    assert found("duplicate_companies", held)[::2] == (4, ["1", "2", "4", "6"])
    assert by_reason("duplicate_companies", held)["same web address, another name"] == 1


def test_where_there_is_no_list_of_companies_their_names_on_leads_are_compared():
    names = ["Acme Inc.", "Acme Inc.", "ACME"]
    leads = [{"lead": str(n), "company": name} for n, name in enumerate(names, start=1)]
    assert found("duplicate_companies", evidence(leads=leads)) == (1, 2, ["3"])
    assert isinstance(ask("duplicate_companies", evidence(leads=leads[:2])), Passed)


def test_addresses_that_reach_nobody_are_counted_and_shared_boxes_are_only_told():
    mails = ["maya@steel.de", "Maya Okafor", "a..b@steel.de", "x@steel", "bo@example.com", "bo@mailinator.com",
             "info@steel.de", "jörg@müller.de", None, " ", "o'neil+crm@rio.com.br"]  # fmt: skip
    held = evidence(leads=[{"lead": f"{n:02}", "email": mail} for n, mail in enumerate(mails)])
    count, _, keys = found("invalid_mails", held)
    assert (count, keys) == (5, ["01", "02", "03", "04", "05"])
    assert by_reason("invalid_mails", held) == {
        "no valid address": 3, "a domain for tests and examples": 1, "a domain of throw-away addresses": 1,
        "a box that several people read (not counted)": 1,
    }  # fmt: skip


def test_addresses_that_the_export_hides_are_not_called_invalid():
    held = evidence(leads=[{"lead": str(n), "email": f"pw8hWE{n}=="} for n in range(12)])
    outcome = ask("invalid_mails", held)
    assert isinstance(outcome, NotRun) and "hidden or encoded" in outcome.sentence


@pytest.mark.parametrize(
    ("phone", "country", "is_bad"),
    [("+49 30 901820", None, False), ("0049 30 901820", None, False), ("030 901820", "Germany", False),
     ("030 901820", None, False), ("+49 1", None, True), ("12345", None, True), ("0000000000", None, True),
     ("212 555 01000", "USA", True), ("(212) 736-5000", "US", False), ("+1 999 999 9999", None, True),
     ("call me", None, True), ("020 7946 0018", "Atlantis", False)],
)  # fmt: skip
def test_a_number_is_wrong_only_where_that_can_be_told(phone, country, is_bad):
    assert is_wrong(phone, country) is is_bad


def test_of_very_many_numbers_a_sample_is_called_and_the_share_has_its_interval(monkeypatch):
    phones = [f"+49 30 {901800 + n}" if n % 4 else f"+49 1{n}" for n in range(160)]
    held = evidence(leads=[{"lead": str(n), "phone": phone} for n, phone in enumerate(phones)])
    assert found("invalid_phones", held)[:2] == (40, 160)
    monkeypatch.setattr(invalid_phones, "MOST", 80)
    sampled = ask("invalid_phones", held).finding
    low, high = sampled.interval
    assert sampled.sureness == "estimated" and 40 < sampled.of < 120 and low < 0.25 < high
    assert "About" in sampled.sentence


def test_records_made_to_try_something_out_are_found_and_people_called_so_are_not():
    names = ["test", "Test Lead 2", "asdfgh", "TEST_USER", "Dummy Account", "Testa Rossa", "Mike Tester",
             "Testing Labs Ltd", "Foo Fighters", "Abby Fake", "x", "xxxx"]  # fmt: skip
    leads = [{"lead": f"{n:02}", "name": name} for n, name in enumerate(names)]
    leads += [{"lead": "m", "email": "test12@steel.de"}, {"lead": "k", "email": "testino@steel.de"}]
    held = evidence(leads=leads)
    assert found("made_up_records", held)[2] == ["00", "01", "02", "03", "04", "11", "m"]
