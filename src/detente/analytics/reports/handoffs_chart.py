"""Handoffs drawn: acceptance with its interval for each group; by reason, how many came back and for which side."""

from __future__ import annotations

from detente.analytics import theme
from detente.analytics.answer import Answer, Chart, Row
from detente.analytics.fields import field, group_name
from detente.analytics.language import say
from detente.analytics.reports.dots import MOST, Dot, dots_chart, labelled
from detente.analytics.reports.stacks import Part, stacks_chart
from detente.analytics.wording import inside, percent


def draw(answer: Answer) -> tuple[Chart, ...]:
    """Acceptance, where there is a rate; then what came back."""
    charts = []
    if rows := [row for row in answer.rows if row["acceptance_rate"] is not None][:MOST]:
        charts.append(_accepted(answer, rows))
    if rows := [row for row in answer.rows if row["came_back"]][:MOST]:
        charts.append(_back(answer, rows))
    return tuple(reversed(charts)) if answer.query.by == "reason" else tuple(charts)


def _accepted(answer: Answer, rows: list[Row]) -> Chart:
    by = str(answer.query.by)
    if any(row["stands"] for row in rows) and not field(by).is_ordered:
        rows = sorted(rows, key=lambda row: -row["acceptance_rate"])
    dots = [
        Dot(
            group_name(row[by]), row["acceptance_rate"], row["acceptance_low"], row["acceptance_high"],
            labelled(row["acceptance_rate"], row["accepted"], row["answered"]), is_apart=bool(row["stands"]),
        )
        for row in rows
    ]  # fmt: skip
    middle = answer.total["accepted"] / answer.total["answered"]
    low, high = min(dots, key=lambda dot: dot.share), max(dots, key=lambda dot: dot.share)
    described = say(
        "Accepted of those answered by %(field)s, %(groups)s groups: from %(low)s (%(lowest)s) to %(high)s "
        "(%(highest)s), %(middle)s of all.",
        field=inside(field(by).label), groups=len(dots), low=percent(low.share), lowest=low.group,
        high=percent(high.share), highest=high.group, middle=percent(middle),
    )  # fmt: skip
    title = say("Accepted, of the handoffs answered (95 %% interval)")
    return dots_chart(dots, middle=middle, title=title, description=described, hue=theme.SALES)


def _back(answer: Answer, rows: list[Row]) -> Chart:
    by = str(answer.query.by)
    told = (
        ("back_for_quality", say("the lead"), theme.MARKETING), ("back_for_sales", say("selling"), theme.SALES),
        ("back_for_unknown", say("neither side"), theme.EDGE),
    )  # fmt: skip
    parts = [
        Part(group_name(row[by]), label, row[name], hue) for row in rows for name, label, hue in told if row[name]
    ]  # fmt: skip
    total = answer.total
    described = say(
        "Came back to marketing by %(field)s: %(all)s in all, %(quality)s for reasons that speak of the lead, "
        "%(sales)s of selling, %(unknown)s of neither side.",
        field=inside(field(by).label), all=total["came_back"], quality=total["back_for_quality"],
        sales=total["back_for_sales"], unknown=total["back_for_unknown"],
    )  # fmt: skip
    return stacks_chart(
        parts, title=say("Came back to marketing, by what the reason speaks of"), description=described
    )
