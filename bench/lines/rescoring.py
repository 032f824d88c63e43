"""All open leads scored anew by the playbook in effect, stored and all, against the bare reading of the same rows."""

from __future__ import annotations

import time

from bench.table import Line

SECONDS = 30.0
"""For a million leads, on a quiet machine."""


def measure(leads: int) -> list[Line]:
    """The first time, when every row is new; and again a month later, when most of what they did has faded."""
    from detente.crm.models import LeadScore
    from detente.crm.scoring.actions import rescore_all

    LeadScore.objects.all().delete()
    least = SECONDS * max(leads, 100_000) / 1_000_000
    lines = []
    for goal, told in (("score all open leads the first time", ""), ("score all of them anew", "")):
        begun = time.perf_counter()
        found = rescore_all()
        taken = time.perf_counter() - begun
        per_second = f"the target; {found.leads / taken:,.0f} leads a second, {found.changed:,} changed{told}"
        lines.append(Line(goal, taken, least, "s", at_most=1, limit_is=per_second))
    return lines
