"""Whatever is merged, undone and worked on in whatever order: the union is kept, and the latest merge can be undone."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente import copy, doctor
from detente.crm.capture import actions as capture
from detente.crm.capture import merging
from detente.crm.capture.actions import Who
from detente.crm.deals import actions as deals
from detente.crm.models import (
    Account,
    CampaignMember,
    Deal,
    DealContact,
    Event,
    ExternalId,
    File,
    Lead,
    Merge,
    Person,
)
from detente.crm.objections import Refused
from detente.crm.people.actions import change_account, change_person
from tests.crm.cast import NOW, Cast
from tests.crm.history.test_random_lives import WHO, Day, a_day_of_its_own
from tests.crm.truths import check_everything

COUNTED = (Lead, Deal, ExternalId, File, Person, Account)
WORK = ("capture", "capture", "touch", "attempt", "note", "end", "reject", "reopen", "assign", "join_campaign",
        "open_deal", "open_deal_without_lead", "win", "change_person")  # fmt: skip
BLANK = {"version": 0}


class MergingDay(Day):
    """A day on which people also find out that two records are one, or that they are not."""

    def capture(self) -> None:
        """Mostly somebody new, so that there is somebody to merge."""
        if self.dice.random() < 0.5:
            super().capture()
        else:
            number = self.dice.randrange(40)
            who = Who(
                name=self.dice.choice((f"N {number}", "")), email=f"n{number}@plain.example",
                phone=self.dice.choice((None, f"+49 30 9018{number:02}")), company=f"Firm {number % 7}",
                external=self.dice.choice((None, ("fair", str(number)))),
            )  # fmt: skip
            capture.capture(who, by=self.by, stage=self.dice.choice(("inquiry", "mql")), origin=self.origin())

    def merge(self) -> None:
        """Any two, some of them merged already; each field is chosen by dice."""
        model, act = self.dice.choice(((Person, merging.merge_people), (Account, merging.merge_accounts)))
        rows = list(model.objects.filter(merged_into=None).order_by("pk"))
        survivor = self.dice.choice(rows)
        other = self.dice.choice([row for row in rows if row != survivor] or rows)
        if self.dice.random() < 0.1:
            other = self.dice.choice(list(model.objects.order_by("pk")))
        chosen = {
            side.name: self.dice.choice(("survivor", "other"))
            for side in merging.sides(survivor, other)
            if side.differs
        }
        before, counts, owners = _rows(model), _counts(), _owners()
        merge = act(survivor, other, by=self.by, chosen=chosen)
        assert _counts() == counts
        assert not _owned_by(merge.object, merge.merged_id)
        if self.dice.random() < 0.4:
            undone = merging.undo_merge(merge, by=self.by)
            assert undone.left == []
            assert (_rows(model), _counts(), _owners()) == (before, counts, owners)

    def undo(self) -> None:
        merges = list(Merge.objects.order_by("pk"))
        if merges:
            counts = _counts()
            merging.undo_merge(self.dice.choice([merges[-1], self.dice.choice(merges)]), by=self.by)
            assert _counts() == counts

    def change(self) -> None:
        person = self.dice.choice(list(Person.objects.filter(merged_into=None).order_by("pk")))
        new = self.dice.choice(({"title": "Buyer"}, {"phone": "+49 30 222222"}, {"name": "Otherwise"}))
        change_person(person, by=self.by, **new)
        account = self.dice.choice(list(Account.objects.filter(merged_into=None).order_by("pk")))
        change_account(account, by=self.by, city=self.dice.choice(("Kiel", "Lübeck")))


def _rows(model: Any) -> list[dict[str, Any]]:
    return [row | BLANK for row in model.objects.order_by("pk").values()]


def _counts() -> dict[str, int]:
    found = {model.__name__: model.objects.count() for model in COUNTED}
    kinds = ("captured", "touched", "attempted", "noted")
    return found | {kind: Event.objects.filter(kind=kind).count() for kind in kinds}


def _owners() -> list[Any]:
    """Whom everything belongs to, and which leads are open."""
    return [
        set(Lead.objects.values_list("pk", "person", "account", "closed_at", "stage")),
        set(Deal.objects.values_list("pk", "person", "account")),
        set(ExternalId.objects.values_list("pk", "object", "record_id")),
        set(CampaignMember.objects.values_list("campaign", "person", "status", "added_at", "responded_at")),
        set(DealContact.objects.values_list("deal", "person", "role")),
    ]


def _owned_by(object_: str, key: int) -> bool:
    return any(
        rows.exists()
        for rows in (
            Lead.objects.filter(**{object_: key}), Deal.objects.filter(**{object_: key}),
            ExternalId.objects.filter(object=object_, record_id=key),
            Person.objects.filter(account=key if object_ == "account" else 0),
        )
    )  # fmt: skip


ACTS: dict[str, Callable[[MergingDay], None]] = {
    **{name: getattr(MergingDay, name) for name in WORK},
    "merge": MergingDay.merge, "undo": MergingDay.undo, "change": MergingDay.change,
}  # fmt: skip
OFTEN = [*WORK, *["merge"] * 6, *["undo"] * 3, *["change"] * 2]
days = st.lists(st.tuples(st.sampled_from(OFTEN), st.integers(0, 2**20)), min_size=25, max_size=45)


def live(cast: Cast, acts: list[tuple[str, int]]) -> MergingDay:
    day = MergingDay(cast, is_watched=False)
    for seed, who in enumerate(WHO[:3]):
        capture.capture(who, by=None, at=NOW - timedelta(days=50 - seed), stage="mql")
    deals.open_deal(by=cast.ava, account=Account.objects.get(), at=NOW - timedelta(days=45))
    for number in range(6):
        who = Who(name=f"New {number}", email=f"new{number}@plain.example", company=f"Firm {number % 4}")
        capture.capture(who, by=None, stage=("inquiry", "mql")[number % 2])
    copy.rebuild()
    for act, seed in acts:
        day.dice = random.Random(seed)
        try:
            ACTS[act](day)
        except Refused as refused:
            assert str(refused).strip() and "{" not in str(refused)
    return day


def check() -> None:
    check_everything()
    copy.refresh()
    assert copy.compare() == []
    assert doctor.check_one("merges").rows == ()


@pytest.mark.django_db
@given(acts=days)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=6)
def test_nothing_is_lost_and_the_copy_follows(cast: Cast, acts: list[tuple[str, int]]) -> None:
    with a_day_of_its_own():
        live(cast, acts)
        check()


@pytest.mark.deep
@pytest.mark.django_db
@given(acts=days)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, derandomize=False)
def test_nothing_is_lost_in_many_more_lives(cast: Cast, acts: list[tuple[str, int]]) -> None:
    with a_day_of_its_own():
        live(cast, acts)
        check()


@pytest.mark.django_db
def test_the_dice_reach_merges_of_both_kinds_chains_and_undoings(cast: Cast) -> None:
    """The test above means nothing unless these happen."""
    dice = random.Random(2)
    with a_day_of_its_own():
        live(cast, [(dice.choice(OFTEN), dice.randrange(2**20)) for _ in range(160)])
        assert {merge.object for merge in Merge.objects.all()} == {"person", "account"}
        assert Merge.objects.filter(undone_at__isnull=False).exists()
        assert Person.objects.filter(merged_into__merged_into__isnull=False).exists()
        assert any(merge.moved.get("ended_lead") for merge in Merge.objects.all())
        check()
