"""A finding's page: its list holds its records, whoever reads sees what they may, and names are mended by a rule."""

from __future__ import annotations

import re
from html import unescape

from detente.analytics.audit.evidence import from_rows
from detente.analytics.audit.finding import Breakdown, Check, Finding
from detente.analytics.audit.result import build, to_json
from detente.analytics.audit.run import audit
from detente.crm.audits.actions import fail, finish, start
from detente.crm.deals.actions import lose, open_deal
from detente.crm.models import Deal
from detente.web.audits.kept import without_people


def kept(cast, slug, object_, ids, *, fix, rows=()):
    """An audit of the own records with one finding about these records."""
    labels = {"said": "Says", "deals": "Deals", "like": "Likely means", "who": "Person"}
    told = Finding("Some are odd", len(ids), 9, object_, fix=fix,
                   breakdowns=(Breakdown("Names", labels, tuple(rows), personal=("who",)),))  # fmt: skip
    check = Check(slug, "process", "Odd ones", "Why", "Mend them.", (), lambda _: told, "Fine.")
    with from_rows({"leads": [{"lead": "1"}]}) as evidence:
        document = without_people(build(audit(evidence, checks=[check]), evidence, rows=0))
    return finish(start(by=cast.mona), {"document": to_json(document), "names": {slug: "Odd ones"}},
                  {(slug, object_): ids})  # fmt: skip


def hidden(html, button):
    """The fields of the form that has this button."""
    form = next(one for one in re.findall(r"<form.*?</form>", html, re.S) if f">{button}" in one)
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def test_the_list_of_a_finding_holds_its_leads_and_its_edit_is_about_them(cast, arrives, as_):
    maya, otto, _ines = (arrives(name) for name in ("Maya Lindqvist", "Otto Kern", "Ines Prado"))
    found = kept(cast, "never_touched", "leads", [maya.pk, otto.pk], fix="owner")
    page = as_(cast.mona).get(f"/audits/{found.uuid}/never_touched/").content.decode()
    assert "Maya Lindqvist" in page and "Ines Prado" not in page
    address = unescape(re.search(r'class="audit-count" href="([^"]+)"', page)[1])
    listed = as_(cast.mona).get(address).content.decode()
    assert "Otto Kern" in listed and "Ines Prado" not in listed
    fields = hidden(page, "Give them an owner")
    asked = as_(cast.mona).post(
        "/lists/leads/edit/", fields | {"act": "preview", "value": str(cast.jonas.pk)}
    )
    assert "2 will change" in asked.content.decode()
    for suffix, starts in (
        ("html", b"<!doctype html>"),
        ("pdf", b"%PDF"),
        ("json", b"{"),
        ("txt", b"1 lead"),
    ):
        answer = as_(cast.mona).get(f"/audits/{found.uuid}/result.{suffix}")
        assert answer.content.startswith(starts) and "attachment" in answer["Content-Disposition"], suffix


def test_a_product_that_joins_nothing_is_renamed_in_closed_deals_too(cast, arrives, as_):
    lead = arrives("Maya Lindqvist", company="Baltic Freight", stage="mql", owner=cast.jonas)
    deal = open_deal(by=cast.priya, lead=lead, product="GTXPro", amount_minor=100)
    lose(deal, by=cast.priya, reason="price")
    rows = [{"said": "GTXPro", "deals": 1, "like": "GTX Pro", "who": "Maya"}]
    found = kept(cast, "unjoined_products", "deals", [deal.pk], fix="normalise", rows=rows)
    assert "Maya" not in str(found.result)
    page = as_(cast.mona).get(f"/audits/{found.uuid}/unjoined_products/").content.decode()
    fields = hidden(page, "Look")
    assert fields["value"] == "GTX Pro"
    done = as_(cast.mona).post("/lists/deals/edit/", fields | {"act": "go"})
    assert done.status_code == 303 and Deal.objects.get().product == "GTX Pro"


def test_what_an_earlier_version_kept_and_what_failed_are_said_without_an_error(cast, as_):
    failed = start(by=cast.mona)
    fail(failed, "The disk is full.")
    assert "The disk is full." in as_(cast.mona).get(f"/audits/{failed.uuid}/").content.decode()
    old = finish(start(by=cast.mona), {"document": {"format": "detente-audit", "version": 0}})
    assert "earlier version" in as_(cast.mona).get(f"/audits/{old.uuid}/").content.decode()
    assert as_(cast.mona).get(f"/audits/{old.uuid}/never_touched/").status_code == 404
    assert as_(cast.mona).get(f"/audits/{old.uuid}/result.json").status_code == 404
