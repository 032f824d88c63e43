"""Stored text that would run as a script, in every column, looked at on every page in Chromium: it is words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.urls import reverse

from detente import copy
from detente.crm.capture.actions import Who, capture
from detente.crm.capture.campaigns import add_cost, change_campaign, join_campaign
from detente.crm.capture.origin import Origin
from detente.crm.deals.actions import change_deal
from detente.crm.deals.contacts import give_part
from detente.crm.deals.items import set_items
from detente.crm.deals.lines import Line
from detente.crm.deals.plans import plan_next_step
from detente.crm.files.actions import attach
from detente.crm.followup.actions import log_attempt
from detente.crm.lists.bulk import go_on
from detente.crm.lists.models import SavedView
from detente.crm.lists.registry import SUBJECTS, registry
from detente.crm.people.actions import change_account, change_person, external
from detente.crm.people.custom import change_custom
from detente.crm.people.custom_fields import add_field
from detente.crm.people.security import note
from detente.crm.people.tokens import make_token
from tests.web.every_address import MATRIX, addresses
from tests.web.one_of_everything import address_of, bring_in
from tests.web.probes import CHOSEN, MARKS, WRITTEN, columns, plant, probe

DOWNLOADS = ("_export", "_csv", "_json", "rejects", "import_sample", "search_commands", "playbook_file",
             "playbook_schema", "reminder")  # fmt: skip
FILE = f"{MARKS['ImportBatch.files']}\"'><b data-probe>.csv"
# These stand on no page that is looked at here: keys that records are found by, the source of a cost (reports count
# it), rejected cells (a file has them), what an invitation is called (told once, when it is made), a proposal that its
# author is writing on (what they write is shown instead), how far an audit is and why it failed (this one is done).
UNSEEN = {
    "Audit.failure",
    "Audit.step",
    "CampaignCost.source",
    "ExternalId.system",
    "ExternalId.value",
    "ImportLine.cells",
    "Invitation.name",
    "Proposal.document",
}
STILL_WORDS = """() => ({
    ran: window.probed === 1,
    tags: document.querySelectorAll("[data-probe], [onerror], [onload]").length,
    links: [...document.querySelectorAll("a, form, iframe, object, use")].filter(
        node => /^\\s*javascript:/i.test(node.getAttribute("href") || node.getAttribute("action") || node.src || "")
    ).length,
    words: [
        document.body.textContent,
        ...[...document.querySelectorAll("input:not([name=csrfmiddlewaretoken]), textarea, option")]
            .map(node => node.value),
        ...[...document.querySelectorAll("[title], [aria-label]")].map(node => node.title + node.ariaLabel),
        ...[...document.querySelectorAll("*")].map(node => Object.values(node.dataset).join()),
    ].join(),
})"""


@pytest.fixture
def full(everything: SimpleNamespace, cast: SimpleNamespace, live_server: Any) -> SimpleNamespace:
    """What `everything` has no row of: events of each kind with words, values of fields, lines, costs, tokens."""
    from detente.crm import models
    from detente.webhooks.models import Attempt

    lead, deal = (
        models.Lead.objects.get(pk=everything.about["lead"]),
        models.Deal.objects.get(pk=everything.about["deal"]),
    )
    campaign = models.Campaign.objects.get(pk=everything.about["campaign"])
    for record in (lead, deal, lead.person, lead.account):
        _with_fields(record, cast)
        attach(record, BytesIO(b"words"), name="words.txt", size=5, by=cast.ada)
    lead.refresh_from_db()
    log_attempt(lead, by=cast.jonas, channel="call", disposition="no_answer", words="Nobody there.")
    for title in ("Buyer", "Head of Purchasing"):
        change_person(
            models.Person.objects.get(pk=lead.person_id), by=cast.jonas, title=title, name=f"Maya {title}"
        )
        change_account(
            models.Account.objects.get(pk=lead.account_id), by=cast.jonas, city=title, website="a.example"
        )
        change_campaign(models.Campaign.objects.get(pk=campaign.pk), by=cast.mona, note=title, type="fair")
    deal = set_items(deal, [Line(everything.about["product"], 19999)], by=cast.priya)
    deal = plan_next_step(deal, "Send the offer", by=cast.priya, on=date(2027, 1, 5))
    deal = change_deal(deal, by=cast.priya, name="Another name", product="Pumps")
    give_part(deal, lead.person, role="champion", by=cast.priya)
    now = datetime.now(UTC)
    join_campaign(campaign, lead.person, at=now, by=cast.mona)
    add_cost(
        day=date(2026, 3, 1),
        amount_minor=100_00,
        currency="EUR",
        by=cast.mona,
        campaign=campaign,
        note="Stand",
    )
    external("crm", "person", "P-1", lead.person_id)
    make_token(cast.ada, name="Reports", by=cast.ada, scopes=["read"])
    note("signed_in", user=cast.ada, by=cast.ada)
    Attempt.objects.create(
        delivery_id=everything.delivery, at=now, milliseconds=5, answer="no", failure="refused"
    )
    origin = Origin(
        source="fair", medium="stand", utm={"utm_source": "fair", "landing_page": "https://a.example"}
    )
    for n in range(6):
        capture(
            Who(name=f"Person {n}", company=f"Company {n}"),
            by=None,
            origin=origin,
            owner=cast.jonas,
            stage="mql",
        )
    go_on(models.BulkEdit.objects.get(uuid=everything.uuids["bulk"]), limit=1)
    batch, draft = bring_in(cast.mona, name=FILE)
    models.ImportMapping.objects.create(name="Fair", document=draft.document, by=cast.mona)
    everything.about["import"], everything.draft = batch.pk, draft.key
    plant()
    Attempt.objects.create(
        delivery_id=everything.delivery, at=now, milliseconds=5, answer=probe("Attempt.answer")
    )
    models.ImportBatch.objects.filter(pk=batch.pk).update(state="failed")
    copy.rebuild()
    cache.clear()
    return everything


def _with_fields(record: Any, cast: SimpleNamespace) -> None:
    kind = record._meta.model_name
    for field_kind in ("text", "choice"):
        choices = ["Gold", "Silver"] if field_kind == "choice" else ()
        add_field(kind, name=f"A {field_kind}", kind=field_kind, by=cast.ada, choices=choices)
    for text in ("Words", "Other words"):
        change_custom(
            type(record).objects.get(pk=record.pk), {"a_text": text, "a_choice": "gold"}, by=cast.ada
        )


def _pages(full: SimpleNamespace) -> Iterator[str]:
    for name, keys in addresses():
        if (
            name in MATRIX
            and MATRIX[name][0]
            and not any(part in name for part in DOWNLOADS)
            and name != "file"
        ):
            yield address_of(name, keys, full)
    for subject in SUBJECTS:
        yield f"/{subject}/?" + urlencode(
            {"columns": ",".join(field.key for field in registry(subject).columns)}
        )
    yield from (reverse("report", args=[slug]) for slug in ("lead_quality", "win_rates", "flow", "scores"))
    yield from (f"{reverse('report', args=['handoffs'])}?by={by}" for by in ("receiver", "reason"))
    for by in ("source", "medium", "campaign", "vendor", "owner"):
        yield f"{reverse('report', args=['lead_quality'])}?by={by}&columns=all"
    yield reverse("report", args=["funnel"]) + "?by=source"
    yield reverse("search") + "?q=q"
    yield from (f"/leads/?view={view}" for view in SavedView.objects.values_list("uuid", flat=True))
    yield reverse("fields") + "?of=deal"


@pytest.mark.plants_faults
def test_nothing_that_people_wrote_runs_or_becomes_markup(
    full: SimpleNamespace, cast: SimpleNamespace, page_of: Callable[[Any], Any], watch: Any
) -> None:
    page = page_of(cast.ada)
    watch.expected |= {404, 405}
    alerts: list[str] = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    wrong, words = [], ""
    for address in _pages(full):
        page.goto(address)
        for figure in page.locator("[data-chart]").all():
            page.wait_for_function("node => node.dataset.drawn !== undefined", arg=figure.element_handle())
        seen = page.evaluate(STILL_WORDS)
        words += seen["words"]
        if seen["ran"] or seen["tags"] or seen["links"] or alerts:
            wrong.append(f"{address}: {seen | {'words': ''}} {alerts}")
    assert not wrong, "\n".join(wrong)
    assert "{{7*7}}" in words
    unseen = sorted(name for name, mark in MARKS.items() if mark not in words)
    assert unseen == sorted(UNSEEN), " ".join(unseen)


@pytest.mark.plants_faults
def test_files_are_fetched_as_files(
    full: SimpleNamespace, cast: SimpleNamespace, as_: Callable[[Any], Any]
) -> None:
    client = as_(cast.ada)
    for name, keys in addresses():
        if name in MATRIX and MATRIX[name][0] and any(part in name for part in (*DOWNLOADS, "file")):
            answer = client.get(address_of(name, keys, full))
            kind = answer.headers["Content-Type"]
            if answer.status_code == 200 and "html" not in kind:
                is_file = "attachment" in answer.headers.get("Content-Disposition", "")
                assert is_file or "json" in kind, name
                assert answer.headers["X-Content-Type-Options"] == "nosniff", name


def test_every_column_is_either_planted_or_chosen_by_us() -> None:
    named = {name for name, _model, _field in columns()}
    assert named - WRITTEN - CHOSEN == set(), (
        "say in probes.py whether people write these; if so, plant a probe"
    )
    assert (WRITTEN | CHOSEN) - named == set() and not WRITTEN & CHOSEN


@pytest.mark.plants_faults
def test_every_written_column_has_a_row(full: SimpleNamespace) -> None:
    empty = {
        name for name, model, _field in columns() if name in WRITTEN and not model._base_manager.exists()
    }
    assert empty == set()
