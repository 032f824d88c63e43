"""Where the leads of the funnel stand now, and how the rest ended, as one picture that adds up to all of them."""

from __future__ import annotations

from typing import Any

from detente.analytics import theme
from detente.analytics.answer import Chart, Row
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import count, inside, percent

# Count, words, whose colour it wears: the team that works them now; what has ended wears none.
_PLACES = (
    ("open_inquiry", marked("Open at inquiry"), "marketing"),
    ("open_mql", marked("Open at MQL"), "marketing"),
    ("open_sal", marked("Open at SAL"), "sales"),
    ("open_sql", marked("Open at SQL"), "sales"),
    ("open_proposal", marked("Open at proposal"), "sales"),
    ("won", marked("Won"), "sales"),
    ("lost", marked("Lost"), "ended"),
    ("recycled", marked("Recycled"), "ended"),
    ("disqualified", marked("Disqualified"), "ended"),
    ("unreached", marked("Unreached"), "ended"),
    ("rejected", marked("Rejected"), "ended"),
    ("joined", marked("Joined"), "ended"),
)


def places_chart(row: Row) -> Chart:
    """A bar for every place where a lead of the cohort stands or ended; empty places are left out."""
    import altair as alt

    bars = _bars(row)
    colour = alt.Color("team:N", legend=None, scale=alt.Scale(
        domain=["marketing", "sales", "ended"], range=[theme.MARKETING, theme.SALES, theme.EDGE]))  # fmt: skip
    y = alt.Y("place:N", sort=[bar["place"] for bar in bars], title=None)
    x = alt.X("leads:Q", title=None, axis=None, scale=alt.Scale(zero=True))
    base = alt.Chart(alt.Data(values=bars)).encode(y=y, x=x)
    tips = [alt.Tooltip("place:N", title=say("Place")), alt.Tooltip("label:N", title=say("Leads"))]
    layers = (
        base.mark_bar(height=16).encode(color=colour, tooltip=tips),
        base.mark_text(align="left", dx=6).encode(text="label:N"),
    )
    title = theme.title(say("Where they stand now, and how the rest ended"))
    chart = alt.layer(*layers).properties(
        width="container", height=24 * max(len(bars), 1), description=_described(row, bars), title=title
    )
    spec: Chart = chart.to_dict(validate=False)
    return spec | {"config": theme.config()}


def _bars(row: Row) -> list[dict[str, Any]]:
    return [
        {
            "place": say(words),
            "team": team,
            "leads": row[name],
            "label": f"{count(row[name])} · {percent(row[name] / row['leads'])}",
        }
        for name, words, team in _PLACES
        if row[name]
    ]


def _described(row: Row, bars: list[dict[str, Any]]) -> str:
    places = ", ".join(f"{count(bar['leads'])} {inside(bar['place'])}" for bar in bars)
    return say_many("Of %(n)s lead: %(places)s.", "Of %(n)s leads: %(places)s.", row["leads"], places=places)
