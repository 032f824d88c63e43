"""A vendor's user sees that vendor's leads and nothing else, totals included."""

from __future__ import annotations

import pytest

from detente.analytics.dialects import write
from detente.analytics.errors import UnknownField
from detente.analytics.filters import _SCOPE, LEAD_TABLES, NOBODYS, shadows
from detente.analytics.query import Query
from detente.analytics.run import behind, known_values
from detente.analytics.shape import shape_of
from detente.analytics.tables import BY_NAME
from tests.analytics.worlds import company, funnel, only

LEADS = """
lead_id | first_lead_id | arrived_at | source | vendor     | person_id | account_id | milestone | exit     | closed_at
1       | 1             | 2026-01-01 | list   | Acme Leads | 1         | 1          | exit      | recycled | 2026-01-05
2       | 2             | 2026-01-02 | list   | Acme Leads | 2         | 2          | won       | -        | 2026-02-01
3       | 3             | 2026-01-03 | web    | -          | 3         | 3          | won       | -        | 2026-02-01
4       | 1             | 2026-05-03 | web    | -          | 1         | 1          | won       | -        | 2026-06-01
5       | 5             | 2026-01-03 | list   | Bolt       | 5         | 5          | mql       | -        | -
"""


@pytest.fixture(scope="module")
def market():
    people = "person_id\n1\n2\n3\n5"
    campaigns = "campaign_id | vendor\n1 | Acme Leads\n2 | Bolt"
    with company(
        LEADS, people=people, campaigns=campaigns, targets="target_id\n1", playbooks="playbook\n1"
    ) as engine:
        yield engine


def test_totals_are_of_the_vendors_own_leads(market):
    assert only(market)["won"] == 3
    row = only(market, vendor="Acme Leads")
    # the lead that came back by itself, without the vendor, is not theirs to see
    assert (row["leads"], row["won"], row["recycled"], row["returned"]) == (2, 1, 1, 0)


def test_groups_values_and_rows_are_the_vendors_own(market):
    assert [row["source"] for row in funnel(market, vendor="Acme Leads", by="source").rows] == ["list"]
    assert known_values(market, "source", vendor="Acme Leads") == ("list",)
    opened = behind("funnel", market, Query(vendor="Acme Leads"), column="leads")
    assert opened.ids == (1, 2)


def test_a_value_of_others_is_as_unknown_as_any(market):
    with pytest.raises(UnknownField, match=r"Values: Acme Leads\.$") as refused:
        funnel(market, vendor="Acme Leads", where=(("vendor", "Bolt"),))
    assert "No lead has vendor" in str(refused.value)


def test_a_vendor_without_leads_gets_a_polite_answer(market):
    assert funnel(market, vendor="x' OR 'a'='a").headline.startswith("No leads arrived")


def test_every_table_is_cut_or_tells_of_nobody():
    assert {"leads", *LEAD_TABLES, *_SCOPE, *NOBODYS} == BY_NAME.keys()


@pytest.mark.parametrize(("name", "kept"), [("people", 2), ("campaigns", 1), ("targets", 0), ("leads", 2)])
def test_the_scope_cuts_tables_that_have_no_lead_too(market, name, kept):
    ctes = shadows(shape_of(Query(vendor="Acme Leads")), frozenset({name}))
    named = ", ".join(f"{alias} AS ({write(query)})" for alias, query in ctes)
    (row,) = market.rows(f"WITH {named} SELECT count(*) AS n FROM {name}", {"vendor_scope": "Acme Leads"})
    assert row["n"] == kept
