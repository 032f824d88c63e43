"""Keys for programs: made once, worth what their user may do, and worth nothing once they are over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from detente.crm.capture.actions import Who, capture
from detente.crm.capture.origin import Origin
from detente.crm.models import ApiToken, SecurityEntry
from detente.crm.objections import Refused
from detente.crm.people.tokens import make_token, revoke_token
from detente.crm.people.users import change_user
from tests.api.programs import Program
from tests.crm.cast import Cast


def test_a_key_is_kept_as_a_digest_and_lets_its_user_in(crew: Cast) -> None:
    token, key = make_token(crew.sven, name="Dialler", scopes=["read"], by=crew.sven)
    row = ApiToken.objects.values().get(pk=token.pk)
    assert key.rpartition("_")[2] not in str(row) and key.partition("_")[2].partition("_")[2] not in str(row)
    assert Program(key).get("me").said["email"] == crew.sven.email
    noted = SecurityEntry.objects.get(kind="token_made")
    assert (noted.user, noted.facts["scopes"]) == (crew.sven, ["read"])


def test_a_key_that_is_wrong_revoked_expired_or_of_somebody_who_left_gets_nobody_in(crew: Cast) -> None:
    _token, key = make_token(crew.sven, name="Dialler", scopes=["read"], by=crew.sven)
    late, late_key = make_token(
        crew.sven, name="Late", scopes=["read"], by=crew.sven, expires_at=timezone.now() + timedelta(days=1)
    )
    assert {Program(one).get("me").status_code for one in (key, late_key)} == {200}
    ApiToken.objects.filter(pk=late.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    wrong = [key[:-1] + ("A" if key[-1] != "A" else "B"), key.upper(), "det_x_y", "", "é", late_key]
    for one in wrong:
        answer = Program(one).get("me")
        assert (answer.status_code, answer.said["error"]["code"]) == (401, "unauthorized"), one
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    change_user(crew.sven, by=crew.olga, is_active=False)
    assert Program(key).get("me").status_code == 401
    other, other_key = make_token(crew.mia, name="Forms", scopes=["read"], by=crew.mia)
    revoke_token(other, by=crew.olga)
    assert Program(other_key).get("me").status_code == 401
    with pytest.raises(Refused):
        revoke_token(other, by=crew.olga)


def test_a_token_can_do_no_more_than_its_scopes_and_its_user(crew: Cast) -> None:
    reader = Program.of(crew.sven, ["read"])
    refused = reader.post("leads", {"name": "Ida"})
    assert (refused.status_code, refused.said["error"]["code"]) == (403, "scope_missing")
    assert "write" in refused.said["error"]["message"]
    with pytest.raises(Refused, match="settings"):
        make_token(crew.sven, name="Too much", scopes=["settings"], by=crew.sven)
    marketing = Program.of(crew.mia)
    change_user(crew.mia, by=crew.olga, role="executive")
    refused = marketing.post("leads", {"name": "Ida"})
    assert (refused.status_code, refused.said["error"]["code"]) == (403, "ability_missing")


def test_the_last_use_is_written_once_a_minute(crew: Cast) -> None:
    token, key = make_token(crew.sven, name="Dialler", scopes=["read"], by=crew.sven)
    Program(key).get("me")
    first = ApiToken.objects.get(pk=token.pk).last_used_at
    assert first is not None
    Program(key).get("me")
    assert ApiToken.objects.get(pk=token.pk).last_used_at == first
    ApiToken.objects.filter(pk=token.pk).update(last_used_at=first - timedelta(minutes=2))
    Program(key).get("me")
    assert ApiToken.objects.get(pk=token.pk).last_used_at >= first


def test_a_vendors_program_sees_what_the_vendor_supplied_and_nothing_else(crew: Cast) -> None:
    mine = capture(Who(name="Ida", company="Plain"), by=None, origin=Origin(vendor=crew.callers)).lead
    other = capture(Who(name="Otto", company="Other"), by=None, origin=Origin(source="web")).lead
    vera = Program.of(crew.vera, ["read"])
    assert [lead["id"] for lead in vera.get("leads?count=true").said["items"]] == [str(mine.uuid)]
    assert vera.get("leads?count=true").said["hidden"] == 0
    assert vera.get(f"leads/{mine.uuid}").status_code == 200
    for path in (f"leads/{other.uuid}", f"people/{other.person.uuid}", f"leads/{other.uuid}/events"):
        assert vera.get(path).status_code == 403, path
    assert {row["name"] for row in vera.get("vendors").said["items"]} == {"Callers Inc"}
    assert {row["name"] for row in vera.get("users").said["items"]} == {"Vera"}
    assert vera.get("leads?owner=" + str(crew.sven.uuid)).status_code == 422


def test_who_may_open_only_their_own_finds_the_rest_hidden_and_counted(crew: Cast) -> None:
    change_user(crew.sven, by=crew.olga, scope="own")
    crew.sven.refresh_from_db()
    mine = capture(Who(name="Ida"), by=None, owner=crew.sven).lead
    other = capture(Who(name="Otto"), by=None, owner=crew.ava).lead
    sven = Program.of(crew.sven)
    said = sven.get("leads?count=true").said
    assert ([lead["id"] for lead in said["items"]], said["total"], said["hidden"]) == ([str(mine.uuid)], 1, 1)
    assert sven.post(f"leads/{other.uuid}/notes", {"words": "Mine!"}).status_code == 403
    refused = sven.post("deals", {"lead": str(other.uuid)})
    assert (refused.status_code, refused.said["error"]["objections"][0]["field"]) == (422, "lead")
