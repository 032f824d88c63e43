"""Every address, for every role: who may read, who may act, who is turned away."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from detente import copy
from detente.crm.capture.campaigns import add_campaign
from detente.crm.capture.merging import merge_people
from detente.crm.deals.actions import open_deal
from detente.crm.deals.products import add_product
from detente.crm.files.actions import attach
from detente.crm.followup.actions import add_note
from detente.crm.lists.bulk import start as start_edit
from detente.crm.lists.views import save_view
from detente.crm.models import DuplicatePair
from detente.crm.people.actions import add_person, add_user
from detente.crm.people.custom_fields import add_field
from detente.crm.people.invitations import invite
from detente.intake.batches import run, start
from detente.intake.planning import plan
from detente.web.imports.drafts import new_draft
from detente.web.imports.first_mapping import guessed
from detente.webhooks.endpoints import add_endpoint
from detente.webhooks.telling import make_ping
from tests.web.every_address import EVERYBODY, MATRIX, ONES_OWN, OPEN_TO_STRANGERS, addresses


@pytest.fixture
def company(cast: SimpleNamespace, arrives: Callable[..., Any]) -> SimpleNamespace:
    """One of everything, brought in by the vendor, so that a vendor's user may open it too."""
    campaign = add_campaign("Spring lists", by=cast.mona, vendor_id=cast.leadgen.pk, source="list")
    lead = arrives(
        "Maya Lindqvist", company="Baltic Freight", owner=cast.jonas, stage="mql", campaign=campaign
    )
    event = add_note(lead, "Asked for prices.", by=cast.jonas)
    add_user(email="olga@northwind.example", name="Olga Reyes", role="operations", by=None)
    add_user(email="ben@northwind.example", name="Ben Okoro", role="admin", by=None)
    dealt = arrives("Otto Kern", company="Kern Glas", owner=cast.jonas, stage="mql", campaign=campaign)
    deal = open_deal(by=cast.priya, lead=dealt, amount_minor=9_000_00)
    field = add_field("lead", name="Size", kind="number", by=cast.ada)
    pump = add_product("Pump", by=cast.ada)
    file = attach(lead, BytesIO(b"Prices"), name="prices.txt", size=6, by=cast.jonas)
    copy.rebuild()
    batch, draft = _imports(cast.mona)
    merge, pair = _known_twice(lead, cast.mona)
    invitation, _secret = invite(email="nils@northwind.example", role="sdr", by=cast.ada)
    passkey = Authenticator.objects.create(user=cast.lea, type="webauthn", data={"name": "Lea's key"})
    endpoint, _secret = add_endpoint("https://127.0.0.1/hook", ["lead.moved"], by=cast.mona)
    delivery = make_ping(endpoint)
    # Lea is the user that the addresses of settings are about: nobody signs in as her here.
    about = {
        "lead": lead.pk, "deal": deal.pk, "account": lead.account_id, "person": lead.person_id,
        "campaign": campaign.pk, "user": cast.lea.pk, "team": cast.lea.team_id, "vendor": cast.leadgen.pk,
        "duplicate": pair.pk, "merge": merge.pk, "field": field.pk, "product": pump.pk, "import": batch.pk, "invitation": invitation.pk, "mfa": passkey.pk, "security": 0, "notice": 0,
        "token": 0, "webhook": endpoint.pk, "list": lead.pk,
    }  # fmt: skip
    others = {"person": dealt.person_id, "account": dealt.account_id}
    edit = start_edit("leads", [lead.pk], {"do": "set", "field": "medium", "value": "mail"}, by=cast.mona)
    view = save_view("leads", "Of everyone", by=cast.mona, question={}, columns=[], audience="everyone")
    uuids = {"bulk": edit.uuid, "list": view.uuid}
    return SimpleNamespace(about=about, others=others, uuids=uuids, file=file.uuid, event=event.pk, draft=draft.key, delivery=delivery.pk)


def _known_twice(lead: Any, mona: Any) -> tuple[Any, Any]:
    """Somebody who was merged into the lead's person, and a pair of which nobody has judged yet."""
    twin = add_person(by=mona, name="M. Lindqvist", email="ml@example.com", account=lead.account)
    merge = merge_people(lead.person, twin, by=mona)
    arrived_again = add_person(by=mona, name="Maya Lindquist", email="maya@example.net", account=lead.account)
    pair = DuplicatePair.objects.create(
        object="person", first_id=lead.person_id, second_id=arrived_again.pk, likeness=90, found_at=merge.merged_at
    )
    return merge, pair


def _imports(mona: Any) -> tuple[Any, Any]:
    """An import with a rejected line, and one that is being prepared."""
    rows = b"ines@prado.example,2026-03-02\njim@prado.example,2026-03-03\ntom@prado.example,soon\n"
    files = [SimpleUploadedFile("leads.csv", b"Email,Created\n" + rows)]
    drafts = [new_draft(files, mona) for _ in range(2)]
    for draft in drafts:
        draft.confirmed = [0]
        draft.write(guessed(list(draft.place.glob("*.csv")), "leads"))
    done = start(drafts[0].paths, plan(drafts[0].paths, drafts[0].mapping).mapping, by=mona)
    run(done)
    return done, drafts[1]


def _address(name: str, keys: tuple[str, ...], company: SimpleNamespace) -> str:
    subject = name.removeprefix("changes_of_").split("_")[0].replace("entry", "lead")
    given = {
        "pk": company.about.get(subject), "other": company.others.get(subject), "slug": "funnel", "code": "fake", "event_id": company.event,
        "key": "owner" if subject == "list" else company.file, "draft": company.draft, "no": 0, "kind": "leads", "file_no": 0, "mapping": 1,
        "subject": "leads", "format": "csv", "uuid": company.uuids.get(subject),
        "person_id": company.about["person"], "delivery": company.delivery,
    }  # fmt: skip
    return reverse(name, kwargs={key: given[key] for key in keys})


def _of_role(role: str) -> Client:
    from detente.crm.models import User

    client = Client()
    client.force_login(User.objects.filter(role=role, is_active=True).exclude(name="Lea Brandt").first())
    return client


def test_no_address_is_missing_from_the_list(db: Any) -> None:
    named = {name for name, _keys in addresses()}
    assert named - set(MATRIX) - OPEN_TO_STRANGERS == set(), "say in every_address.py who may ask for these"
    assert (set(MATRIX) | OPEN_TO_STRANGERS) - named == set(), (
        "these addresses are gone; take them off the list"
    )


def test_strangers_are_asked_to_sign_in(company: SimpleNamespace) -> None:
    for name, keys in addresses():
        if name not in OPEN_TO_STRANGERS:
            for ask in (Client().get, Client().post):
                answer = ask(_address(name, keys, company))
                assert answer.status_code in (302, 405), f"{name}: {answer.status_code}"
                assert answer.status_code == 405 or answer["Location"].startswith(reverse("sign_in")), name


def test_each_role_reads_what_it_may_and_no_more(company: SimpleNamespace) -> None:
    for role, (name, keys) in product(EVERYBODY.split(), addresses()):
        if name in OPEN_TO_STRANGERS or not MATRIX[name][0]:
            continue
        status = _of_role(role).get(_address(name, keys, company)).status_code
        wanted = {200, 302} if role in MATRIX[name][0].split() else {403}
        wanted |= {404} if name in ONES_OWN else set()
        assert status in wanted, f"{role} reading {name}: {status}"


def test_each_role_acts_where_it_may_and_nowhere_else(company: SimpleNamespace) -> None:
    for role, (name, keys) in product(EVERYBODY.split(), addresses()):
        if name in OPEN_TO_STRANGERS:
            continue
        status = _of_role(role).post(_address(name, keys, company)).status_code
        if role in MATRIX[name][1].split():
            is_not_theirs = status == 404 and name in ONES_OWN
            fine = (200, 302, 303, 400, 409, 422)
            assert is_not_theirs or status in fine, f"{role} acting on {name}: {status}"
        else:
            assert status in (403, 405), f"{role} acting on {name}: {status}"
