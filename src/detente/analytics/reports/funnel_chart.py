"""The funnel drawn: a bar for each milestone, labelled with its count and its step rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.analytics import theme
from detente.analytics.answer import Answer, Chart, Row
from detente.analytics.fields import group_name
from detente.analytics.language import marked, say, say_many
from detente.analytics.reports.funnel_columns import columns, complete
from detente.analytics.reports.funnel_places import places_chart
from detente.analytics.stats.intervals import FEWEST
from detente.analytics.wording import count, percent

if TYPE_CHECKING:
    import altair as alt

MOST_GROUPS = 12

_MILESTONES = (
    ("inquiry", marked("Inquiry"), "marketing", None),
    ("mql", marked("MQL"), "marketing", "mql_rate"),
    ("sal", marked("SAL"), "sales", "sal_rate"),
    ("sql", marked("SQL"), "sales", "sql_rate"),
    ("proposal", marked("Proposal"), "sales", "proposal_rate"),
    ("won", marked("Won"), "sales", "won_step_rate"),
)


def draw(answer: Answer) -> tuple[Chart, ...]:
    """The whole funnel; then where the leads stand or ended, or when grouped a small funnel for each large group."""
    by = answer.query.by
    whole = complete(_added(answer.rows, [column.name for column in columns() if column.unit == "count"]))
    funnel = _funnel(_bars(whole), _described(whole))
    if by is not None and len(answer.rows) > 1:
        return funnel, _multiples(answer, by)
    return funnel, places_chart(whole)


def _added(rows: tuple[Row, ...], names: list[str]) -> Row:
    days = {name: None for row in rows for name in row if name.endswith(("_days", "_p75", "_p90"))}
    return days | {name: sum(row[name] for row in rows) for name in names}


def _bars(row: Row, **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "milestone": say(label),
            "team": team,
            "leads": row[name],
            "label": _label(row, name, rate),
            "share": row[name] / row["leads"] if row["leads"] else 0,
        }
        | more
        for name, label, team, rate in _MILESTONES
    ]


def _label(row: Row, name: str, rate: str | None) -> str:
    share = row[rate] if rate else None
    return count(row[name]) if share is None else f"{count(row[name])} · {percent(share)}"


def _described(row: Row) -> str:
    parts = ", ".join(f"{count(row[name])} {say(label)}" for name, label, _, _ in _MILESTONES)
    return say_many(
        "Funnel of %(n)s lead: reached %(parts)s; each label gives the share of the step before.",
        "Funnel of %(n)s leads: reached %(parts)s; each label gives the share of the step before.",
        row["leads"], parts=parts,
    )  # fmt: skip


def _layers(base: alt.Chart, x: alt.X, *, height: int) -> tuple[alt.Chart, alt.Chart]:
    import altair as alt

    order = [say(label) for _, label, _, _ in _MILESTONES]
    base = base.encode(y=alt.Y("milestone:N", sort=order, title=None), x=x)
    colour = alt.Color("team:N", legend=None, scale=alt.Scale(
        domain=["marketing", "sales"], range=[theme.MARKETING, theme.SALES]))  # fmt: skip
    tips = [alt.Tooltip("milestone:N", title=say("Milestone")), alt.Tooltip("label:N", title=say("Leads"))]
    return (
        base.mark_bar(height=height).encode(color=colour, tooltip=tips),
        base.mark_text(align="left", dx=6).encode(text="label:N"),
    )


def _funnel(bars: list[dict[str, Any]], description: str) -> Chart:
    import altair as alt

    x = alt.X("leads:Q", title=None, axis=None, scale=alt.Scale(zero=True))
    layers = _layers(alt.Chart(alt.Data(values=bars)), x, height=24)
    chart = alt.layer(*layers).properties(
        width="container",
        height=220,
        description=description,
        title=theme.title(say("How far they came (share of the step before)")),
    )
    return _finished(chart)


def _multiples(answer: Answer, by: str) -> Chart:
    import altair as alt

    largest = sorted(answer.rows, key=lambda row: -row["leads"])[:MOST_GROUPS]
    kept = [row for row in answer.rows if row in largest]
    bars = [bar for row in kept for bar in _bars(row, group=group_name(row[by]))]
    order = list(dict.fromkeys(bar["group"] for bar in bars))
    x = alt.X("share:Q", title=None, axis=None, scale=alt.Scale(domain=[0, 1.6]))
    layered = alt.layer(*_layers(alt.Chart(), x, height=12), data=alt.Data(values=bars))
    chart = (
        layered.properties(width=220, height=120)
        .facet(facet=alt.Facet("group:N", sort=order, title=None), columns=3)
        .properties(description=_multiples_described(answer, kept, by))
    )
    return _finished(chart)


def _multiples_described(answer: Answer, kept: list[Row], by: str) -> str:
    judged = [row for row in kept if row["won_rate"] is not None]
    shown = say("%(number)s groups", number=len(kept))
    if len(kept) < len(answer.rows):
        shown = say("%(some)s of %(all)s groups", some=len(kept), all=len(answer.rows))
    if not judged:
        return say(
            "Small funnels of %(groups)s, each with fewer than %(few)s leads.", groups=shown, few=FEWEST
        )
    best = max(judged, key=lambda row: row["won_rate"])
    return say(
        "Small funnels of %(groups)s, each as shares of its leads; the highest won rate shown is %(share)s for "
        "%(group)s.",
        groups=shown, share=percent(best["won_rate"]), group=group_name(best[by]),
    )  # fmt: skip


def _finished(chart: Any) -> Chart:
    spec: Chart = chart.to_dict(validate=False)
    return spec | {"config": theme.config()}
