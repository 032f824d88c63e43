"""An audit with one finding of each kind, hostile values in every place, and its result."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from detente.analytics.audit.evidence import Evidence, from_rows
from detente.analytics.audit.finding import Breakdown, Check, Clean, Cost, Finding, Rows, Skipped
from detente.analytics.audit.funnel import funnel
from detente.analytics.audit.picture import (
    Join,
    Picture,
    PicturedColumn,
    PicturedFile,
    PicturedStage,
    Question,
)
from detente.analytics.audit.result import Document, build
from detente.analytics.audit.run import audit

HOSTILE = (
    '<script>alert(1)</script>"\'&#[*_`$x$ =cmd|"/c calc"!A0 {{ 7*7 }} {% raw %} \\u202e\u202e\x1b[31m\x00'
)
LEADS = 1_234


def evidence() -> Evidence:
    """Leads of two owners and two sources; the last lead's every text is hostile."""
    leads: list[dict[str, Any]] = [
        {"lead": f"L{nth}", "file_no": 1, "row_no": nth + 2, "name": f"Ida Berg {nth}",
         "email": f"ida{nth}@berg.example",
         "owner": ("Mara Lind", "Jo Falk")[nth % 2], "source": ("Web", "Fair")[nth % 2],
         "created_at": datetime(2026, 1, 1 + nth % 28)}
        for nth in range(LEADS)
    ]  # fmt: skip
    leads[-1] |= dict.fromkeys(("name", "email", "source", "status", "company"), HOSTILE)
    held = from_rows({"leads": leads[:50]}, as_of=datetime(2026, 2, 1), currency="EUR")
    held.connection.execute("INSERT INTO leads BY NAME SELECT * FROM (SELECT unnest($rows, recursive := true))",
                            {"rows": leads[50:]})  # fmt: skip
    return held


def _rows() -> Rows:
    return Rows("leads", "SELECT lead, name, owner, source, created_at FROM leads ORDER BY row_no DESC",
                {"lead": "Lead", "name": "Name", "owner": "Owner", "source": "Source", "created_at": "Created"},
                personal=("name", "owner"))  # fmt: skip


def _costly(_: Evidence) -> Finding:
    cost = Cost(1_234_567.0, "EUR", f"617 leads at 2,000.92 EUR each ({HOSTILE})", 900_000.0, 1_500_000.0)
    return Finding(f"617 leads of Mara Lind were never touched {HOSTILE}", 617, LEADS, "leads", cost=cost, rows=_rows(),
                   todo="Ask Mara Lind today")  # fmt: skip


def _estimated(_: Evidence) -> Finding:
    labels = {
        "source": "Source",
        "owner": "Owner",
        "n": "Leads",
        "won_rate": "Won",
        "low": "From",
        "high": "To",
    }
    rows = (
        {"source": "Web", "owner": "Jo Falk", "n": 617, "won_rate": 0.123, "low": 0.099, "high": 0.151},
        {"source": HOSTILE, "owner": None, "n": 3, "won_rate": None, "low": None, "high": None},
    )
    return Finding("12.3 % of the leads from Web were won", 76, 617, "leads", "estimated", (0.099, 0.151),
                   breakdowns=(Breakdown(f"By source {HOSTILE}", labels, rows),), weight=2.0)  # fmt: skip


def _sign(_: Evidence) -> Finding:
    return Finding("8 fields were filled in afterwards", 8, 0, "fields", "a sign")


def check(slug: str, group: Any, find: Any) -> Check:
    """A check without needs."""
    return Check(slug, group, f"The {slug} one", "Why it matters.", "What to do.", (), find, "All is well.")


CHECKS = (
    check("costly", "process", _costly),
    check("estimated", "goals", _estimated),
    check("sign", "capture", _sign),
    check("clean", "capture", lambda _: Clean(f"No field is constant {HOSTILE}")),
    check("skipped", "goals", lambda _: Skipped("Fewer than 10 deals were won: 10 would allow it")),
)

PICTURE = Picture(
    files=(
        PicturedFile(1, f"{HOSTILE}.csv", "other", "leads", "leads", LEADS, 2,
                     (PicturedColumn("Name", "name", "text", LEADS), PicturedColumn(HOSTILE, None, "text", 5))),
        PicturedFile(2, "odd.csv", "other", "", None, 7, 0),
    ),
    joins=(Join("leads", "owner", "users", "name", LEADS, 617),),
    stages=(PicturedStage("leads", HOSTILE, 1, None, None, False, 1),),
    questions=(Question("leads.csv", "Created", "order", "Is 3/4/2026 day first?", ("dmy", "mdy"), (), "dmy"),),
    notes=(HOSTILE,),
    passed_over=(("Ida Berg.doc", "no table"),),
)  # fmt: skip


def result(*, redact: bool = False, rows: int = 10) -> Document:
    """The whole result."""
    with evidence() as held:
        held.notes = PICTURE.notes
        answer = audit(held, checks=CHECKS, strict=True)
        return build(answer, held, picture=PICTURE, funnel=funnel(held), rows=rows, redact=redact)
