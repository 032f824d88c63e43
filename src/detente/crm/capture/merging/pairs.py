"""What a merge means for the list of likely duplicates."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from detente.crm.capture.models import DuplicatePair, Merge
from detente.crm.people.models import User


def pair_of(object_: str, one: int, other: int) -> tuple[int, int]:
    """The two keys as a pair keeps them: the smaller first."""
    return min(one, other), max(one, other)


def settle(merge: Merge, *, by: User | None, at: datetime) -> dict[str, list[int]]:
    """The pair is merged; whoever else was like the merged record is like its survivor."""
    own = pair_of(merge.object, merge.survivor_id, merge.merged_id)
    DuplicatePair.objects.filter(object=merge.object, first_id=own[0], second_id=own[1]).update(
        state="merged", decided_at=at, by=by
    )
    found = []
    for pair in _open_pairs_of(merge.object, merge.merged_id):
        third = pair.second_id if pair.first_id == merge.merged_id else pair.first_id
        first, second = pair_of(merge.object, third, merge.survivor_id)
        new, is_new = DuplicatePair.objects.get_or_create(
            object=merge.object, first_id=first, second_id=second,
            defaults={"likeness": pair.likeness, "reasons": pair.reasons, "found_at": at},
        )  # fmt: skip
        if is_new:
            found.append(new.pk)
    return {"pairs": found}


def _open_pairs_of(object_: str, key: int) -> list[DuplicatePair]:
    either = Q(first_id=key) | Q(second_id=key)
    return list(DuplicatePair.objects.filter(either, object=object_, state="open").order_by("pk"))


def unsettle(merge: Merge) -> None:
    """The pair is to be decided again; what was inherited and not decided goes."""
    first, second = pair_of(merge.object, merge.survivor_id, merge.merged_id)
    DuplicatePair.objects.filter(
        object=merge.object, first_id=first, second_id=second, state="merged"
    ).update(state="open", decided_at=None, by=None)
    DuplicatePair.objects.filter(pk__in=merge.moved.get("pairs", []), state="open").delete()
