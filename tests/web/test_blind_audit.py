"""A running audit tells nobody anything; an ended one tells agreement, error rates and the leads behind them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from detente.analytics.verdict.audited import FEWEST
from detente.crm.blind_audit import actions
from detente.crm.models import BlindAudit, Judgement, Lead
from detente.crm.people.users import change_user
from tests.web.turned_away import pile, start, turn_away

TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<="X-CSRFToken": ")\w+')


@pytest.fixture
def leads(cast, arrives):
    return turn_away(cast, arrives)


def read(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, address
    # Letters thrown by dice may spell any short word.
    return TOKEN.sub("", unescape(answer.content.decode()))


def words(html):
    """The text of a page as one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<main")[2]).split())


HIDDEN = ("Quincefair", "zeppelin", "Leadgen", "Jonas", "Priya", "never", "criteria", "silent", "Zebra", "77",
          "Xylophone", "Rosa", "Leo ", "@example.com", "rejected", "late_lost")  # fmt: skip
"""Source, campaign, vendor, reps, reasons, deals, the other's words, names, ends."""


def test_a_judge_learns_nothing_but_the_lead(as_, cast, leads):
    audit = start(cast)
    for mine in pile(audit, cast.mona):
        actions.judge(mine, by=cast.mona, opinion="poor", words="Xylophone")
    change_user(cast.lea, by=cast.ada, scope="own")
    lea = as_(cast.lea)
    for own in pile(audit, cast.lea)[::2]:
        page = read(lea, reverse("blind_audit_lead", args=[audit.pk, own.no]))
        lead = Lead.objects.select_related("account", "person").get(pk=own.lead_id)
        head, _main, rest = page.partition("<main")
        main, _end, foot = rest.partition("</main>")
        assert lead.account.name in main
        for hidden in (*HIDDEN, lead.stage, str(lead.uuid), f"/leads/{lead.pk}/", lead.person.name):
            assert hidden.casefold() not in main.casefold(), hidden
        # Around it stand navigation and the map of keys, which know words like "rejected" but no lead.
        for hidden in (
            "Quincefair",
            "Leadgen",
            "Priya",
            "Zebra",
            "Xylophone",
            str(lead.uuid),
            lead.person.name,
        ):
            assert hidden not in head + foot
        assert lea.get(reverse("lead", args=[lead.pk])).status_code == 403


def test_nobody_reads_an_opinion_while_it_runs(as_, cast, leads):
    audit = start(cast)
    for mine in pile(audit, cast.mona):
        actions.judge(mine, by=cast.mona, opinion="poor", words="Xylophone")
    lead, changes = (reverse(name, args=[leads[0].pk]) for name in ("lead", "changes_of_lead"))
    pages = [reverse(name) for name in ("blind_audits", "today", "notices")]
    for who in (cast.lea, cast.marc, cast.ada):
        client = as_(who)
        for address in (*pages, reverse("blind_audit", args=[audit.pk]), lead, changes):
            page = read(client, address)
            assert "Xylophone" not in page and "Judged a poor lead" not in page, address
        if who != cast.lea:
            assert client.get(reverse("blind_audit_lead", args=[audit.pk, 1])).status_code == 404
    assert "10 of 20 opinions" in words(read(as_(cast.ada), pages[0]))


def test_today_and_the_bell_call_the_judges(as_, cast, leads):
    audit = start(cast)
    assert "10 leads wait for your judgement" in words(read(as_(cast.mona), "/"))
    assert "10 leads wait for your judgement in a blind audit" in words(read(as_(cast.lea), "/notices/"))
    assert "wait for your judgement" not in words(read(as_(cast.priya), "/"))
    lea = as_(cast.lea)
    first = lea.get(reverse("blind_audit_judge", args=[audit.pk]))
    assert first["Location"] == reverse("blind_audit_lead", args=[audit.pk, 1])
    lea.post(first["Location"], {"opinion": "good"})
    assert lea.post(first["Location"], {"opinion": "splendid", "words": "Kept"}).status_code == 422
    assert "9 leads wait" in words(read(lea, "/"))
    lea.post(reverse("blind_audit_taking_back", args=[audit.pk, 1]))
    assert not Judgement.objects.exclude(opinion=None).exists()


def test_what_was_found_adds_up_and_opens_into_leads(as_, cast, leads):
    audit = start(cast)
    says = {"rejected": ("good", "good"), "late_lost": ("poor", "good")}
    for place, judge in enumerate((cast.mona, cast.lea)):
        for one in pile(audit, judge):
            opinion = says[one.stratum][place] if one.lead_id != leads[-1].pk else "unsure"
            actions.judge(one, by=judge, opinion=opinion, words=f"{judge.name} thinks so")
    change_user(cast.lea, by=cast.ada, scope="own")

    page = words(read(as_(cast.marc), reverse("blind_audit", args=[audit.pk])))
    # Both say good of 5, poor and good of 4, can't say of 1: the same on 6 of 10.
    assert "The judges differ 4" in page and "both say good 5" in page and "All 10" in page
    assert "the same opinion on 60 % of 10 leads" in page and "5 leads, too few for a rate" in page
    assert f"needs {FEWEST} late leads" in page and "this audit has 0" in page
    assert page.count("Gull") == 8 and "Mona Petersen thinks so" in page and "Went silent" in page
    good = words(read(as_(cast.marc), reverse("blind_audit", args=[audit.pk]) + "?show=good"))
    assert good.count("Tern") == 10 and "Gull" not in good
    own = words(read(as_(cast.lea), reverse("blind_audit", args=[audit.pk])))
    assert "Gull" not in own and "4 more you may not open" in own and "The judges differ 4" in own
    lead = words(read(as_(cast.marc), reverse("lead", args=[leads[0].pk])))
    assert lead.count("Judged a good lead in a blind audit") == 2


def test_starting_says_what_would_be_drawn_and_what_stands_against_it(as_, cast, leads):
    marc = as_(cast.marc)
    page = words(read(marc, reverse("blind_audit_new")))
    assert "Rejected before a conversation 5" in page and "Lost or disqualified late 5" in page
    assert "even where their record permission hides them" in page
    early = reverse("blind_audit_new") + "?from=2020-01-01&to=2020-03-31"
    assert "Too few leads to draw from" in words(read(marc, early))
    assert "Too few leads" in words(read(marc, reverse("blind_audit_new") + "?from=2020-99-99&to=2020-02-02"))
    given = {"marketing_judge": cast.mona.pk, "sales_judge": cast.priya.pk, "size": 20}
    answer = marc.post(reverse("blind_audit_new"), given)
    assert answer.status_code == 422 and "5 leads are left that neither judge" in words(
        answer.content.decode()
    )
    answer = marc.post(reverse("blind_audit_new"), given | {"sales_judge": cast.lea.pk, "size": 10})
    audit = BlindAudit.objects.get()
    assert answer["Location"] == reverse("blind_audit", args=[audit.pk])
    running = words(read(as_(cast.mona), answer["Location"]))
    assert "Only who started the audit, or operations, can end it early." in running
    as_(cast.mona).post(reverse("blind_audit_end", args=[audit.pk]))
    audit.refresh_from_db()
    assert audit.state == "open"
    marc.post(reverse("blind_audit_end", args=[audit.pk]), {"version": 1})
    assert "No lead was judged by both" in words(read(marc, answer["Location"]))
