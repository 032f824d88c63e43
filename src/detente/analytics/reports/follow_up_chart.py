"""Follow-up drawn: the share tried within an hour for each group, and after how many attempts trying stopped."""

from __future__ import annotations

from detente.analytics import theme
from detente.analytics.answer import Answer, Chart
from detente.analytics.fields import field, group_name
from detente.analytics.language import marked, say
from detente.analytics.reports.dots import MOST, Dot, dots_chart, labelled
from detente.analytics.reports.stacks import Part, stacks_chart
from detente.analytics.wording import inside, percent

_STOPS = (
    ("given_up_1", marked("1 attempt")), ("given_up_2", marked("2 attempts")), ("given_up_3", marked("3 attempts")),
    ("given_up_4", marked("4 or 5 attempts")), ("given_up_6", marked("6 attempts or more")),
)  # fmt: skip


def draw(answer: Answer) -> tuple[Chart, ...]:
    """How soon; then where it stops, where anybody stopped."""
    found = [_soon(answer), _stops(answer)]
    return tuple(chart for chart in found if chart)


def _soon(answer: Answer) -> Chart | None:
    by = str(answer.query.by)
    rows = [row for row in answer.rows if row["prompt_rate"] is not None][:MOST]
    if not rows:
        return None
    if any(row["stands"] for row in rows) and not field(by).is_ordered:
        rows.sort(key=lambda row: -row["prompt_rate"])
    dots = [
        Dot(
            group_name(row[by]), row["prompt_rate"], row["prompt_low"], row["prompt_high"],
            labelled(row["prompt_rate"], row["prompt"], row["answerable"]), is_apart=bool(row["stands"]),
        )
        for row in rows
    ]  # fmt: skip
    middle = answer.total["prompt"] / answer.total["answerable"]
    low, high = min(dots, key=lambda dot: dot.share), max(dots, key=lambda dot: dot.share)
    described = say(
        "First tried within an hour of assignment by %(field)s, %(groups)s groups: from %(low)s (%(lowest)s) to "
        "%(high)s (%(highest)s), %(middle)s of all.",
        field=inside(field(by).label), groups=len(dots), low=percent(low.share), lowest=low.group,
        high=percent(high.share), highest=high.group, middle=percent(middle),
    )  # fmt: skip
    title = say("First tried within an hour of assignment (95 %% interval)")
    return dots_chart(dots, middle=middle, title=title, description=described, hue=theme.SALES)


def _stops(answer: Answer) -> Chart | None:
    total = answer.total
    if not total["given_up"]:
        return None
    name = say("given up")
    parts = [Part(say(label), name, total[key], theme.SALES) for key, label in _STOPS]
    described = say(
        "Given up without a conversation, by attempts made: %(numbers)s; %(all)s in all.",
        numbers=", ".join(f"{part.group}: {part.number}" for part in parts), all=total["given_up"],
    )  # fmt: skip
    return stacks_chart(
        parts, title=say("Given up without a conversation, by attempts made"), description=described
    )
