"""The pages that strangers see, in Chromium at both widths: axe finds nothing, nothing sticks out, no policy breaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from detente.crm.people.invitations import invite
from tests.web.axe import violations
from tests.web.conftest import PASSWORD
from tests.web.doors import SECRET, totp


def wrong_with(page: Any) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*violations(page), *([f"{wide} px stick out"] if wide > 0 else [])]


@pytest.mark.parametrize("width", [1280, 390])
def test_every_door_is_sound(
    live_server: Any,
    cast: Any,
    context_of: Callable[..., Any],
    mailbox: Any,
    provider: Any,
    watch: Any,
    width: int,
) -> None:
    watch.expected.add(410)
    _invitation, secret = invite(email="nils@northwind.example", role="sdr", by=cast.ada)
    page = context_of(width=width, base_url=str(live_server)).new_page()
    doors = ("/sign-in/", "/password/forgotten/", "/password/sent/", f"/invitation/{secret}/", "/invitation/gone/",
             "/password/new/1/nothing/")  # fmt: skip
    wrong = {}
    for door in doors:
        page.goto(door)
        wrong[door] = wrong_with(page)
    assert not any(wrong.values()), wrong


def test_an_app_is_set_up_and_asked_for_in_a_browser(live_server: Any, cast: Any, page: Any) -> None:
    def by_password() -> None:
        page.goto("/sign-in/?next=/settings/security/")
        page.get_by_label("E-mail address").fill(cast.jonas.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()

    by_password()
    page.get_by_role("link", name="Set up").click()
    expect(page.get_by_alt_text("QR code")).to_be_visible()
    assert page.get_by_alt_text("QR code").evaluate("image => image.naturalWidth") > 0
    assert not wrong_with(page)
    secret = SECRET.search(page.content())[1]  # type: ignore[index]
    page.get_by_label("The code that the app shows now").fill(totp(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    codes = page.locator(".codes code").all_inner_texts()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Download").click()
    assert kept.value.path().read_text().split() == codes and len(codes) == 10
    assert not wrong_with(page)
    for inside in (
        "/settings/security/app/removal/",
        "/settings/security/codes/new/",
        "/confirm/",
        "/confirm/code/",
    ):
        page.goto(inside)
        assert not wrong_with(page), inside
    page.goto("/settings/security/codes/")
    expect(page.get_by_text("not shown again")).to_be_visible()
    page.get_by_role("link", name="Back", exact=True).click()
    page.get_by_role("button", name="Sign out everywhere").click()
    page.wait_for_url("**/sign-in/")
    by_password()
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    assert not wrong_with(page)
    page.get_by_label("Code").fill(codes[3])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("9 left")).to_be_visible()
