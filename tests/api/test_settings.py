"""What a company sets, set by a program: views, added fields, rates and webhooks, as on the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from detente.api.models import KeptAnswer
from detente.crm.models import Deal, Event, FxRate, SecurityEntry
from detente.crm.people.actions import change_organisation
from detente.webhooks.models import Endpoint
from tests.api.programs import Program, objections
from tests.crm.cast import Cast


def test_a_view_asks_on_the_page_what_a_program_kept(crew: Cast) -> None:
    from django.test import Client

    olga, sven = Program.of(crew.olga), Program.of(crew.sven)
    olga.made("leads", {"name": "Ida", "owner": str(crew.sven.uuid), "source": "web"})
    olga.made("leads", {"name": "Otto", "source": "web"})
    question = {
        "params": {"source": "web"},
        "where": {"any": [{"field": "owner", "is": "any_of", "value": [str(crew.sven.uuid)]}]},
    }
    told = {"subject": "leads", "name": "Sven's", "audience": "everyone", "question": question,
            "columns": ["name", "owner"], "sort": "-arrived"}  # fmt: skip
    view = olga.made("views", told)
    assert (view["question"], view["columns"], view["owner"]["name"]) == (question, ["name", "owner"], "Olga")
    assert sven.get("views").said["items"] == [olga.get(f"views/{view['id']}").said]
    client = Client()
    client.force_login(crew.olga)
    page = client.get(f"/leads/?view={view['id']}").content.decode()
    assert "Ida" in page and "Otto" not in page
    # Only operations change what belongs to another; a stale version overwrites nothing.
    at = f"views/{view['id']}"
    assert objections(sven.ask("patch", at, {"name": "Mine"})) == {None: "not_yours"}
    tag = olga.get(at).headers["ETag"]
    renamed = olga.ask("patch", at, {"name": "Open to Sven"}, If_Match=tag).said
    assert (renamed["name"], renamed["question"], renamed["version"]) == ("Open to Sven", question, 2)
    assert olga.ask("patch", at, {"name": "Late"}, If_Match=tag).status_code == 412
    assert sven.ask("put", f"{at}/pin", {"is_pinned": True, "is_default": True}).status_code == 204
    assert olga.ask("delete", at).status_code == 204
    assert (sven.get(at).status_code, sven.get("views").said["items"]) == (404, [])


def test_a_view_of_what_a_list_does_not_have_is_refused_by_name(crew: Cast) -> None:
    olga = Program.of(crew.olga)
    view = {"subject": "leads", "name": "Wrong"}
    for wrong, field in (
        ({"columns": ["name", "person__password"]}, "columns.1"),
        ({"sort": "utm"}, "sort"),
        ({"question": {"params": {"stag": "mql"}}}, "stag"),
        ({"question": {"params": {"sort": "name"}}}, "sort"),
        ({"question": {"where": {"field": "pk", "is": "is", "value": 1}}}, "?pk"),
        ({"question": {"where": {"foo": 1}}}, "None"),
    ):
        answer = olga.post("views", view | wrong)
        assert (answer.status_code, list(objections(answer))) == (422, [field]), wrong
    assert olga.get("views").said["items"] == []
    vendor = {"name": "Hers", "audience": "everyone"}
    assert Program.of(crew.vera).post("views", view | vendor).status_code == 403


def test_a_field_is_added_filled_and_put_away(olga: Program) -> None:
    told = {"object": "lead", "name": "Plant size", "kind": "choice", "choices": ["Small", "Large"]}
    field = olga.made("fields", told)
    assert (field["code"], [one["code"] for one in field["choices"]]) == ("plant_size", ["small", "large"])
    lead = olga.made("leads", {"name": "Ida", "custom": {"plant_size": "large"}})
    assert lead["custom"] == {"plant_size": "large"}
    at = "fields/lead/plant_size"
    assert objections(olga.ask("patch", at, {"kind": "text"})) == {"kind": "kind_fixed"}
    assert olga.made(f"{at}/choices", {"choices": ["Huge"]})["choices"][2]["code"] == "huge"
    small = olga.ask("patch", f"{at}/choices/small", {"name": "Tiny", "is_archived": True}).said["choices"][0]
    assert small == {"code": "small", "name": "Tiny", "is_archived": True}
    assert objections(olga.ask("patch", f"{at}/choices/none", {"name": "X"})) == {"choices": "choice_unknown"}
    second = olga.made("fields", {"object": "lead", "name": "Rooms", "kind": "number"})
    moved = olga.made(f"fields/lead/{second['code']}/moves", {"to": "up"})
    assert (moved["position"], olga.get(at).said["position"]) == (1, 2)
    gone = olga.ask("patch", at, {"name": "Size", "is_archived": True}).said
    assert (gone["name"], gone["is_archived"]) == ("Size", True)
    assert objections(olga.ask("patch", f"leads/{lead['id']}", {"custom": {"plant_size": "small"}}))
    assert olga.get("fields/deal/plant_size").status_code == 404
    assert set(
        Event.objects.filter(kind__startswith="custom_field").values_list("actor__name", flat=True)
    ) == {"Olga"}


def test_rates_are_kept_all_or_none_and_fill_amounts_that_had_none(crew: Cast) -> None:
    change_organisation(by=crew.olga, currency="EUR")
    olga = Program.of(crew.olga)
    account = olga.made("accounts", {"name": "Plain"})["id"]
    given = {"account": account, "name": "Fans", "amount_minor": 100_00, "currency": "USD"}
    deal = olga.made("deals", given)
    olga.made(f"deals/{deal['id']}/win", {"amount_minor": 100_00})
    assert Deal.objects.get().base_minor is None
    good = {"day": "2026-01-02", "currency": "USD", "rate": "0.92"}
    bad = [good | {"day": "2999-01-01"}, good | {"currency": "EUR"}, good | {"rate": "0"}]
    for one in bad:
        assert olga.ask("put", "rates", {"rates": [good, one]}).status_code == 422
    assert not FxRate.objects.exists()
    assert olga.ask("put", "rates", {"rates": [good]}).said == {"new": 1, "changed": 0, "same": 0}
    assert FxRate.objects.get(day=date(2026, 1, 2)).rate == Decimal("0.92")
    assert Deal.objects.get().base_minor == 92_00
    assert Decimal(olga.get("rates?currency=USD").said["items"][0]["rate"]) == Decimal("0.92")
    assert olga.ask("delete", "rates/USD?day=2026-01-03").said == {"removed": 0}
    assert olga.ask("delete", "rates/USD").said == {"removed": 1}


def test_a_webhook_is_set_up_by_a_program_and_its_secret_is_told_once(crew: Cast) -> None:
    olga = Program.of(crew.olga)
    told = {"url": "https://hooks.example/in", "kinds": ["deal.won", "lead.captured"]}
    made = olga.post("webhooks", told, Idempotency_Key="w-1")
    hook, at = made.said, f"webhooks/{made.said['id']}"
    assert (made.status_code, hook["kinds"], hook["secret"][:6]) == (
        201,
        ["lead.captured", "deal.won"],
        "whsec_",
    )
    assert olga.post("webhooks", told, Idempotency_Key="w-1").said == hook
    assert hook["secret"] not in str(list(KeptAnswer.objects.values())) + str(list(Endpoint.objects.values()))
    assert "secret" not in olga.get(at).said and hook["secret"] not in olga.get("webhooks").content.decode()
    rotated = olga.made(f"{at}/secret")
    assert rotated["secret"] != hook["secret"] and Endpoint.objects.get().old_secret
    changed = olga.ask("patch", at, {"kinds": ["deal.lost"], "is_active": False}).said
    assert (changed["url"], changed["kinds"], changed["disabled_because"]) == (
        told["url"],
        ["deal.lost"],
        "person",
    )
    assert objections(olga.ask("patch", at, {"url": "http://10.0.0.1/"})) == {"url": "url_refused"}
    assert objections(olga.ask("patch", at, {"kinds": ["lead.sneezed"]})) == {"kinds": "kinds_missing"}
    reader = Program.of(crew.olga, scopes=["read", "write"])
    assert reader.get("webhooks").said["error"]["code"] == "scope_missing"
    assert olga.ask("delete", at).status_code == 204
    assert (olga.get(at).status_code, Endpoint.objects.count()) == (404, 0)
    did = SecurityEntry.objects.filter(kind="webhook_changed").order_by("pk")
    assert [one.facts["what"] for one in did] == ["added", "secret_rotated", "changed", "disabled", "removed"]
