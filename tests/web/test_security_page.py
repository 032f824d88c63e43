"""Where one is signed in, what was noted, and the log of everybody for those who administer users."""

from __future__ import annotations

import csv
import io

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from detente.crm.models import ApiToken, SecurityEntry
from detente.crm.people.actions import change_user
from tests.web.conftest import PASSWORD
from tests.web.doors import is_in, knock

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
)


@pytest.fixture
def two_browsers(cast):
    """Jonas at his desk and on his phone."""
    desk, phone = Client(headers={"user-agent": FIREFOX}), Client(headers={"user-agent": PHONE})
    for client in (desk, phone):
        knock(cast.jonas, client=client)
        assert is_in(client)
    return desk, phone


def sessions(client):
    return client.get("/settings/security/").content.decode()


def test_each_browser_is_listed_and_can_be_signed_out(cast, two_browsers):
    desk, phone = two_browsers
    page = sessions(desk)
    assert "<h3>Firefox on Linux" in page and "<h3>Safari on iPhone" in page and page.count("This one") == 1
    from allauth.usersessions.models import UserSession

    other = UserSession.objects.get(user_agent=PHONE)
    desk.post(f"/settings/security/sessions/{other.pk}/")
    assert is_in(desk) and not is_in(phone)
    assert "<h3>Safari on iPhone" not in sessions(desk)


def test_nobody_signs_out_somebody_else(as_, cast, two_browsers):
    from allauth.usersessions.models import UserSession

    desk, _phone = two_browsers
    pk = UserSession.objects.filter(user=cast.jonas).first().pk
    assert as_(cast.mona).post(f"/settings/security/sessions/{pk}/").status_code == 404
    assert is_in(desk)


def test_a_new_password_ends_the_other_browsers(two_browsers):
    desk, phone = two_browsers
    desk.post("/settings/security/password/", {"old": PASSWORD, "password": "lantern orbit cheese"})
    assert is_in(desk) and not is_in(phone)


def test_sign_out_everywhere_is_noted(cast, two_browsers):
    desk, phone = two_browsers
    desk.post("/settings/security/sessions/")
    assert not is_in(desk) and not is_in(phone)
    assert SecurityEntry.objects.get(kind="sessions_ended").facts == {"count": 2}


def test_the_list_writes_once_for_many_pages(cast, two_browsers):
    from allauth.usersessions.models import UserSession
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    desk, _phone = two_browsers
    with CaptureQueriesContext(connection) as asked:
        desk.get("/settings/profile/")
    assert not [query for query in asked if UserSession._meta.db_table in query["sql"]]


def test_disabling_a_user_ends_sessions_and_tokens_at_once(cast, two_browsers):
    desk, _phone = two_browsers
    token = ApiToken.objects.create(
        user=cast.jonas, name="script", prefix="abc", digest="0" * 64, created_at=timezone.now()
    )
    change_user(cast.jonas, by=cast.ada, is_active=False)
    token.refresh_from_db()
    assert not is_in(desk) and not Session.objects.exists() and token.revoked_at is not None
    kinds = list(SecurityEntry.objects.filter(user=cast.jonas, by=cast.ada).values_list("kind", flat=True))
    assert kinds == ["user_deactivated", "token_revoked"]


def test_guessing_a_password_is_stopped_for_the_address_and_noted_once(cast):
    for _guess in range(8):
        _client, answer = knock(cast.jonas, "a wrong guess")
    assert "Too many failed login attempts" in answer.content.decode()
    assert not is_in(knock(cast.jonas)[0]), "the right password waits too"
    noted = SecurityEntry.objects.filter(user=cast.jonas)
    assert noted.filter(kind="sign_in_failed").count() == 5
    assert noted.filter(kind="sign_in_throttled").count() == 1
    knock(cast.lea, "no password of hers")
    assert SecurityEntry.objects.filter(user=cast.lea, kind="sign_in_failed").exists(), (
        "others are not locked"
    )


def test_what_a_stranger_types_is_not_kept(cast):
    Client().post("/sign-in/", {"email": "hunter2@secret.example", "password": "hunter2"})
    entry = SecurityEntry.objects.get(kind="sign_in_failed")
    assert entry.facts == {"is_known": False} and entry.address == "127.0.0.1"


def test_the_address_comes_from_a_proxy_only_where_one_is_trusted(cast, settings):
    for trusted, address in ((False, "127.0.0.1"), (True, "198.51.100.7")):
        settings.IS_BEHIND_PROXY = trusted
        knock(cast.jonas, client=Client(headers={"x-forwarded-for": "203.0.113.5, 198.51.100.7"}))
        assert SecurityEntry.objects.filter(kind="signed_in").latest("id").address == address


class TestLog:
    @pytest.fixture
    def ada(self, as_, cast):
        client = as_(cast.ada)
        change_user(cast.jonas, by=cast.ada, role="ae", scope="own")
        return client

    def test_a_change_of_access_is_told_with_before_and_after(self, ada):
        page = ada.get("/settings/security-log/?kind=access_changed").content.decode()
        assert "Inside sales rep (SDR) → Account executive (AE)" in page
        assert (
            "default permission → Their own records" in page and "Signed in" not in page.split("<tbody>")[1]
        )

    def test_it_is_for_those_who_administer_users_and_everybody_sees_their_own(self, as_, cast, ada):
        jonas = as_(cast.jonas)
        assert jonas.get("/settings/security-log/").status_code == 403
        own = jonas.get("/settings/security/").content.decode()
        assert "Access changed" in own and "Ada Byron" in own

    def test_it_is_read_page_by_page_without_loss_while_it_grows(self, ada, cast):
        from detente.crm.people.security import note

        for number in range(60):
            note("company_exported", by=cast.ada, count=number)
        page = ada.get("/settings/security-log/?kind=company_exported").content.decode()
        note("company_exported", by=cast.ada, count=99)
        older = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        rest = ada.get(older).content.decode()
        assert page.count("Company exported</th>") == 50 and rest.count("Company exported</th>") == 10

    def test_it_is_exported_with_its_filters(self, ada, cast):
        sent = ada.get(f"/settings/security-log/export.csv?kind=access_changed&user={cast.jonas.pk}")
        rows = list(csv.DictReader(io.StringIO(b"".join(sent.streaming_content).decode())))
        assert [(row["what"], row["user"], row["by"]) for row in rows] == [
            ("Access changed", "Jonas Weber", "Ada Byron")
        ]
