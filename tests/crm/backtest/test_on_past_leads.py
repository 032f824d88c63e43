"""A proposed playbook is tried on the leads that were really there, before anybody signs it."""

from __future__ import annotations

from copy import deepcopy

from detente.crm.backtest.actions import backtest
from detente.crm.capture.actions import Origin, Who, capture, touch
from detente.crm.deals.actions import open_deal, win
from detente.crm.followup.actions import log_attempt, move
from detente.crm.models import Lead
from detente.crm.playbook.agreement import default_document
from tests.crm.cast import Cast, ago


def arrive(number: int, title: str, code: str, source: str, days: float) -> Lead:
    who = Who(
        name=f"Person {number}",
        email=f"p{number}@works{number}.example",
        title=title,
        company=f"Works {number}",
    )
    return capture(who, by=None, code=code, origin=Origin(source=source), at=ago(days=days)).lead


def test_what_a_lower_bar_would_have_brought(cast: Cast) -> None:
    """Who would have been ready, when, what became of them; nothing is changed by asking."""
    head = arrive(1, "Head of IT", "form", "web", 60)  # 40 + 12: ready at once
    fair = arrive(2, "Buyer", "event", "fair", 50)  # 30 + 20: ready at once
    arrive(3, "Clerk", "form", "web", 40)  # 15 + 12: under neither
    slow = arrive(4, "Buyer", "download", "web", 30)  # 30 + 8: not before the survey
    touch(slow, code="form", by=None, at=ago(days=20))
    arrive(5, "Student", "request", "web", 10)
    log_attempt(head, by=cast.sven, channel="call", disposition="connected", at=ago(days=59))
    move(head, to="sql", by=cast.sven, at=ago(days=58))
    deal = open_deal(
        lead=Lead.objects.get(pk=head.pk), name="Works", by=cast.ava, amount_minor=100, at=ago(days=57)
    )
    win(deal, by=cast.ava, reason="best_fit", at=ago(days=55))
    new = deepcopy(default_document())
    new["sales_ready"]["threshold"] = 45
    new["slas"]["sales"]["answer"]["minutes"] = 60
    before = list(Lead.objects.order_by("pk").values())

    found = backtest(default_document(), new)

    assert list(Lead.objects.order_by("pk").values()) == before
    assert (found.leads, found.without_response) == (5, 0)
    ready = found.ready
    assert (ready.old.count, ready.new.count, ready.only_new.count, ready.only_old.count) == (3, 3, 0, 0)
    assert (ready.new.won.part, ready.old.won.whole) == (1, 3)
    assert (found.gain, found.lose, found.answering.new_minutes) == (0, 0, 60)
    assert {row.name: row.new_ready for row in found.sources} == {"web": 2, "fair": 1}
    assert fair.pk and found.answering.old_within and found.answering.old_within.whole >= 1
    new["sales_ready"]["threshold"] = 41
    new["scoring"]["engagement"]["groups"][1]["rules"][2]["points"] = 30
    higher = backtest(default_document(), new)
    assert [row.lead for row in higher.gaining] and higher.ready.new.count == 4
    assert higher.plain()["ready"]["new"]["count"] == 4
    empty = {
        name: part for name, part in default_document().items() if name not in ("scoring", "sales_ready")
    }
    assert backtest(empty, default_document()).ready.old.count == 0
