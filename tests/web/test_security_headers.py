"""What every answer carries, whoever asks and whatever happens."""

from __future__ import annotations

import pytest

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@pytest.mark.parametrize("path", ["/sign-in/", "/leads/", "/nowhere/", "/static/css/tokens.css"])
def test_every_answer_carries_the_policy(path, client, db):
    response = client.get(path)
    assert response.headers["Content-Security-Policy"] == POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response.headers["Permissions-Policy"]


def test_a_missing_page_says_what_to_do(client, db):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "Search for it, or start from Today." in response.content.decode()


def test_a_form_without_its_token_says_what_was_kept(db):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/sign-in/", {"email": "a@b.example", "password": "x"})
    assert response.status_code == 403
    assert "Nothing was saved." in response.content.decode()


def test_our_own_failure_says_so_without_the_shell(client, db, monkeypatch):
    from detente.web.session import views

    monkeypatch.setattr(views, "_cast", lambda: 1 / 0)
    monkeypatch.setattr(views.settings, "DEMO", True)
    client.raise_request_exception = False
    response = client.get("/sign-in/")
    assert response.status_code == 500
    assert "What you just did was not saved" in response.content.decode()
