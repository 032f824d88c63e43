"""Differences between groups in words, for every report that compares shares."""

from __future__ import annotations

from collections.abc import Sequence

from detente.analytics.answer import Caution, Row
from detente.analytics.fields import group_name
from detente.analytics.language import say, say_many
from detente.analytics.stats.comparison import Compared, Difference
from detente.analytics.wording import listed, percent

MOST = 2


def named(found: Sequence[Difference], label: str) -> str:
    """'Ada goes with more answers in time (95.0 % v 61.2 % of the rest); 2 more stand apart.'"""
    groups = list(dict.fromkeys(one.group for one in found))
    said = [_told(group, found, label) for group in groups[:MOST]]
    if more := len(groups[MOST:]):
        said.append(say_many("%(n)s more stands apart", "%(n)s more stand apart", more))
    return f"{'; '.join(said)}."


def _told(group: str | None, found: Sequence[Difference], label: str) -> str:
    own = [one for one in found if one.group == group]
    what = listed([against(one, is_first=not nth) for nth, one in enumerate(own[:MOST])])
    if group:
        return say("%(group)s goes with %(what)s", group=group_name(group), what=what)
    return say("Those without a %(field)s go with %(what)s", field=label, what=what)


def against(one: Difference, *, is_first: bool) -> str:
    """'fewer wins (2.4 % v 11.3 % of the rest)'; only the first says what the second share is of."""
    what = say(one.measure.more if one.is_more else one.measure.fewer)
    values = {"what": what, "share": percent(one.share), "rest": percent(one.rest)}
    if is_first:
        return say("%(what)s (%(share)s v %(rest)s of the rest)", **values)
    return say("%(what)s (%(share)s v %(rest)s)", **values)


def only_group(rows: Sequence[Row], by: str, label: str) -> str:
    """A sentence where there is a single group, which has no rest; empty where there are more."""
    if len(rows) != 1:
        return ""
    return say("%(group)s is the only %(field)s here: there is nothing to compare it with.",
               group=group_name(rows[0][by]), field=label)  # fmt: skip


def against_the_eye(found: Compared) -> list[Caution]:
    """Groups named as above the rest that stand below all together, or the other way round: why that is so."""
    return [
        Caution(say(
            "%(group)s: %(what)s, although all together have %(middle)s. Groups that stand further apart are no part "
            "of the rest that it is compared with.",
            group=group_name(one.group), what=against(one, is_first=True), middle=percent(one.middle)))
        for one in found.differences
        if one.middle is not None and (one.share > one.middle) != one.is_more
    ]  # fmt: skip


def scope(found: Compared) -> str:
    """'5 groups, 10 comparisons'."""
    groups = say_many("%(n)s group", "%(n)s groups", found.groups)
    comparisons = say_many("%(n)s comparison", "%(n)s comparisons", found.comparisons)
    return f"{groups}, {comparisons}"
