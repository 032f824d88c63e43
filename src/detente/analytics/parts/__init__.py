"""Named queries that a report may read beside the canonical tables, each made once and shared.

`cohort`: the leads that the question is about. `standing`: where each of them stands, how far it
came, and when; `links`: the attempts that it consists of. `lead_costs`, `idle_costs`: what was
spent on them. `closings`: deals won or lost in the period. `handovers`: handoffs made in it; `pursued`:
leads that sales was to work, by the day of the buyer's action; `promised`: cases of what the teams promised each
other. `stays`: each stage that a lead stood in; `lacking`: leads that ended for what they are.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlglot import exp

from detente.analytics.closings import closings
from detente.analytics.cohort import cohort
from detente.analytics.dialects import read
from detente.analytics.given import handovers, lacking, promised, pursued
from detente.analytics.reason_sides import sides
from detente.analytics.shape import Shape
from detente.analytics.spending import spending

Named = list[tuple[str, exp.Expression]]

INLINE = frozenset({"own", "links", "viewed", "placed", "followed", "pursued"})
"""Parts that are cheaper to work out twice than to be kept (measured: see decision 60)."""

STANDING = frozenset({"standing", "links", "stays", "lacking"})
SPENDING = frozenset({"lead_costs", "idle_costs"})


def parts(shape: Shape, tables: frozenset[str]) -> Named:
    """What a report that reads these tables needs before it, in the order in which one part reads another."""
    found: Named = []
    if tables & (STANDING | {"cohort"}):
        found.append(("cohort", cohort(shape)))
    if tables & STANDING:
        found += _told("standing", shape.has_horizon)
    if "stays" in tables:
        found += _told("stays", shape.has_horizon)
    if "lacking" in tables:
        found += [
            ("reason_sides", read(sides())),
            *_told("lackings", shape.has_horizon),
            ("lacking", lacking(shape)),
        ]
    if tables & SPENDING:
        found += spending(shape)
    if "closings" in tables:
        found.append(("closings", closings(shape)))
    if "handovers" in tables:
        found.append(("handovers", handovers(shape)))
    if tables & {"pursued", "promised"}:
        for name in ("asked", "pursuing", "pursuits"):
            found += _told(name, shape.has_horizon)
    if "pursued" in tables:
        found.append(("pursued", pursued(shape)))
    if "promised" in tables:
        found += [*_told("promises", shape.has_horizon), ("promised", promised(shape))]
    return found


@cache
def _told(name: str, has_horizon: bool) -> Named:
    """The named queries of a file of ours, the last one by the file's name.

    `$has_horizon` in it is settled here, so that the engine plans what this shape of question needs and no more.
    """
    tree = read((Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8"))
    for held in list(tree.find_all(exp.Placeholder)):
        if held.this == "has_horizon":
            held.replace(exp.Boolean(this=has_horizon))
    own = tree.args["with_" if "with_" in tree.args else "with"].expressions
    last = tree.copy()
    last.set("with_" if "with_" in last.arg_types else "with", None)
    return [*((cte.alias, cte.this) for cte in own), (name, last)]
