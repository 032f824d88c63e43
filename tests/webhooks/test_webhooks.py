"""Others hear of what happened: signed, once each, again until it arrives, and never of what did not happen."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from detente.crm.capture.actions import Who, capture
from detente.crm.deals import actions as deals
from detente.crm.followup import actions as followup
from detente.crm.history.models import Notice, Outbox
from detente.crm.models import SecurityEntry
from detente.crm.objections import Refused
from detente.webhooks import endpoints, sending
from detente.webhooks.endpoints import add_endpoint, replay, replay_failed, rotate_secret, set_active
from detente.webhooks.models import Attempt, Delivery, Endpoint
from detente.webhooks.sending import PAUSES, deliver_due
from tests.crm.cast import Cast
from tests.webhooks.conftest import Receiver


def verified(receiver: Receiver, secret: str) -> list[dict[str, Any]]:
    """What came, checked by the library as any receiver would."""
    return [Webhook(secret).verify(body, headers) for headers, body in receiver.came]


def later(**length: float) -> None:
    """Let time pass for what waits."""
    for delivery in Delivery.objects.filter(state="waiting"):
        Delivery.objects.filter(pk=delivery.pk).update(next_at=delivery.next_at - timedelta(**length))


def test_what_happens_is_told_signed_and_without_names_or_words(crew: Cast, receiver: Receiver) -> None:
    wanted = ["lead.captured", "lead.moved", "lead.noted", "lead.assigned", "deal.opened", "deal.won"]
    endpoint, secret = add_endpoint(receiver.url, wanted, by=crew.olga)
    assert secret not in str(Endpoint.objects.values().get(pk=endpoint.pk))
    who = Who(name="Ida Plain", email="ida@plain.example", phone="+49 30 901820", company="Plain Ltd")
    lead = capture(who, by=crew.mia, words="Please call").lead
    followup.add_note(lead, "Ida is on holiday", by=crew.sven)
    followup.assign(lead, to=crew.sven, by=crew.mia)
    deal = deals.open_deal(by=crew.ava, lead=lead, amount_minor=900_00)
    deals.win(deal, by=crew.ava)
    assert deliver_due() == 5
    said = verified(receiver, secret)
    assert [one["type"] for one in said] == [
        "lead.captured", "lead.noted", "lead.assigned", "deal.opened", "deal.won"
    ]  # fmt: skip
    assert said[0]["data"]["lead"]["id"] == str(lead.uuid)
    assert (said[4]["data"]["amount_minor"], said[4]["data"]["by"]["id"]) == (900_00, str(crew.ava.uuid))
    told = b"".join(body for _headers, body in receiver.came).decode()
    assert not [word for word in ("Ida", "plain.example", "901820", "holiday", "Please") if word in told]
    with pytest.raises(WebhookVerificationError):
        verified(receiver, endpoints.new_secret())
    assert deliver_due() == 0


def test_nobody_is_told_of_what_they_do_not_want_or_what_was_taken_back(
    crew: Cast, receiver: Receiver
) -> None:
    capture(Who(name="Otto"), by=None)
    assert not Outbox.objects.filter(kind="webhook").exists()
    add_endpoint(receiver.url, ["deal.won"], by=crew.olga)
    off, _secret = add_endpoint(receiver.url, ["lead.captured"], by=crew.olga)
    set_active(off, False, by=crew.olga)
    capture(Who(name="Ida"), by=None)
    assert not Outbox.objects.filter(kind="webhook").exists()
    set_active(off, True, by=crew.olga)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        capture(Who(name="Ines"), by=None)
        raise ZeroDivisionError
    assert (deliver_due(), receiver.came) == (0, [])


def test_a_message_goes_again_with_growing_pauses_until_it_arrives(
    crew: Cast, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    _endpoint, secret = add_endpoint(receiver.url, ["lead.captured"], by=crew.olga)
    receiver.answers = [500, 302, 200]
    capture(Who(name="Ida"), by=None)
    pauses = []
    for _turn in range(3):
        assert deliver_due() == 1
        delivery = Delivery.objects.get()
        pauses.append(delivery.next_at - now)
        assert deliver_due() == 0
        later(days=2)
    assert PAUSES[0] * 0.5 < pauses[0] < PAUSES[0] * 1.3 < PAUSES[1] * 0.9 < pauses[1] < PAUSES[1] * 1.3
    assert (delivery.state, delivery.tried, delivery.last_status) == ("sent", 3, 200)
    assert list(Attempt.objects.order_by("pk").values_list("status", "answer")) == [
        (500, "thank you"), (302, "thank you"), (200, "thank you")
    ]  # fmt: skip
    assert len({headers["webhook-id"] for headers, _body in receiver.came}) == 1
    assert len({headers["webhook-timestamp"] for headers, _body in receiver.came}) >= 1
    assert len(verified(receiver, secret)) == 3


def test_what_failed_for_good_is_sent_again_when_somebody_asks(crew: Cast, receiver: Receiver) -> None:
    endpoint, secret = add_endpoint(receiver.url, ["lead.captured"], by=crew.olga)
    receiver.answers = [503]
    for name in ("Ida", "Otto"):
        capture(Who(name=name), by=None)
    for _turn in range(len(PAUSES) + 1):
        assert deliver_due() == 2
        later(days=2)
    assert set(Delivery.objects.values_list("state", "tried")) == {("failed", len(PAUSES) + 1)}
    receiver.answers, receiver.came = [200], []
    assert replay(Delivery.objects.order_by("pk")[0]).state == "waiting"
    with pytest.raises(Refused):
        replay(Delivery.objects.order_by("pk")[0])
    assert replay_failed(endpoint, since=timezone.now() + timedelta(hours=1)) == 0
    assert replay_failed(endpoint, since=timezone.now() - timedelta(hours=1)) == 1
    assert (deliver_due(), len(verified(receiver, secret))) == (2, 2)
    assert Endpoint.objects.get().failing_since is None


def test_two_programs_never_send_one_message_at_once(crew: Cast, receiver: Receiver) -> None:
    add_endpoint(receiver.url, ["lead.captured"], by=crew.olga)
    for no in range(12):
        capture(Who(name=f"Person {no}"), by=None)

    def work(_no: int) -> int:
        close_old_connections()
        try:
            return deliver_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 12
    ids = [headers["webhook-id"] for headers, _body in receiver.came]
    assert (len(ids), len(set(ids))) == (12, 12)


def test_a_program_that_dies_while_sending_leaves_the_message_to_the_next(
    crew: Cast, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """As SIGKILL."""

    def die(*_: Any) -> None:
        raise Killed

    add_endpoint(receiver.url, ["lead.captured"], by=crew.olga)
    capture(Who(name="Ida"), by=None)
    with monkeypatch.context() as patch:
        patch.setattr(sending, "keep", die)
        with pytest.raises(Killed):
            deliver_due()
    assert (len(receiver.came), deliver_due()) == (1, 0)
    later(minutes=3)
    assert deliver_due() == 1
    first, second = (headers["webhook-id"] for headers, _body in receiver.came)
    assert first == second
    assert Delivery.objects.get().state == "sent"


def test_an_endpoint_that_is_gone_or_fails_for_days_is_left_alone_and_people_are_told(
    crew: Cast, receiver: Receiver
) -> None:
    gone, _secret = add_endpoint(receiver.url, ["lead.captured"], by=crew.olga)
    receiver.answers = [410]
    capture(Who(name="Ida"), by=None)
    deliver_due()
    gone.refresh_from_db()
    assert (gone.is_active, gone.disabled_because) == (False, "gone")
    failing, _secret = add_endpoint(receiver.url, ["lead.captured"], by=crew.olga)
    receiver.answers = [500]
    capture(Who(name="Otto"), by=None)
    deliver_due()
    assert Endpoint.objects.get(pk=failing.pk).is_active
    Endpoint.objects.filter(pk=failing.pk).update(failing_since=timezone.now() - timedelta(days=6))
    later(days=1)
    deliver_due()
    failing.refresh_from_db()
    assert (failing.is_active, failing.disabled_because) == (False, "failing")
    told = Notice.objects.filter(kind="webhook_disabled").values_list("user__name", "facts__because")
    assert set(told) == {("Olga", "gone"), ("Olga", "failing")}
    assert SecurityEntry.objects.filter(kind="webhook_changed", facts__because="gone").exists()


def test_a_new_secret_and_the_old_one_both_sign_for_a_day(crew: Cast, receiver: Receiver) -> None:
    endpoint, old = add_endpoint(receiver.url, ["lead.captured"], by=crew.olga)
    new = rotate_secret(endpoint, by=crew.olga)
    capture(Who(name="Ida"), by=None)
    deliver_due()
    assert verified(receiver, old) == verified(receiver, new)
    Endpoint.objects.update(old_until=timezone.now() - timedelta(seconds=1))
    receiver.came = []
    capture(Who(name="Otto"), by=None)
    deliver_due()
    assert len(verified(receiver, new)) == 1
    with pytest.raises(WebhookVerificationError):
        verified(receiver, old)


def test_a_test_message_says_at_once_whether_it_arrives(crew: Cast, receiver: Receiver) -> None:
    endpoint, secret = add_endpoint(receiver.url, ["lead.captured"], by=crew.olga)
    assert sending.ping(endpoint).state == "sent"
    assert verified(receiver, secret)[0]["type"] == "webhook.ping"
    receiver.shutdown()
    receiver.server_close()
    failed = sending.ping(endpoint)
    assert (failed.state, failed.attempts.get().failure) == ("failed", "The server refuses connections.")
    assert json.loads(failed.body)["type"] == "webhook.ping"


def test_old_messages_are_forgotten_and_what_waits_is_not(crew: Cast, receiver: Receiver) -> None:
    endpoint, _secret = add_endpoint(receiver.url, ["lead.captured"], by=crew.olga)
    sending.ping(endpoint)
    capture(Who(name="Ida"), by=None)
    Delivery.objects.filter(state="sent").update(done_at=timezone.now() - timedelta(days=31))
    endpoints.forget_old()
    assert list(Delivery.objects.values_list("state", flat=True)) == ["waiting"]
