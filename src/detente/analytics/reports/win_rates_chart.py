"""Win rates drawn: a dot and its interval for each group."""

from __future__ import annotations

from detente.analytics import theme
from detente.analytics.answer import Answer, Chart
from detente.analytics.fields import field, group_name
from detente.analytics.language import say
from detente.analytics.reports.dots import MOST, Dot, dots_chart, labelled
from detente.analytics.wording import inside, percent


def draw(answer: Answer) -> tuple[Chart, ...]:
    """The groups with a rate, by size; by rate where one stands apart."""
    by = str(answer.query.by)
    rows = [row for row in answer.rows if row["win_rate"] is not None][:MOST]
    if not rows:
        return ()
    if any(row["stands"] for row in rows) and not field(by).is_ordered:
        rows.sort(key=lambda row: -row["win_rate"])
    dots = [
        Dot(
            group_name(row[by]), row["win_rate"], row["win_low"], row["win_high"],
            labelled(row["win_rate"], row["won"], row["deals"]), is_apart=bool(row["stands"]),
        )
        for row in rows
    ]  # fmt: skip
    middle = answer.total["won"] / answer.total["deals"]
    low, high = min(dots, key=lambda dot: dot.share), max(dots, key=lambda dot: dot.share)
    described = say(
        "Win rate by %(field)s, %(groups)s groups: from %(low)s (%(lowest)s) to %(high)s (%(highest)s), %(middle)s of "
        "all.",
        field=inside(field(by).label), groups=len(dots), low=percent(low.share), lowest=low.group,
        high=percent(high.share), highest=high.group, middle=percent(middle),
    )  # fmt: skip
    title = say("Won, of the deals closed (95 %% interval)")
    return (dots_chart(dots, middle=middle, title=title, description=described, hue=theme.SALES),)
