"""What a reader may not open is named to them nowhere: every page, file and answer is read for one hidden name."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest

from detente import copy
from detente.crm.capture.actions import Who, capture, move_to_account
from detente.crm.capture.campaigns import add_campaign
from detente.crm.capture.duplicates import find
from detente.crm.capture.origin import Origin
from detente.crm.deals.actions import open_deal
from detente.crm.deals.contacts import give_part
from detente.crm.files.actions import attach
from detente.crm.followup.actions import assign
from detente.crm.lists.bulk import go_on, start
from detente.crm.lists.registry import SUBJECTS, registry
from detente.crm.lists.views import save_view
from detente.crm.people.actions import add_person, change_user
from detente.crm.people.custom import change_custom
from detente.crm.people.custom_fields import add_field
from tests.api.programs import Program
from tests.fixtures.worlds import world
from tests.web.every_address import MATRIX, addresses
from tests.web.one_of_everything import address_of

HIDDEN = "Quarzwerk"


@world
def hidden(everything: SimpleNamespace, cast: SimpleNamespace) -> SimpleNamespace:
    """Zelda of Quarzwerk is Priya's; what Jonas and the vendor may open points at her wherever it can."""
    from detente.crm import models

    change_user(cast.jonas, by=cast.ada, scope="own")
    lead = models.Lead.objects.get(pk=everything.about["lead"])
    campaign = add_campaign("Autumn fair", by=cast.mona, source="fair", vendor_id=None)
    who = Who(name=f"Zelda {HIDDEN}", company=f"{HIDDEN} AG", email=f"zelda@{HIDDEN}.example".lower())
    zelda = capture(who, by=None, origin=Origin(campaign=campaign), owner=cast.priya, stage="mql").lead
    deal = open_deal(by=cast.priya, lead=zelda, amount_minor=100_00, name=f"{HIDDEN} deal")
    attach(zelda, io.BytesIO(b"x"), name=f"{HIDDEN}.txt", size=1, by=cast.priya)
    for kind in ("lead", "person", "account", "deal"):
        add_field(kind, name="Decides", kind="person", by=cast.ada)
    for record in (lead, lead.person, lead.account, models.Deal.objects.get(pk=everything.about["deal"])):
        for value in (zelda.person_id, "", zelda.person_id):
            change_custom(type(record).objects.get(pk=record.pk), {"decides": value}, by=cast.ada)
    there = models.Account.objects.get(pk=zelda.account_id)
    home = lead.account
    move_to_account(models.Lead.objects.get(pk=lead.pk), there, by=cast.ada)
    move_to_account(models.Lead.objects.get(pk=lead.pk), home, by=cast.ada)
    give_part(
        models.Deal.objects.get(pk=everything.about["deal"]), zelda.person, role="champion", by=cast.priya
    )
    add_person(by=cast.ada, name=f"Zelda {HIDDEN}", email=f"z.{HIDDEN}@example.net".lower(), account=there)
    find("person")
    for audience, by in (("private", cast.ada), ("team", cast.priya)):
        save_view("leads", f"{HIDDEN} {audience}", by=by, question={}, columns=[], audience=audience)
    edit = start(
        "leads",
        [lead.pk, zelda.pk],
        {"do": "set", "field": "custom.decides", "value": zelda.person_id},
        by=cast.ada,
    )
    go_on(edit, limit=2)
    assign(models.Lead.objects.get(pk=zelda.pk), to=cast.lea, by=cast.ada)
    copy.rebuild()
    return SimpleNamespace(lead=zelda.pk, deal=deal.pk, person=zelda.person_id, account=zelda.account_id,
                           edit=edit.uuid, everything=everything)  # fmt: skip


def looks(everything: SimpleNamespace) -> Iterator[str]:
    """Every address, the lists with all columns and asked for the name, and files of them."""
    for name, keys in addresses():
        if name in MATRIX and MATRIX[name][0]:
            yield address_of(name, keys, everything)
    for subject in SUBJECTS:
        every = ",".join(field.key for field in registry(subject).columns)
        asked = json.dumps({"field": "name", "is": "contains", "value": "Zelda"})
        for query in (
            {"columns": every},
            {"q": "Zelda"},
            {"where": asked},
            {"columns": every, "state": "all"},
        ):
            yield f"/{subject}/?{urlencode(query)}"
            yield f"/lists/{subject}/export.csv?{urlencode(query)}"
        yield f"/lists/{subject}/export.xlsx"
        yield f"/lists/{subject}/views/"
    yield from (
        "/search/?q=Zelda",
        "/search/?q=quarz",
        "/people/named/?custom.decides=Zelda",
        "/duplicates/?object=account",
    )
    yield from (f"/pipeline/?{urlencode({'leads': 'q=Zelda'})}", "/lists/edits/", "/notices/?all=1")


def read(client: Any, address: str) -> str:
    """What an answer says; of a workbook, what its sheets say."""
    answer = client.get(address)
    body = answer.getvalue() if not answer.streaming else b"".join(answer.streaming_content)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return body.decode("utf-8", "replace")


def naming(client: Any, everything: SimpleNamespace) -> list[str]:
    return [address for address in looks(everything) if HIDDEN.lower() in read(client, address).lower()]


@pytest.mark.parametrize("who", ["jonas", "vic"])
def test_nothing_names_what_they_may_not_open(
    hidden: SimpleNamespace, cast: SimpleNamespace, as_: Callable[[Any], Any], who: str
) -> None:
    assert naming(as_(getattr(cast, who)), hidden.everything) == []


def test_who_may_open_it_meets_it_on_these_pages(
    hidden: SimpleNamespace, cast: SimpleNamespace, as_: Callable[[Any], Any]
) -> None:
    """So that the test above cannot pass because nothing is there to be named."""
    met = " ".join(naming(as_(cast.ada), hidden.everything))
    about = hidden.everything.about
    for part in ("/duplicates/", "export.csv", "export.xlsx", "/search/?", f"/leads/{about['lead']}/history/",
                 f"/leads/{about['lead']}/", f"/deals/{about['deal']}/", "/pipeline/", "/leads/?", "/people/?",
                 "/accounts/?", "/deals/?", "/people/named/"):  # fmt: skip
        assert part in met, part


@pytest.mark.parametrize("who", ["jonas", "vic"])
def test_their_own_addresses_open_nothing_either(
    hidden: SimpleNamespace, cast: SimpleNamespace, as_: Callable[[Any], Any], who: str
) -> None:
    about = hidden.everything.about | {
        "lead": hidden.lead, "deal": hidden.deal, "person": hidden.person, "account": hidden.account,
    }  # fmt: skip
    uuids = hidden.everything.uuids | {"bulk": hidden.edit}
    theirs = SimpleNamespace(**vars(hidden.everything) | {"about": about, "uuids": uuids})
    client = as_(getattr(cast, who))
    for name, keys in addresses():
        subject = name.removeprefix("changes_of_").split("_")[0]
        if (
            subject in ("lead", "deal", "person", "account", "bulk")
            and {"pk", "uuid"} & set(keys)
            and name in MATRIX
        ):
            for ask in (client.get, client.post):
                assert ask(address_of(name, keys, theirs)).status_code in (403, 404, 405), name
    assert client.get(f"/lists/leads/{hidden.lead}/owner/").status_code in (403, 404)


@pytest.mark.parametrize("who", ["jonas", "vic"])
def test_programs_are_told_no_more(
    hidden: SimpleNamespace, cast: SimpleNamespace, settings: Any, who: str
) -> None:
    settings.API_PER_MINUTE = 0
    theirs, every = Program.of(getattr(cast, who)), Program.of(cast.ada)
    for path in (
        *SUBJECTS,
        "views",
        "search?q=Zelda",
        *(f"{one}?q=Zelda" for one in ("leads", "people", "accounts")),
    ):
        assert HIDDEN.lower() not in theirs.get(path).content.decode().lower(), path
    assert HIDDEN in every.get("leads?q=Zelda").content.decode()
