"""Passkeys in Chromium, with an authenticator of the test's own: added, named, used, removed."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from tests.web.conftest import PASSWORD


@pytest.fixture
def at(live_server: Any, cast: Any, context_of: Any, settings: Any) -> Any:
    """A page at localhost (a passkey belongs to a name, not to an address), with a platform authenticator."""
    home = str(live_server).replace("127.0.0.1", "localhost")
    settings.BASE_URL = home
    page = context_of(base_url=home).new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
    return page


def by_password(page: Any) -> None:
    page.goto("/sign-in/?next=/settings/security/")
    page.get_by_label("E-mail address").fill("jonas@northwind.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/sign-in/?" not in url)


def sign_out(page: Any) -> None:
    page.get_by_role("button", name="Sign out everywhere").click()
    page.wait_for_url("**/sign-in/")


def add(page: Any, name: str, *, alone: bool = True) -> None:
    page.goto("/settings/security/passkeys/new/")
    page.get_by_label("What it is called").fill(name)
    page.get_by_label("Sign in with it alone").set_checked(alone)
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/settings/security/codes/")


def test_a_passkey_signs_in_without_a_password(at: Any, cast: Any) -> None:
    by_password(at)
    add(at, "Laptop")
    expect(at.get_by_role("heading", name="Recovery codes")).to_be_visible()
    at.goto("/settings/security/")
    expect(at.get_by_text("signs in without a password")).to_be_visible()
    sign_out(at)
    at.get_by_role("button", name="Sign in with a passkey").click()
    at.wait_for_url(lambda url: "/sign-in/" not in url)
    at.goto("/settings/security/")
    expect(at.get_by_text("This one")).to_be_visible()
    at.get_by_role("link", name="Rename").click()
    at.get_by_role("link", name="Use a passkey").click()
    at.get_by_role("button", name="Use your passkey").click()
    at.get_by_label("What it is called").fill("Old laptop")
    at.get_by_role("button", name="Save").click()
    expect(at.get_by_role("heading", name="Old laptop")).to_be_visible()
    at.get_by_role("link", name="Remove").click()
    at.get_by_role("button", name="Remove").click()
    expect(at.get_by_role("heading", name="Old laptop")).to_have_count(0)
    assert not Authenticator.objects.filter(user=cast.jonas).exists()


def test_a_passkey_is_the_second_factor_after_a_password(at: Any) -> None:
    by_password(at)
    add(at, "Security key", alone=False)
    at.goto("/settings/security/")
    sign_out(at)
    by_password(at)
    expect(at.get_by_role("heading", name="Second factor")).to_be_visible()
    at.get_by_role("button", name="Use a passkey instead").click()
    at.wait_for_url("**/settings/security/")


def test_a_passkey_that_is_not_given_is_said_and_nothing_is_lost(at: Any) -> None:
    at.goto("/sign-in/")
    at.evaluate("() => { navigator.credentials.get = () => Promise.reject(new DOMException('no')); }")
    at.get_by_role("button", name="Sign in with a passkey").click()
    expect(at.get_by_text("The passkey was not given")).to_be_visible()
