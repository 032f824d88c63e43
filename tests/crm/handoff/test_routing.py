"""Who gets a lead: by right in the agreed order, then by room, and the pool when everyone is full."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.crm.capture.origin import Origin
from detente.crm.deals import actions as deals
from detente.crm.followup import actions as followup
from detente.crm.handoff import actions as handoff
from detente.crm.handoff import capacity
from detente.crm.handoff.pool import hand_out, waiting
from detente.crm.handoff.rules import Candidate, next_in_turn
from detente.crm.models import Account, Lead
from detente.crm.people.actions import change_account, change_user, find_or_add_account
from detente.crm.people.days import today
from tests.crm.cast import NOW, Cast
from tests.crm.handoff.agreed import agree, handoff_of, ready, rep

PLAIN = {"who": {"company": "Plain Ltd"}}


@pytest.fixture
def account(cast: Cast) -> Account:
    """Plain Ltd, whose leads the tests route."""
    return find_or_add_account("Plain Ltd", by=cast.olga)


def test_the_order_of_rights(cast: Cast, account: Account) -> None:
    """Each later right gives way to the one before it, until only the turn is left."""
    names = ("Deal", "Customer", "Partner", "Named", "Land")
    dea, cus, par, nam, lan = (rep(name, "ae") for name in names)
    land = {
        "code": "plain",
        "name": "Plain",
        "when": {"field": "account.name", "is": "known"},
        "users": [lan.email],
    }
    agree("routing", territories=[land])

    def goes_to(name: str) -> tuple[str, str]:
        found = handoff_of(ready(name, **PLAIN))
        return found.to.name, found.route

    change_account(account, by=cast.olga, owner=nam, is_named=True)
    deal = deals.open_deal(by=dea, account=account)
    assert goes_to("Abel") == ("Deal", "open_deal")
    deals.lose(deal, by=dea, reason="price")
    change_account(account, by=cast.olga, owner=cus, type="customer")
    assert goes_to("Bela") == ("Customer", "customer_owner")
    change_account(account, by=cast.olga, owner=par, type="partner")
    assert goes_to("Cleo") == ("Partner", "partner_manager")
    change_account(account, by=cast.olga, owner=nam, type="prospect")
    assert goes_to("Dina") == ("Named", "named_account")
    change_account(account, by=cast.olga, is_named=False)
    assert goes_to("Egon") == ("Land", "territory")
    agree("routing", territories=[])
    assert goes_to("Fred") == ("Sven", "round_robin")


def test_a_lead_that_a_partner_sent_goes_to_the_partners_manager(cast: Cast) -> None:
    partner = find_or_add_account("Callers Inc", by=cast.olga)
    change_account(partner, by=cast.olga, type="partner", owner=cast.ava)
    lead = ready("Abel", origin=Origin(vendor=cast.callers))
    assert (handoff_of(lead).to, handoff_of(lead).route) == (cast.ava, "partner_manager")
    assert handoff_of(ready("Bela")).route == "round_robin"


def test_an_owner_by_right_who_is_away_or_gone_is_passed_over_and_it_says_so(
    cast: Cast, account: Account
) -> None:
    amos = rep("Amos", "ae")
    change_account(account, by=cast.olga, owner=amos, is_named=True)
    capacity.note_absence(amos, first=today(), last=today(), by=cast.olga)
    found = handoff_of(ready("Abel", **PLAIN))
    assert (found.to, found.route) == (cast.sven, "round_robin")
    assert found.route_facts["passed_over"] == [{"route": "named_account", "user": amos.pk, "why": "away"}]
    change_user(amos, by=cast.olga, is_active=False)
    assert handoff_of(ready("Bela", **PLAIN)).route_facts["passed_over"][0]["why"] == "inactive"


def test_who_is_full_gets_leads_by_right_but_none_in_turn(cast: Cast, account: Account) -> None:
    capacity.change_capacity(cast.sven, by=cast.olga, open_leads=0)
    change_account(account, by=cast.olga, owner=cast.sven, is_named=True)
    assert handoff_of(ready("Abel", **PLAIN)).to == cast.sven
    pooled = handoff_of(ready("Bela"))
    assert (pooled.to, pooled.route, pooled.due_at) == (None, "pool", None)


def test_when_everyone_is_full_leads_wait_and_the_urgent_and_oldest_go_first(cast: Cast) -> None:
    capacity.change_capacity(cast.sven, by=cast.olga, open_leads=1)
    first = ready("Abel")
    later, asked = ready("Bela"), ready("Cleo", code="request")
    assert handoff_of(first).to == cast.sven
    assert [one.lead for one in waiting()] == [asked, later]
    assert hand_out() == 0
    handoff.reject(handoff_of(first), by=cast.sven, reason="duplicate")
    assert hand_out() == 1
    given = handoff_of(asked)
    asked.refresh_from_db()
    assert (given.to, asked.owner, given.answer) == (cast.sven, cast.sven, None)
    assert given.due_at > given.assigned_at > given.made_at and given.reassignments == 0
    assert given.pooled_seconds == int((given.assigned_at - given.made_at).total_seconds())
    assert [one.lead for one in waiting()] == [later]
    handoff.accept(handoff_of(later), by=cast.ava)
    later.refresh_from_db()
    assert (later.owner, later.stage) == (cast.ava, "sal"), "a rep may take what waits"


def test_a_full_territory_gives_way_to_the_turn(cast: Cast) -> None:
    tara = rep("Tara")
    everywhere = {"field": "person.has_email", "is": "yes"}
    agree("routing", territories=[{"code": "t", "name": "T", "when": everywhere, "users": [tara.email]}])
    capacity.change_capacity(tara, by=cast.olga, open_leads=1)
    routes = [
        (handoff_of(ready(name)).to, handoff_of(Lead.objects.latest("pk")).route) for name in ("Abel", "Bela")
    ]
    assert routes == [(tara, "territory"), (cast.sven, "round_robin")]
    assert handoff_of(Lead.objects.latest("pk")).route_facts["passed_over"][0]["why"] == "full"


def test_only_the_turn_is_ever_by_lot_and_only_by_the_signed_share(cast: Cast, account: Account) -> None:
    tara = rep("Tara")
    change_account(account, by=cast.olga, owner=cast.ava, is_named=True)
    assert not handoff_of(ready("Abel")).is_randomised
    agree("routing", randomised_share=1)
    by_lot, by_right, by_hand = ready("Bela"), ready("Cleo", **PLAIN), ready("Dina", owner=cast.sven)
    by_lot.refresh_from_db()
    assert by_lot.is_randomised and handoff_of(by_lot).is_randomised
    assert not any(handoff_of(lead).is_randomised for lead in (by_right, by_hand))
    for user in (cast.sven, tara):
        capacity.change_capacity(user, by=cast.olga, open_leads=0)
    waits = ready("Egon")
    for user in (cast.sven, tara):
        capacity.change_capacity(user, by=cast.olga)
    assert hand_out() == 1
    waits.refresh_from_db()
    assert waits.is_randomised, "whoever comes out of the pool is given for the first time"


def test_leads_go_round_by_capacity(cast: Cast) -> None:
    """Nobody finishes anything: leads stand at the ratio of what each can take, at every moment."""
    tara = rep("Tara")
    capacity.change_capacity(cast.sven, by=cast.olga, open_leads=6)
    capacity.change_capacity(tara, by=cast.olga, open_leads=6, weight="0.5")
    got = [handoff_of(ready(f"P{number}")).to for number in range(9)]
    assert Counter(user.name for user in got) == {"Sven": 6, "Tara": 3}
    followup.end(Lead.objects.filter(owner=tara).first(), exit_="rejected", reason="duplicate", by=tara)
    assert handoff_of(ready("Last")).to == tara


CANDIDATES = st.lists(
    st.builds(
        Candidate, st.integers(1, 99), st.integers(0, 9), st.integers(0, 9),
        st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1), Fraction(3)]),
        st.none() | st.integers(0, 5).map(lambda days: NOW - timedelta(days=days)),
    ),
    max_size=6, unique_by=lambda one: one.user_id,
)  # fmt: skip


@given(CANDIDATES, st.randoms())
def test_the_one_with_the_most_room_is_next_whatever_the_order(found: list[Candidate], order: Any) -> None:
    chosen = next_in_turn(found)
    free = [one for one in found if one.load < one.capacity and one.weight > 0]
    assert (chosen is None) == (not free)
    if chosen:
        assert chosen in free
        assert all(
            chosen.load * one.capacity * one.weight <= one.load * chosen.capacity * chosen.weight
            for one in free
        )
        shuffled = list(found)
        order.shuffle(shuffled)
        assert next_in_turn(shuffled) == chosen
