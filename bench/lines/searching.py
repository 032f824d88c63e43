"""Search as one types, for who may open all and for who may open a twentieth."""

from __future__ import annotations

from bench.table import Line, interleaved

WITHIN = 100
TYPED = (
    "person {middle}", "person", "pers", "company {third}", "compan", "{middle}@company", "person{middle}",
    "campaign 7", "zzzz", "p", "person comp",
)  # fmt: skip


def measure(leads: int) -> list[Line]:
    """The slowest of a dozen questions is what counts."""
    return [
        _slowest("search, who may open all", "all", leads),
        _slowest("search, who may open a twentieth", "own", leads),
    ]


def _slowest(goal: str, scope: str, leads: int) -> Line:
    from django.db import connection

    from detente.crm.models import User
    from detente.crm.search.finding import find

    user = User.objects.order_by("pk")[3]
    user.scope = scope
    taken: dict[str, float] = {}
    for pattern in TYPED:
        text = pattern.format(middle=leads // 2, third=leads // 3)
        taken[text], _ = interleaved(
            lambda text=text: find(text, user, most=5), connection.ensure_connection, 5
        )
    worst = max(taken, key=lambda text: taken[text])
    is_ = f"the target; slowest: {worst}, median {sorted(taken.values())[len(taken) // 2]:.0f} ms"
    return Line(goal, taken[worst], WITHIN, "ms", at_most=1, limit_is=is_)
