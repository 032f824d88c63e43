"""Notices: a bell that counts, a page of all of them, each kind as one wishes, nothing of one's own doing."""

from __future__ import annotations

import re

import pytest

from detente.crm.capture.actions import Who, capture
from detente.crm.deals.actions import open_deal, win
from detente.crm.followup.actions import assign
from detente.crm.followup.notices import KINDS as OF_EVENTS
from detente.crm.history.models import Notice
from detente.crm.models import Lead
from detente.crm.people.notices import KINDS, mute, notify
from detente.crm.people.users import change_user
from detente.web.notices.shown import _SAYS


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def given(cast, arrives, django_capture_on_commit_callbacks):
    """Mona gives Maya's lead to Jonas."""
    lead = arrives("Maya Lindqvist", company="Baltic Freight", stage="sql")
    with django_capture_on_commit_callbacks(execute=True):
        assign(lead, to=cast.jonas, by=cast.mona)
    return Lead.objects.get(pk=lead.pk)


def test_a_lead_that_is_given_to_me_waits_behind_the_bell_until_i_open_it(as_, cast, given):
    jonas = as_(cast.jonas)
    assert "Notices: 1 unread" in words(jonas.get("/leads/"))
    assert jonas.get("/notices/count/").json() == {"unread": 1}
    assert "Maya Lindqvist" in words(jonas.get("/notices/panel/"))
    notice = Notice.objects.get()
    assert jonas.get(f"/notices/{notice.pk}/")["Location"] == f"/leads/{given.pk}/"
    assert jonas.get("/notices/count/").json() == {"unread": 0}
    assert "Maya Lindqvist" in words(jonas.get("/notices/"))
    assert "Maya Lindqvist" not in words(jonas.get("/notices/?show=unread"))


def test_somebody_elses_notices_can_be_neither_seen_nor_read(as_, cast, given):
    lea = as_(cast.lea)
    notice = Notice.objects.get()
    assert lea.get(f"/notices/{notice.pk}/")["Location"] == "/notices/"
    lea.post("/notices/reading/")
    assert Notice.objects.get().read_at is None
    assert "Maya" not in words(lea.get("/notices/"))


def test_nobody_is_told_what_they_did_themselves_or_muted(cast, given, django_capture_on_commit_callbacks):
    deal = open_deal(lead=given, by=cast.priya, owner=cast.priya, amount_minor=100)
    mute(cast.jonas, ["deal_won"])
    with django_capture_on_commit_callbacks(execute=True):
        win(deal, by=cast.priya)
    assert not Notice.objects.filter(kind="deal_won").exists()
    mute(cast.jonas, [])
    assert notify("import_finished", [cast.jonas.pk, cast.jonas.pk, None], by_id=None, batch=1) == 1
    change_user(cast.jonas, by=cast.ada, is_active=False)
    assert notify("import_finished", [cast.jonas.pk], batch=1) == 0


def test_an_event_is_told_once_however_often_it_is_delivered(cast, given):
    event = Notice.objects.get().event
    notify("assigned", [cast.jonas.pk], event=event)
    assert Notice.objects.filter(event=event).count() == 1


def test_a_kind_that_nobody_declared_is_a_mistake(cast):
    with pytest.raises(ValueError, match="not a kind of notice"):
        notify("gossip", [cast.jonas.pk])


def test_every_kind_can_be_shown_and_muted(as_, cast):
    assert set(KINDS) - set(OF_EVENTS) == set(_SAYS)
    facts = {
        "batch": 0,
        "state": "done",
        "stored": 1200,
        "rejected": 3,
        "user": cast.lea.pk,
        "host": "hooks.example",
    }
    for kind in _SAYS:
        notify(kind, [cast.mona.pk], **facts)
    mona = as_(cast.mona)
    page = words(mona.get("/notices/"))
    assert "1,200 lines stored, 3 rejected" in page and "Lea Brandt accepted your invitation" in page
    assert "hooks.example is switched off" in page
    assert mona.post("/settings/notices/", {"kinds": ["assigned"]}).status_code == 302
    cast.mona.refresh_from_db()
    assert set(cast.mona.muted) == set(KINDS) - {"assigned"}
    assert mona.post("/settings/notices/", {"kinds": ["gossip"]}).status_code == 422


def test_all_are_read_at_once_and_older_ones_are_reached(as_, cast):
    for number in range(60):
        notify("invitation_accepted", [cast.mona.pk], user=cast.lea.pk, no=number)
    mona = as_(cast.mona)
    first = mona.get("/notices/").content.decode()
    assert first.count('class="notice is-unread"') == 50
    older = re.search(r'href="(\?before=\d+|/notices/\?before=\d+)"', first)[1].replace("/notices/", "")
    assert mona.get("/notices/" + older).content.decode().count('class="notice is-unread"') == 10
    assert mona.post("/notices/reading/", {"next": "//evil.example"})["Location"] == "/"
    assert mona.get("/notices/count/").json() == {"unread": 0}


def test_what_came_in_as_history_tells_nobody(cast):
    capture(Who(name="Otto Kern"), by=None, owner=cast.jonas)
    assert not Notice.objects.exists()


def test_the_bell_opens_its_list_in_place_and_counts_down(page_of, cast, given):
    page = page_of(cast.jonas)
    page.goto("/pipeline/")
    bell = page.locator("[data-bell]")
    assert bell.locator("[data-number]").inner_text() == "1"
    bell.locator("a").first.click()
    bell.get_by_text("Maya Lindqvist").wait_for()
    bell.get_by_role("button", name="Mark all as read").click()
    bell.locator("[data-number]").wait_for(state="hidden")
    page.keyboard.press("Escape")
    bell.locator("[data-list]").wait_for(state="hidden")
