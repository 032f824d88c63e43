"""Scores drawn: won rate, then acceptance, with their intervals for each group; bands from the highest down."""

from __future__ import annotations

from detente.analytics import theme
from detente.analytics.answer import Answer, Chart
from detente.analytics.fields import field, group_name
from detente.analytics.language import marked, say
from detente.analytics.reports.dots import MOST, Dot, dots_chart, labelled
from detente.analytics.wording import inside, percent

_DRAWN = (
    ("won", "judged_won", "judged", theme.MARKETING, marked("Won, of leads old enough (95 %% interval)")),
    (
        "acceptance",
        "accepted",
        "answered",
        theme.SALES,
        marked("Accepted, of those answered (95 %% interval)"),
    ),
)


def draw(answer: Answer) -> tuple[Chart, ...]:
    """A picture for each rate that any group has."""
    return tuple(chart for told in _DRAWN if (chart := _chart(answer, *told)))


def _chart(answer: Answer, name: str, part: str, whole: str, hue: str, title: str) -> Chart | None:
    by = str(answer.query.by)
    rows = [row for row in answer.rows if row[f"{name}_rate"] is not None][:MOST]
    if not rows:
        return None
    dots = [
        Dot(
            group_name(row[by]), row[f"{name}_rate"], row[f"{name}_low"], row[f"{name}_high"],
            labelled(row[f"{name}_rate"], row[part], row[whole]), is_apart=by == "band",
        )
        for row in rows
    ]  # fmt: skip
    middle = answer.total[part] / answer.total[whole]
    values = {
        "field": inside(field(by).label), "all": percent(middle),
        "shares": ", ".join(f"{dot.group} {percent(dot.share)}" for dot in dots),
    }  # fmt: skip
    if name == "won":
        described = say("Share won by %(field)s: %(shares)s; %(all)s of all.", **values)
    else:
        described = say("Share accepted by %(field)s: %(shares)s; %(all)s of all.", **values)
    return dots_chart(dots, middle=middle, title=say(title), description=described, hue=hue)
