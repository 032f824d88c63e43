"""The list of leads: finding, filtering, exporting, adding."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from detente.crm.capture.actions import find_defect
from detente.crm.followup.actions import end, log_attempt
from detente.crm.handoff.models import Handoff
from detente.crm.models import Lead
from tests.fixtures.worlds import world

pytestmark = pytest.mark.both


def shown(client, query=""):
    text = client.get(f"/leads/{query}").content.decode()
    return {name for name in ("Maya Lindqvist", "Tom Ericsson", "Nora Rossi") if name in text}


@world
def three(arrives, cast):
    """Maya from a trade show with Jonas, Tom from search with nobody, Nora recycled."""
    maya = arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, source="trade show")
    tom = arrives("Tom Ericsson", company="Atlas Pumps", source="search", vendor=cast.leadgen)
    nora = arrives("Nora Rossi", owner=cast.lea, source="search")
    end(nora, exit_="recycled", reason="timing", by=cast.lea)
    return maya, tom, nora


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Maya Lindqvist", "Tom Ericsson", "Nora Rossi"}),
        ("?q=lindq", {"Maya Lindqvist"}),
        ("?q=atlas", {"Tom Ericsson"}),
        ("?q=nora.rossi@example", {"Nora Rossi"}),
        ("?q=%00", {"Maya Lindqvist", "Tom Ericsson", "Nora Rossi"}),
        ("?q=%25", set()),
        ("?state=open", {"Maya Lindqvist", "Tom Ericsson"}),
        ("?state=ended", {"Nora Rossi"}),
        ("?stage=recycled", {"Nora Rossi"}),
        ("?owner_id=none", {"Tom Ericsson"}),
        ("?source=search&state=open", {"Tom Ericsson"}),
        ("?source=nothing", set()),
        ("?arrived_to=2001-01-01", set()),
        ("?answer=waiting", set()),
    ],
)
def test_the_address_says_which_leads(as_, cast, three, query, found):
    assert shown(as_(cast.marc), query) == found


def test_what_waits_for_an_answer_can_be_listed_and_what_is_late(as_, cast, arrives):
    arrives("Maya Lindqvist", owner=cast.jonas, stage="mql")
    late = arrives("Tom Ericsson", owner=cast.jonas, stage="mql")
    Handoff.objects.filter(lead=late).update(due_at=timezone.now() - timedelta(hours=1))
    assert shown(as_(cast.marc), "?answer=waiting") == {"Maya Lindqvist", "Tom Ericsson"}
    assert shown(as_(cast.marc), "?answer=late") == {"Tom Ericsson"}


def test_bad_data_can_be_listed(as_, cast, three):
    find_defect(three[1], "fake", by=cast.jonas)
    assert shown(as_(cast.marc), "?data=bad") == {"Tom Ericsson"}


def test_an_empty_answer_offers_the_way_out(as_, cast, three):
    text = as_(cast.marc).get("/leads/?q=nobody+at+all").content.decode()
    assert "Nothing answers to this" in text and 'href="/leads/"' in text


def test_a_rep_with_own_records_sees_theirs_and_how_many_are_hidden(as_, cast, three):
    cast.jonas.scope = "own"
    cast.jonas.save()
    text = as_(cast.jonas).get("/leads/").content.decode()
    assert "Maya Lindqvist" in text and "Tom Ericsson" not in text
    assert "2 more you may not open" in text
    assert as_(cast.jonas).get(f"/leads/{three[1].pk}/").status_code == 403


def test_a_vendor_sees_only_their_leads_and_no_hint_of_others(as_, cast, three):
    client = as_(cast.vic)
    text = client.get("/leads/").content.decode()
    assert "Tom Ericsson" in text and "Maya Lindqvist" not in text and "you may not open" not in text
    assert client.get(f"/leads/{three[0].pk}/").status_code == 403
    assert client.get("/leads/export.csv").status_code == 403


def test_a_vendor_reads_their_lead_without_learning_who_else_is_there(as_, cast, three):
    from detente.crm.capture.campaigns import add_campaign
    from detente.crm.models import Vendor

    Vendor.objects.create(name="Rival Lists")
    add_campaign(name="Secret launch", by=cast.mona)
    for path in ("/leads/", f"/leads/{three[1].pk}/"):
        text = as_(cast.vic).get(path).content.decode()
        for secret in ("Rival Lists", "Secret launch", "Lea Brandt", "trade show"):
            assert secret not in text, path


def exported(client, query=""):
    response = client.get(f"/leads/export.csv{query}")
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def test_the_export_answers_the_same_question_as_the_list(as_, cast, three):
    assert [row["name"] for row in exported(as_(cast.marc), "?state=open&sort=name")] == [
        "Maya Lindqvist",
        "Tom Ericsson",
    ]
    assert len(exported(as_(cast.marc))) == 3


def test_the_export_holds_only_what_may_be_opened(as_, cast, three):
    cast.jonas.scope = "own"
    cast.jonas.save()
    assert [row["name"] for row in exported(as_(cast.jonas))] == ["Maya Lindqvist"]


def test_the_export_is_safe_in_a_spreadsheet_and_reads_back(as_, cast, arrives):
    from detente.analytics.render import plain_text

    arrives('=HYPERLINK("http://evil")', email="a@example.com", source="+1", medium="'quoted")
    (row,) = exported(as_(cast.marc))
    assert row["name"].startswith("'=") and row["source"] == "'+1" and row["medium"] == "''quoted"
    assert [plain_text(row[key]) for key in ("name", "source", "medium")] == [
        '=HYPERLINK("http://evil")',
        "+1",
        "'quoted",
    ]


def test_names_written_by_others_are_never_markup(as_, cast, arrives):
    lead = arrives(
        "<script>alert(1)</script>", company="<b>bold</b>", email="x@example.com", owner=cast.jonas
    )
    log_attempt(
        lead, by=cast.jonas, channel="call", disposition="connected", words="<img src=x onerror=alert(1)>"
    )
    for path in ("/leads/", f"/leads/{lead.pk}/"):
        text = as_(cast.jonas).get(path).content.decode()
        assert "<script>alert" not in text and "<b>bold" not in text and "<img src=x" not in text
        assert "&lt;b&gt;bold" in text


NEW = {"name": "Maya Lindqvist", "email": "maya@baltic.example", "company": "Baltic Freight", "code": "request",
       "phone": "", "title": "", "country": "", "source": "fair", "medium": "", "words": "", "at": ""}  # fmt: skip


def test_a_lead_is_written_in_by_hand(as_, cast):
    response = as_(cast.jonas).post("/leads/new/", NEW | {"owner": cast.jonas.pk})
    lead = Lead.objects.get()
    assert (response.status_code, response.url) == (303, f"/leads/{lead.pk}/")
    assert (lead.person.label, lead.account.name, lead.source, lead.owner) == (
        "Maya Lindqvist", "Baltic Freight", "fair", cast.jonas,
    )  # fmt: skip


def test_somebody_with_an_open_lead_gets_a_touch_and_not_a_double(as_, cast):
    client = as_(cast.jonas)
    client.post("/leads/new/", NEW)
    response = client.post("/leads/new/", NEW | {"code": "webinar"}, follow=True)
    assert Lead.objects.count() == 1
    assert "They had an open lead already" in response.content.decode()


def test_a_lead_about_nobody_is_refused_and_nothing_written_is_lost(as_, cast):
    response = as_(cast.jonas).post("/leads/new/", NEW | {"name": "", "email": "", "words": "wants a quote"})
    text = response.content.decode()
    assert response.status_code == 422 and not Lead.objects.exists()
    assert "Give at least a name" in text and "wants a quote" in text


def test_an_executive_reads_but_adds_nothing(as_, cast, three):
    client = as_(cast.eve)
    assert client.get("/leads/").status_code == 200
    assert client.get("/leads/new/").status_code == 403
