"""Pages in the reader's language: their own choice, else their browser's; German shows no English."""

from __future__ import annotations

import re
import sys
from html import unescape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "scripts"))
import catalogues

from detente.crm.deals.actions import open_deal
from detente.crm.people.actions import change_user

PAGES = (
    "/", "/leads/", "/leads/{lead}/", "/leads/new/", "/pipeline/", "/deals/", "/deals/{deal}/", "/accounts/",
    "/people/", "/people/{person}/", "/campaigns/", "/import/", "/import/new/", "/settings/", "/settings/users/",
    "/settings/fields/", "/settings/security/", "/settings/profile/", "/reports/",
)  # fmt: skip


def test_pages_in_german_show_no_english(client, cast, arrives):
    lead = arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, source="fair", stage="sql")
    deal = open_deal(by=cast.priya, lead=lead, amount_minor=1_000_00)
    change_user(cast.ada, by=cast.ada, language="de")
    client.force_login(cast.ada)
    german = {
        message.id: message.string
        for message in catalogues.updated("de", catalogues.collected())
        if message.id
    }
    # One word may be the same in both; a sentence without blanks to fill in is either one or the other.
    english = [
        text for text, other in german.items()
        if isinstance(text, str) and text.count(" ") >= 2 and not re.search(r"[%{<`]", text) and other != text
    ]  # fmt: skip
    for page in PAGES:
        answer = client.get(page.format(lead=lead.pk, deal=deal.pk, person=lead.person_id))
        assert answer.status_code == 200, page
        assert answer.headers["Content-Language"] == "de"
        parts = re.sub(r"<[^>]+>", "\0", answer.content.decode()).split("\0")
        shown = {" ".join(unescape(part).split()) for part in parts}
        assert [text for text in english if text in shown] == [], page


def test_a_stranger_is_asked_in_the_language_of_their_browser(client, cast):
    assert (
        "Anmelden" in client.get("/sign-in/", headers={"accept-language": "de-AT,de;q=0.9"}).content.decode()
    )
    assert "Sign in" in client.get("/sign-in/", headers={"accept-language": "fr"}).content.decode()
