"""Our macros: the few forms that engines write differently, expanded into plain SQL.

A report writes `ratio(won, leads)`; each engine gets the same meaning in its own words.
Written as sqlglot expressions, so that another dialect is a translation, not a new report.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp, parse_one

from detente.analytics.errors import BadReport

DIALECT = "duckdb"

_FORMS: dict[str, tuple[tuple[str, ...], str]] = {
    "ratio": (("a", "b"), "CASE WHEN b = 0 THEN NULL ELSE CAST(a AS DOUBLE) / b END"),
    "days_between": (("a", "b"), "(epoch_us(b) - epoch_us(a)) / 86400000000.0"),
    "micros_between": (("a", "b"), "epoch_us(b) - epoch_us(a)"),
    "quantile_exact": (("a", "b"), "quantile_cont(a, b)"),
    "local_date": (("a", "b"), "CAST(timezone(b, timezone('UTC', a)) AS DATE)"),
    # No zone is a day away from UTC, and asking for the zone of an instant is slow.
    "month_of": (
        ("a", "b"),
        "strftime(CASE WHEN day(a) BETWEEN 2 AND 27 THEN a ELSE timezone(b, timezone('UTC', a)) END, '%Y-%m')",
    ),
    "week_of": (("a", "b"), "strftime(timezone(b, timezone('UTC', a)), '%G-W%V')"),
    "seconds_between": (("a", "b"), "CAST(floor((epoch_us(b) - epoch_us(a)) / 1000000.0) AS BIGINT)"),
    "days_later": (("a", "b"), "a + to_days(CAST(b AS INTEGER))"),
    "milestone_rank": (
        ("a",),
        "CASE a WHEN 'inquiry' THEN 1 WHEN 'mql' THEN 2 WHEN 'sal' THEN 3 "
        "WHEN 'sql' THEN 4 WHEN 'proposal' THEN 5 WHEN 'won' THEN 6 ELSE 0 END",
    ),
}

MACROS: frozenset[str] = frozenset(_FORMS)
"""ratio(a, b): a / b, NULL when b is 0. days_between(a, b): days from a to b, with fractions;
micros_between: microseconds.
quantile_exact(x, q): the exact quantile, interpolated. local_date(at, zone): the day in a zone.
month_of(at, zone): 'YYYY-MM' in a zone, week_of: '2026-W07' (ISO 8601). seconds_between(a, b): whole
seconds from a to b. days_later(at, n): n times 24 hours later.
milestone_rank(m): 1 inquiry ... 6 won, 0 for an exit or nothing."""


def read(sql: str) -> exp.Expression:
    """One statement or expression of ours as a tree, with the macros still in it."""
    tree = parse_one(sql, read=DIALECT)
    assert isinstance(tree, exp.Expression)
    return tree


def expand(tree: exp.Expression) -> exp.Expression:
    """The tree with every macro replaced by what it stands for, innermost first."""
    calls = [call for call in tree.find_all(exp.Anonymous) if call.name.lower() in _FORMS]
    for call in reversed(calls):
        meant = _expanded(call)
        if call is tree:
            return meant
        call.replace(meant)
    return tree


def _expanded(call: exp.Anonymous) -> exp.Expression:
    names, form = _FORMS[call.name.lower()]
    given = call.expressions
    if len(given) != len(names):
        raise BadReport(f"{call.name} takes {len(names)} arguments ({', '.join(names)}), not {len(given)}.")
    meant = read(form).transform(_filled(dict(zip(names, given, strict=True))))
    return exp.paren(meant, copy=False) if isinstance(meant, exp.Binary) else meant


def _filled(given: dict[str, exp.Expression]) -> Callable[[exp.Expression], exp.Expression]:
    def fill(node: exp.Expression) -> exp.Expression:
        if isinstance(node, exp.Column) and not node.table and node.name in given:
            return given[node.name].copy()
        return node

    return fill


def write(tree: exp.Expression) -> str:
    """The tree as SQL of the engine."""
    return tree.sql(dialect=DIALECT)
