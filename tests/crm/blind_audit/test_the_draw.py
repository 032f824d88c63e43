"""The draw is by lot, can be repeated by anybody, and gives nobody a lead that they know."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from uuid import UUID

import pytest

from detente.crm.blind_audit import actions
from detente.crm.blind_audit.drawing import place
from detente.crm.blind_audit.judges import candidates, named
from detente.crm.blind_audit.rules import precision, quotas
from detente.crm.followup.actions import add_note, assign, end, reopen
from detente.crm.models import BlindAudit, Event, Lead
from detente.crm.objections import Refused
from tests.crm.blind_audit.north import (
    FIRST,
    LAST,
    arrive,
    drawn,
    join,
    let_go,
    pile,
    reject,
    start,
    turn_away,
)
from tests.crm.cast import Cast


def test_every_lead_has_the_same_chance() -> None:
    uuids = [UUID(int=number) for number in range(1, 21)]
    seeds = range(4_000)
    taken: Counter[UUID] = Counter()
    for seed in seeds:
        taken.update(sorted(uuids, key=lambda uuid: place(seed, uuid))[:5])
    expected = len(seeds) * 5 / 20
    chi_squared = sum((taken[uuid] - expected) ** 2 / expected for uuid in uuids) / (1 - 5 / 20)
    assert chi_squared < 43.8  # 99.9 % of a chi-squared with 19 degrees of freedom


@pytest.mark.parametrize(
    ("size", "populations", "expected"),
    [(50, (300, 200), (25, 25)), (50, (10, 200), (10, 40)), (50, (300, 3), (47, 3)), (51, (90, 90), (26, 25)),
     (50, (10, 12), (10, 12)), (20, (0, 40), (0, 20))],
)  # fmt: skip
def test_half_of_each_stratum_or_what_there_is(size, populations, expected) -> None:
    assert quotas(size, populations) == expected


def test_fifty_leads_tell_an_error_rate_of_15_percent_as_the_binomial_says() -> None:
    low, high = precision(50)  # 8 of 50; Wilson's interval by an independent calculator
    assert (round(low, 4), round(high, 4)) == (0.0834, 0.2851)


@pytest.mark.django_db
def test_anybody_can_repeat_a_draw(cast: Cast) -> None:
    leads, sara = turn_away(cast, 9, 8), join(cast, "Sara")
    audit = start(cast, sara, seed=77)

    def first(found: list[Lead]) -> set[int]:
        by_hash = sorted(found, key=lambda lead: sha256(f"77:{lead.uuid}".encode()).hexdigest())
        return {lead.pk for lead in by_hash[:5]}

    assert drawn(audit, "rejected") == first(leads[:9])
    assert drawn(audit, "late_lost") == first(leads[9:])
    assert drawn(start(cast, sara, seed=77)) == drawn(audit)
    assert len({frozenset(drawn(start(cast, sara))) for _ in range(4)}) > 1
    assert audit.strata == {
        "rejected": {"population": 9, "set_aside": 0, "drawn": 5},
        "late_lost": {"population": 8, "set_aside": 0, "drawn": 5},
    }
    told = Event.objects.get(kind="blind_audit_started", facts__audit=str(audit.uuid)).facts
    assert (told["seed"], told["strata"]) == (77, audit.strata)


@pytest.mark.django_db
def test_nobody_judges_a_lead_that_they_had_to_do_with(cast: Cast) -> None:
    sara = join(cast, "Sara")
    strangers = turn_away(cast, 7, 5)
    owned = reject(cast, "Olga Owned", by=sara)
    passed_through = reject(cast, "Paul Passed")
    reopen(passed_through, by=cast.sven)
    assign(Lead.objects.get(pk=passed_through.pk), to=sara, by=cast.sven)
    assign(Lead.objects.get(pk=passed_through.pk), to=cast.sven, by=cast.sven)
    again = Lead.objects.get(pk=passed_through.pk)
    end(again, exit_="rejected", reason="criteria_not_met", by=cast.sven)
    noted = reject(cast, "Nora Noted")
    add_note(noted, "Met her at the fair", by=cast.mia)
    sold = let_go(cast, "Sam Sold", by=sara)

    audit = start(cast, sara, size=12)

    assert drawn(audit) == {lead.pk for lead in strangers}
    assert not drawn(audit) & {owned.pk, passed_through.pk, noted.pk, sold.pk}
    assert [audit.strata[name]["population"] for name in ("rejected", "late_lost")] == [10, 6]
    with pytest.raises(Refused, match="neither judge had to do with"):
        start(cast, cast.sven)


@pytest.mark.django_db
def test_only_leads_that_were_turned_away_and_can_be_judged(cast: Cast) -> None:
    sara = join(cast, "Sara")
    turned_away = turn_away(cast, 6, 5)
    reject(cast, "Dora Double", reason="duplicate")
    arrive(cast, "Oskar Open", owner=cast.sven, stage="mql")
    targeted = reject(cast, "Tina Target")
    Lead.objects.filter(pk=targeted.pk).update(is_targeted=True)
    audit = start(cast, sara, size=11)
    assert drawn(audit) == {lead.pk for lead in turned_away}
    assert {(one.stratum, one.stated) for one in pile(audit, sara)} == {
        ("rejected", "quality"), ("late_lost", "sales"),
    }  # fmt: skip
    assert [one.lead_id for one in pile(audit, sara)] != [one.lead_id for one in pile(audit, cast.mia)]


@pytest.mark.django_db
def test_one_judge_of_each_side_and_those_who_know_the_fewest(cast: Cast) -> None:
    turn_away(cast, 6, 6)
    sara = join(cast, "Sara")
    found = candidates(FIRST, LAST)
    assert named(found) == {"marketing": cast.mia, "sales": sara}
    assert [one.user.name for one in found["sales"]] == ["Sara", "Ava", "Sven", "Olga"]
    assert [one.known for one in found["sales"]] == [0, 0.5, 0.5, 0]
    wrong = [
        {"marketing": sara, "sales": cast.sven}, {"marketing": cast.mia, "sales": cast.vera},
        {"marketing": cast.olga, "sales": cast.olga}, {"marketing": cast.mia, "sales": None},
    ]  # fmt: skip
    for judges in wrong:
        with pytest.raises(Refused):
            actions.start(FIRST, LAST, by=cast.olga, **judges)
    with pytest.raises(Refused, match="Draw 10 to 200 leads"):
        start(cast, sara, size=9)
    with pytest.raises(Refused, match="Your role"):
        actions.start(FIRST, LAST, by=cast.ava, marketing=cast.mia, sales=sara)
    assert not BlindAudit.objects.exists()
