"""A whole blind audit by keys: started, judged by two people, undone once, and read."""

from __future__ import annotations

from detente.crm.models import BlindAudit, Judgement
from tests.web.axe import violations
from tests.web.conftest import enter
from tests.web.turned_away import turn_away


def goes_on(page, address):
    """Another page stands there."""
    page.wait_for_url(lambda now: now != address)


def test_two_judges_from_the_start_to_the_finding(page_of, cast, arrives, browser, live_server):
    turn_away(cast, arrives)
    page = page_of(cast.marc)
    page.goto("/blind-audits/")
    page.get_by_role("link", name="Start a blind audit").click()
    page.get_by_label("Judge for marketing").select_option(label="Mona Petersen")
    page.get_by_label("Judge for sales").select_option(label="Lea Brandt")
    page.get_by_label("Leads", exact=True).fill("10")
    page.get_by_role("button", name="Draw the leads").click()
    page.get_by_text("Drawn. Both judges have been told.").wait_for()
    assert "shown to nobody" in page.locator(".finding").inner_text()
    audit = BlindAudit.objects.get()

    for judge, keys in ((cast.mona, "1" * 10), (cast.lea, "1111122223")):
        page.context.clear_cookies()
        enter(page.context, live_server.url, judge)
        page.goto("/")
        page.get_by_role("link", name="Judge the next lead").click()
        page.get_by_text("Was this lead worth").wait_for()
        if judge == cast.mona:
            _slips_and_undoes(page, audit)
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                assert violations(page) == []
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for key in keys:
            address = page.url
            page.keyboard.press(key)
            goes_on(page, address)
    page.locator(".audit-finding").wait_for()
    assert violations(page) == []
    audit.refresh_from_db()
    assert audit.state == "done"
    given = Judgement.objects.filter(judge=cast.lea).order_by("no").values_list("opinion", flat=True)
    assert list(given) == ["good"] * 5 + ["poor"] * 4 + ["unsure"]
    assert (
        "the same opinion on 50\N{NO-BREAK SPACE}% of 10 leads" in page.locator(".audit-finding").inner_text()
    )


def _slips_and_undoes(page, audit):
    """The wrong key, taken back with `u`; the words that were written go with the opinion."""
    first = page.url
    page.get_by_label("In a few words").fill("No need")
    page.get_by_role("button", name="Poor").click()
    page.get_by_text("Noted for lead 1.").wait_for()
    assert Judgement.objects.get(audit=audit, words="No need").opinion == "poor"
    page.keyboard.press("u")
    page.wait_for_url(first)
    assert not Judgement.objects.filter(audit=audit).exclude(opinion=None).exists()
