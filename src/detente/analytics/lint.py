"""What a report may write: known tables, known functions, no raw forms."""

from __future__ import annotations

from sqlglot import exp

from detente.analytics.dialects import MACROS
from detente.analytics.errors import BadReport
from detente.analytics.tables import BY_NAME

PARTS = frozenset({
    "cohort", "standing", "links", "lead_costs", "idle_costs", "closings", "handovers", "pursued", "promised",
    "stays", "lacking",
})  # fmt: skip
"""What a report may read beside the canonical tables (see `parts`)."""

FUNCTIONS: frozenset[str] = MACROS | {
    "abs", "and", "case", "cast", "coalesce", "concat", "count", "exists", "greatest", "grouping", "if", "least",
    "logical_and", "logical_or", "lower", "max", "min", "nullif", "or", "row_number", "sum", "avg",
}  # fmt: skip
"""Functions that mean the same on every engine, beside our macros."""

RAW_FORMS: dict[type[exp.Expression], str] = {
    exp.Div: "divide with ratio(a, b), which knows what to do with 0",
    exp.AtTimeZone: "use local_date(at, zone)",
    exp.Star: "name the columns",
    exp.Interval: "use days_later(at, days)",
}


def check(tree: exp.Expression) -> None:
    """Raise `BadReport` at the first thing that a report may not write."""
    if not isinstance(tree, exp.Select):
        raise BadReport("A report is one SELECT.")
    _check_tables(tree)
    for node in tree.walk():
        _check_form(node)
        if isinstance(node, exp.Func):
            _check_function(node)


def tables_of(tree: exp.Expression) -> frozenset[str]:
    """Names of the tables that a tree reads, its own CTEs left out."""
    return frozenset(node.name for node in tree.find_all(exp.Table)) - _own(tree)


def _own(tree: exp.Expression) -> frozenset[str]:
    return frozenset(cte.alias for cte in tree.find_all(exp.CTE))


def _check_tables(tree: exp.Expression) -> None:
    known, own = BY_NAME.keys() | PARTS, _own(tree)
    if hidden := own & known:
        raise BadReport(
            f"A report may not name a part of its own {sorted(hidden)[0]!r}: a table has that name."
        )
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            raise BadReport(f"A report reads tables by name, not {table.sql()!r}.")
        if table.db or table.catalog:
            raise BadReport(f"Name the table {table.name!r} without a schema, so that filters can cut it.")
        if table.name not in known | own:
            raise BadReport(f"There is no table {table.name!r}. Tables: {', '.join(sorted(known))}.")


def _check_form(node: object) -> None:
    if isinstance(node, exp.Star) and isinstance(node.parent, exp.Count):
        return
    assert isinstance(node, exp.Expression)
    if advice := RAW_FORMS.get(type(node)):
        raise BadReport(f"{node.sql()!r} is a raw form that engines write differently: {advice}.")


def _check_function(node: exp.Func) -> None:
    name = (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()
    if name not in FUNCTIONS:
        raise BadReport(f"The function {name!r} is not in the list that every engine has: use one of ours.")
