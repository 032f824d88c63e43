"""Late discovery drawn: late leads by group and how far they came; and the share that is found out late."""

from __future__ import annotations

from detente.analytics import theme
from detente.analytics.answer import Answer, Chart
from detente.analytics.fields import field, group_name
from detente.analytics.language import say
from detente.analytics.reports.dots import MOST, Dot, dots_chart, labelled
from detente.analytics.reports.stacks import Part, stacks_chart
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.wording import inside, percent


def draw(answer: Answer) -> tuple[Chart, ...]:
    """How many late ones and how far they came; then how late they are found out."""
    return tuple(chart for chart in (_late(answer), _shares(answer)) if chart)


def _late(answer: Answer) -> Chart | None:
    by = str(answer.query.by)
    told = (
        ("late_sql", say("as far as SQL"), theme.MARKETING),
        ("late_proposal", say("as far as an offer"), theme.SALES),
    )
    rows = [row for row in answer.rows if row["late"]][:MOST]
    parts = [Part(group_name(row[by]), label, row[name], hue) for row in rows for name, label, hue in told]
    if not parts:
        return None
    total = answer.total
    described = say(
        "Found lacking after SQL by %(field)s: %(all)s in all, %(sql)s had come as far as SQL, %(proposal)s "
        "as far as an "
        "offer.", field=inside(field(by).label), all=total["late"], sql=total["late_sql"],
        proposal=total["late_proposal"],
    )  # fmt: skip
    return stacks_chart(
        parts, title=say("Found lacking after SQL, by how far they had come"), description=described
    )


def _shares(answer: Answer) -> Chart | None:
    by, total = str(answer.query.by), answer.total
    rows = [row for row in answer.rows if row["late_rate"] is not None][:MOST]
    if not rows or total["mature"] < FEWEST:
        return None
    middle = total["mature_late"] / total["mature"]
    dots = [
        Dot(
            group_name(row[by]), row["late_rate"], row["late_low"], row["late_high"],
            labelled(row["late_rate"], row["mature_late"], row["mature"]), is_apart=bool(row["stands"]),
            is_young=2 * row["mature"] < row["leads"],
        )
        for row in rows
    ]  # fmt: skip
    described = say(
        "Found out after SQL, of those found lacking and old enough, by %(field)s, %(groups)s groups: "
        "%(middle)s of all. "
        "Hollow where most are too young.",
        field=inside(field(by).label), groups=len(dots), middle=percent(middle),
    )  # fmt: skip
    title = say("Found out after SQL, share (95 %% interval)")
    return dots_chart(dots, middle=middle, title=title, description=described, hue=theme.SALES)
