"""A person is erased on request by whoever steers the company, after their name was typed."""

from __future__ import annotations

from detente.crm.models import Person


def test_a_person_is_erased_after_their_name_was_typed(page_of, cast, arrives):
    maya = arrives("Maya Lindqvist", company="Baltic Freight", owner=cast.jonas)
    page = page_of(cast.ada)
    page.goto(f"/people/{maya.person_id}/")
    page.get_by_role("button", name="Erase on request").click()
    page.get_by_label("Type Maya Lindqvist to confirm").fill("Maya")
    page.get_by_role("button", name="Erase for good").click()
    page.get_by_text("Type Maya Lindqvist exactly as it stands here to confirm.").wait_for()
    page.get_by_role("button", name="Erase on request").click()
    page.get_by_label("Type Maya Lindqvist to confirm").fill("Maya Lindqvist")
    page.get_by_role("button", name="Erase for good").click()
    page.get_by_role("heading", name="Erased person", level=1).wait_for()
    assert page.get_by_text("Erased on request on").is_visible()
    assert Person.objects.get(pk=maya.person_id).erased_at is not None


def test_a_rep_is_not_offered_it(client, cast, arrives):
    maya = arrives("Maya Lindqvist", owner=cast.jonas)
    client.force_login(cast.jonas)
    assert "Erase on request" not in client.get(f"/people/{maya.person_id}/").content.decode()
    assert client.post(f"/people/{maya.person_id}/erasure/", {"typed": "Maya Lindqvist"}).status_code == 403
