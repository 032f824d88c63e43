"""Where the leads of the funnel stand now, and how the rest ended, as one picture that adds up to all of them."""

from __future__ import annotations

from typing import Any

from detente.analytics import theme
from detente.analytics.answer import Chart, Row
from detente.analytics.wording import count, percent

# Count, words, whose colour it wears: the team that works them now; what has ended wears none.
_PLACES = (
    ("open_inquiry", "Open at inquiry", "marketing"),
    ("open_mql", "Open at MQL", "marketing"),
    ("open_sal", "Open at SAL", "sales"),
    ("open_sql", "Open at SQL", "sales"),
    ("open_proposal", "Open at proposal", "sales"),
    ("won", "Won", "sales"),
    ("lost", "Lost", "ended"),
    ("recycled", "Recycled", "ended"),
    ("disqualified", "Disqualified", "ended"),
    ("unreached", "Unreached", "ended"),
    ("rejected", "Rejected", "ended"),
    ("joined", "Joined", "ended"),
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
    tips = [alt.Tooltip("place:N", title="Place"), alt.Tooltip("label:N", title="Leads")]
    layers = (
        base.mark_bar(height=16).encode(color=colour, tooltip=tips),
        base.mark_text(align="left", dx=6).encode(text="label:N"),
    )
    title = theme.title("Where they stand now, and how the rest ended")
    chart = alt.layer(*layers).properties(
        width="container", height=24 * max(len(bars), 1), description=_described(row, bars), title=title
    )
    spec: Chart = chart.to_dict(validate=False)
    return spec | {"config": theme.config()}


def _bars(row: Row) -> list[dict[str, Any]]:
    return [
        {
            "place": words,
            "team": team,
            "leads": row[name],
            "label": f"{row[name]:,} · {percent(row[name] / row['leads'])}",
        }
        for name, words, team in _PLACES
        if row[name]
    ]


def _described(row: Row, bars: list[dict[str, Any]]) -> str:
    return (
        f"Of {count(row['leads'], 'lead')}: "
        + ", ".join(f"{bar['leads']:,} {bar['place'].lower()}" for bar in bars)
        + "."
    )
