"""Leads from end to end by a program: captured, listed, worked, sold, with versions and pages that stay put."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from detente.crm.models import Event, Lead
from tests.api.programs import Program, objections
from tests.crm.cast import Cast

pytestmark = pytest.mark.both


def test_a_lead_lives_its_whole_life_by_programs(crew: Cast) -> None:
    mia, sven, ava = (Program.of(user) for user in (crew.mia, crew.sven, crew.ava))
    told = {"name": "Ida Plain", "email": "Ida@Plain.example", "company": "Plain Ltd", "source": "web",
            "campaign": None, "utm": {"utm_source": "news"}, "words": "Call me"}  # fmt: skip
    arrived = mia.post("leads", told)
    assert arrived.status_code == 201
    lead = arrived.said
    assert arrived.headers["Location"].endswith(f"/api/leads/{lead['id']}")
    assert (lead["person"]["email"], lead["account"]["name"], lead["stage"]) == (
        "Ida@plain.example", "Plain Ltd", "inquiry"
    )  # fmt: skip
    again = mia.post("leads", told)
    assert (again.status_code, again.said["id"], again.said["touches"]) == (200, lead["id"], 1)
    at = f"leads/{lead['id']}"
    assert mia.post(f"{at}/moves", {"to": "mql"}).said["stage"] == "mql"
    owned = mia.ask("put", f"{at}/owner", {"owner": str(crew.sven.uuid)}).said
    assert owned["owner"] == {"id": str(crew.sven.uuid), "name": "Sven"}
    tried = sven.post(
        f"{at}/attempts", {"channel": "call", "disposition": "connected", "outcome": "interested"}
    )
    assert (tried.said["stage"], tried.said["attempts"]) == ("sal", 1)
    assert sven.post(f"{at}/defects", {"code": "phone_invalid"}).said["defects"] == ["phone_invalid"]
    assert sven.ask("delete", f"{at}/defects/phone_invalid").said["defects"] == []
    deal = ava.made("deals", {"lead": lead["id"], "amount_minor": 900_00})
    assert ava.post(f"deals/{deal['id']}/win", {"amount_minor": 850_00}).said["base_minor"] == 850_00
    ended = mia.get(at).said
    assert (ended["stage"], ended["deal"]["id"]) == ("won", deal["id"])
    kinds = [event["kind"] for event in mia.get(f"{at}/events").said["items"]]
    assert (kinds[0], kinds[-1]) == ("deal_won", "captured")
    assert set(Event.objects.values_list("actor__email", flat=True)) >= {crew.mia.email, crew.sven.email}


def test_a_note_is_read_back_and_can_be_taken_back(olga: Program) -> None:
    lead = olga.made("leads", {"name": "Ida"})
    noted = olga.made(f"leads/{lead['id']}/notes", {"words": "Asked for prices"})
    first = olga.get(f"leads/{lead['id']}/events?limit=1").said["items"][0]
    assert (first["kind"], first["note"], first["seq"]) == ("noted", "Asked for prices", noted["version"])
    assert olga.post(f"leads/{lead['id']}/events/{first['seq']}/reversal").status_code == 201
    assert olga.post(f"leads/{lead['id']}/events/{first['seq']}/reversal").status_code == 422
    assert olga.post(f"leads/{lead['id']}/events/99/reversal").status_code == 404


def test_a_note_that_looks_like_a_number_stays_a_text(olga: Program) -> None:
    lead = olga.made("leads", {"name": "Ida"})
    texts = ["5", "null", "[1]", "true", '"quoted"']
    for text in texts:
        olga.made(f"leads/{lead['id']}/notes", {"words": text})
    read = [event["note"] for event in olga.get(f"leads/{lead['id']}/events").said["items"]]
    assert read == [*reversed(texts), None]


def test_a_version_that_is_old_overwrites_nothing_and_one_that_is_known_is_not_sent_again(
    olga: Program,
) -> None:
    lead = olga.made("leads", {"name": "Ida", "company": "Plain"})
    at = f"leads/{lead['id']}"
    tag = olga.get(at).headers["ETag"]
    assert olga.get(at, If_None_Match=tag).status_code == 304
    moved = olga.post(f"{at}/moves", {"to": "mql"}, If_Match=tag)
    assert (moved.status_code, moved.headers["ETag"] == tag) == (201, False)
    assert olga.post(f"{at}/moves", {"to": "sal"}, If_Match=tag).status_code == 412
    assert olga.get(at, If_None_Match=tag).status_code == 200
    assert olga.post(f"{at}/moves", {"to": "sal"}, If_Match="7").status_code == 400
    account = f"accounts/{lead['account']['id']}"
    shown = olga.get(at).headers["ETag"]
    renamed = olga.ask("patch", account, {"name": "Plain & Sons"}, If_Match=olga.get(account).headers["ETag"])
    assert renamed.said["name"] == "Plain & Sons"
    assert olga.get(at, If_None_Match=shown).said["account"]["name"] == "Plain & Sons"


def test_pages_stay_put_while_rows_come_and_change(olga: Program) -> None:
    started = datetime.now(UTC) - timedelta(days=30)
    for no in range(7):
        at = (started + timedelta(days=no)).isoformat()
        olga.made("leads", {"email": f"p{no}@plain.example", "at": at, "source": "web" if no % 2 else "fair"})
    wanted = [str(key) for key in Lead.objects.order_by("-arrived_at").values_list("uuid", flat=True)]
    seen, path = [], "leads?limit=3"
    while path:
        page = olga.get(path).said
        seen += [lead["id"] for lead in page["items"]]
        olga.made("leads", {"email": f"new{len(seen)}@plain.example"})
        olga.post(f"leads/{page['items'][0]['id']}/notes", {"words": "Changed meanwhile"})
        path = page["next"] and f"leads?{urlsplit(page['next']).query}"
    assert seen == wanted
    for sort in ("source", "-stage", "-attempts", "title"):
        assert sorted(all_by(olga, sort)) == sorted(
            str(key) for key in Lead.objects.values_list("uuid", flat=True)
        )
    fair = olga.get("leads?source=fair&count=true").said
    assert (fair["total"], {lead["source"] for lead in fair["items"]}) == (4, {"fair"})
    assert olga.get("leads?after=nonsense").status_code == 422


def all_by(program: Program, sort: str) -> list[str]:
    """The leads of every page in this order."""
    found, path = [], f"leads?limit=3&sort={sort}"
    while path:
        page = program.get(path).said
        found += [lead["id"] for lead in page["items"]]
        path = page["next"] and f"leads?{urlsplit(page['next']).query}"
    return found


def test_the_lists_own_questions_are_asked_with_keys_that_leave_the_database(crew: Cast) -> None:
    olga = Program.of(crew.olga)
    mine = olga.made(
        "leads", {"name": "Ida", "owner": str(crew.sven.uuid), "campaign": str(crew.webinar.uuid)}
    )
    olga.made("leads", {"name": "Otto"})

    def found(asked: str) -> list[str]:
        return [lead["id"] for lead in olga.get(f"leads?{asked}").said["items"]]

    assert found(f"owner={crew.sven.uuid}") == found(f"campaign={crew.webinar.uuid}") == [mine["id"]]
    assert found("owner=00000000-0000-0000-0000-000000000000") == []
    assert found("q=Ida") == [mine["id"]]
    where = (
        '{"any":[{"field":"owner","is":"any_of","value":["%s"]},{"field":"name","is":"is","value":"Nobody"}]}'
    )
    assert found("where=" + where % crew.sven.uuid) == [mine["id"]]
    assert objections(olga.get('leads?where={"field":"person__password","is":"is","value":"x"}'))
    fields = {row["key"]: row for row in olga.get("lists/leads").said}
    assert fields["stage"]["filters"] == ["stage"] and "is" in fields["stage"]["operators"]


def test_a_trailing_slash_makes_no_difference(olga: Program) -> None:
    lead = olga.made("leads/", {"name": "Ida"})
    assert olga.get(f"leads/{lead['id']}/").said == olga.get(f"leads/{lead['id']}").said
