"""Draws gallery.html with a small cast and fixed numbers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import altair as alt
from django import forms
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.utils.safestring import mark_safe

from detente.web.toasts import toast

NOW = datetime(2026, 11, 20, 14, 2, tzinfo=UTC)
MAYA = SimpleNamespace(
    pk=0,
    uuid="maya",
    is_vendor=False,
    name="Maya Lindqvist",
    email="maya@northwind.example",
    team="inside_sales",
    role="sdr",
    may=lambda ability: True,
)


class AttemptForm(forms.Form):
    """A form with each kind of field."""

    channel = forms.ChoiceField(choices=[("call", "Call"), ("mail", "Mail"), ("meeting", "Meeting")])
    said = forms.CharField(
        label="What was said", widget=forms.Textarea, required=False, help_text="Both teams read it."
    )
    amount = forms.DecimalField(label="Amount")
    on = forms.DateField(label="Call back on", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    interested = forms.BooleanField(label="They want a proposal", required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    """All components in the shell."""
    request.user = MAYA
    toast(request, "Nadia Okafor moved to Sales qualified.", undo_url="/undo/")
    template = engines["jinja2"].env.from_string((Path(__file__).parent / "gallery.html").read_text())
    shown = {"request": request, "csrf_token": get_token(request), "csrf_input": mark_safe(""), **_shown()}
    return HttpResponse(template.render(shown))


def fail(request: HttpRequest) -> HttpResponse:
    """Breaks, to show the page for it."""
    raise RuntimeError("broken on purpose")


def _shown() -> dict[str, object]:
    wrong = AttemptForm({"channel": "call", "amount": "about 5"})
    return {"steps": STEPS, "days": DAYS, "leads": LEADS, "columns": COLUMNS, "board": _board(), "spec": _chart(),
            "form": AttemptForm(), "wrong": wrong, "accounts": ACCOUNTING}  # fmt: skip


STEPS = [
    {"label": "Inquiry", "team": "marketing", "state": "done", "note": "2 d"},
    {"label": "Marketing qualified", "team": "marketing", "state": "done", "note": "5 h"},
    {"label": "Accepted", "team": "inside_sales", "state": "done", "note": "1 d"},
    {"label": "Sales qualified", "team": "inside_sales", "state": "now", "note": "for 3 d"},
    {"label": "Discovery", "team": "sales", "state": "next"},
    {"label": "Proposal", "team": "sales", "state": "next"},
    {"label": "Negotiation", "team": "sales", "state": "next"},
    {"label": "Won", "team": "sales", "state": "next"},
]


def _entry(
    hours: float, team: str, mark: str, title: str, by: str = "", words: str = "", tone: str = ""
) -> dict:
    at = NOW - timedelta(hours=hours)
    return {"at": at, "team": team, "mark": mark, "by": by, "words": words, "tone": tone, "recorded_at": at,
            "title": mark_safe(title)}  # fmt: skip


DAYS = [
    (NOW.date(), [
        _entry(0.2, "inside_sales", "call", "Called: <b>connected</b>, interested", "Maya Lindqvist",
               "Their contract ends in March. Wants to compare two proposals before Christmas; asked who else in food "
               "logistics uses it."),
        _entry(2, "inside_sales", "handover", "Accepted", "Maya Lindqvist", tone="handover"),
        _entry(5, "marketing", "touch", "Opened the pricing sheet · <b>Autumn webinar</b>"),
    ]),
    (NOW.date() - timedelta(days=3), [
        _entry(76, "marketing", "touch", "Filled in the survey: switching in Q1 · <b>Autumn webinar</b>"),
        _entry(77, "marketing", "defect", "Bounced: the address does not exist", "Tomas Berg", tone="late"),
    ]),
]  # fmt: skip
LEADS = [
    ("Maya Lindqvist", "Northwind Foods", "Sales qualified", "inside_sales", "Jonas Weber", 74, 1250000, 0.2),
    ("Nadia Okafor", "Baltic Freight", "Proposal", "sales", "Priya Shah", 88, 4800000, 30),
    ("Tom Ericsson", "Hallstatt Energy and Water Cooperative", "Inquiry", "marketing", "", 12, None, 52),
    ("Lucía Fernández", "Olivar del Sur", "Marketing qualified", "marketing", "Jonas Weber", 61, None, 400),
]
COLUMNS = [
    {"key": "name", "label": "Lead", "sortable": True},
    {"key": "stage", "label": "Stage", "sortable": True},
    {"key": "owner", "label": "Owner", "sortable": True},
    {"key": "score", "label": "Score", "numeric": True, "sortable": True},
    {"key": "value", "label": "Value", "numeric": True, "sortable": True},
    {"key": "moved", "label": "Last moved", "numeric": True, "sortable": True},
]
ACCOUNTING = [
    {"label": "Stored", "count": 7214, "href": "/"},
    {"label": "Merged into a record we had", "count": 611, "href": "/"},
    {"label": "Rejected, with the reason", "count": 175, "href": "/", "tone": "late"},
    {"label": "Read from the file", "count": 8000, "total": True},
]
_STAGES = (
    ("inquiry", "Inquiry", "i", "marketing", 412, None), ("mql", "Marketing qualified", "q", "marketing", 96, None),
    ("sal", "Accepted", "a", "inside_sales", 41, None), ("sql", "Sales qualified", "s", "inside_sales", 24, "€310K"),
    ("discovery", "Discovery", "d", "sales", 18, "€402K"), ("proposal", "Proposal", "p", "sales", 9, "€266K"),
    ("won", "Won", "w", "sales", 31, "€1.1M"),
)  # fmt: skip


def _card(stage: str, number: int, name: str, company: str, stale: bool = False) -> dict:
    return {"id": f"{stage}-{number}", "move_url": "/moved/", "name": name, "company": company, "stale": stale,
            "refusals": {"won": "Only a deal can be won. Open a deal first."}}  # fmt: skip


def _board() -> list[dict]:
    names = [
        ("Maya Lindqvist", "Northwind Foods"),
        ("Nadia Okafor", "Baltic Freight"),
        ("Tom Ericsson", "Hallstatt"),
    ]
    return [
        {"stage": code, "label": label, "letter": letter, "team": team, "count": count, "value": value,
         "note": "median 4 days",
         "cards": [_card(code, n, *names[n], stale=n == 1) for n in range(0 if code == "won" else 2 + place % 2)]}
        for place, (code, label, letter, team, count, value) in enumerate(_STAGES)
    ]  # fmt: skip


def _chart() -> dict:
    rows = [{"source": source, "leads": leads} for source, leads in
            (("Organic search", 2296), ("Paid search", 1586), ("Referral", 284), ("Trade shows", 118))]  # fmt: skip
    bars = alt.Chart(alt.Data(values=rows)).mark_bar(color="#0f766e", height=18).encode(
        x=alt.X("leads:Q", axis=None, scale=alt.Scale(zero=True)), y=alt.Y("source:N", sort="-x", title=None),
        tooltip=["source:N", "leads:Q"])  # fmt: skip
    words = bars.mark_text(align="left", dx=4, color="#191c20").encode(text=alt.Text("leads:Q", format=","))
    return (bars + words).properties(width="container", height=140).configure_view(stroke=None).to_dict()
