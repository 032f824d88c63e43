"""Filters and a vendor's scope: filtered CTEs that shadow the tables a report names.

Built as sqlglot expressions, values bound as parameters: nothing a user wrote is ever pasted
into SQL. The period is no filter: it cuts the cohort, not what happened to it later.
"""

from __future__ import annotations

from sqlglot import exp

from detente.analytics.dialects import read
from detente.analytics.fields import LEAD_TABLES, Field, field
from detente.analytics.shape import Shape

SCOPED = "scoped_leads"

FIRST_LEADS = """
SELECT t.*, coalesce(t.first_lead_id, t.lead_id) AS chain_id
FROM {leads} AS t
WHERE NOT coalesce(t.is_targeted, FALSE) AND (
    t.lead_id = coalesce(t.first_lead_id, t.lead_id)
    OR t.lead_id IN (
        SELECT o.lead_id FROM (
            SELECT r.lead_id,
                row_number() OVER (PARTITION BY r.first_lead_id ORDER BY r.arrived_at NULLS LAST, r.lead_id) AS nth
            FROM {leads} AS r
            LEFT JOIN {leads} AS f ON f.lead_id = r.first_lead_id AND NOT coalesce(f.is_targeted, FALSE)
            WHERE r.first_lead_id <> r.lead_id AND NOT coalesce(r.is_targeted, FALSE) AND f.lead_id IS NULL
        ) AS o WHERE o.nth = 1
    )
)
"""
"""One row for each chain of recycled leads: its first lead, or the earliest we have of it."""

LATEST_OF_SEVERAL = """
SELECT n.* FROM (
    SELECT t.*, coalesce(t.first_lead_id, t.lead_id) AS chain_id,
        row_number() OVER (
            PARTITION BY coalesce(t.first_lead_id, t.lead_id) ORDER BY t.arrived_at DESC NULLS LAST, t.lead_id DESC
        ) AS nth
    FROM {leads} AS t
    WHERE NOT coalesce(t.is_targeted, FALSE) AND coalesce(t.first_lead_id, t.lead_id) IN (
        SELECT r.first_lead_id FROM {leads} AS r WHERE r.first_lead_id <> r.lead_id
    )
) AS n WHERE n.nth = 1
"""
"""One row for each chain of several leads: its latest one, which says who holds it now."""

LATEST_LEADS = f"""
SELECT u.* FROM ({LATEST_OF_SEVERAL} UNION ALL
    SELECT t.*, t.lead_id AS chain_id, 1 AS nth FROM {{leads}} AS t
    WHERE NOT coalesce(t.is_targeted, FALSE) AND coalesce(t.first_lead_id, t.lead_id) = t.lead_id AND t.lead_id NOT IN (
        SELECT r.first_lead_id FROM {{leads}} AS r WHERE r.first_lead_id <> r.lead_id
    )
) AS u
"""
"""One row for each chain: its latest lead. Most chains are of one, and nothing has to be put in order."""

_CHAINS = {"first": FIRST_LEADS, "latest": LATEST_LEADS}

_SCOPE: dict[str, str] = {
    "campaigns": "t.vendor = $vendor_scope",
    "costs": "t.vendor = $vendor_scope",
    "members": "t.person_id IN (SELECT l.person_id FROM leads AS l)",
    "people": "t.person_id IN (SELECT l.person_id FROM leads AS l)",
    "accounts": "t.account_id IN (SELECT l.account_id FROM leads AS l)",
    "customers": "t.account_id IN (SELECT l.account_id FROM leads AS l)",
    "reps": "t.vendor = $vendor_scope",
    "judgements": "FALSE",
    "targets": "FALSE",
    "team_costs": "FALSE",
}
"""What a vendor's scope leaves of the tables without a lead."""

NOBODYS = frozenset({"calendars", "fx_rates", "playbooks", "reasons", "stages", "working_spans"})
"""Tables that no scope cuts: they tell of nobody."""

_OF_LEADS = "t.lead_id IN (SELECT l.lead_id FROM leads AS l)"


def cuts(shape: Shape) -> frozenset[str]:
    """The tables that the question's filters and scope cut."""
    cut: frozenset[str] = frozenset()
    for name, _ in shape.filters:
        cut |= field(name).cuts
    return cut | (LEAD_TABLES | _SCOPE.keys() | {"leads"} if shape.is_scoped else frozenset())


def shadows(shape: Shape, tables: frozenset[str]) -> list[tuple[str, exp.Expression]]:
    """Named queries to stand before a report that reads these tables, leads first."""
    cut = cuts(shape)
    if not cut:
        return []
    scope = " WHERE t.vendor = $vendor_scope" if shape.is_scoped else ""
    found = [(SCOPED, read(f"SELECT t.* FROM main.leads AS t{scope}")), ("leads", _cut_leads(shape))]
    for table in sorted((tables & cut) - {"leads"}):
        found.append((table, _cut_table(table, shape)))
    return found


def _cut_leads(shape: Shape) -> exp.Expression:
    tree = read(f"SELECT t.* FROM {SCOPED} AS t")
    assert isinstance(tree, exp.Select)
    for number, (name, nulls) in enumerate(shape.filters):
        if not field(name).is_of_leads:
            continue
        chains = read(f"SELECT l.chain_id FROM ({_CHAINS[field(name).of].format(leads=SCOPED)}) AS l")
        assert isinstance(chains, exp.Select)
        chains = chains.where(condition(field(name), number, nulls))
        tree = tree.where(exp.In(this=read("coalesce(t.first_lead_id, t.lead_id)"), query=chains.subquery()))
    return tree


def condition(which: Field, number: int, nulls: tuple[bool, ...]) -> exp.Expression:
    """Any of the values: `is null` for the unknown, a parameter for each other one."""
    expression = read(which.expression)
    tests: list[exp.Expression] = [
        exp.Is(this=expression.copy(), expression=exp.null()) if is_null
        else exp.EQ(this=expression.copy(), expression=exp.Placeholder(this=parameter(number, place)))
        for place, is_null in enumerate(nulls)
    ]  # fmt: skip
    either = exp.or_(*tests)
    assert isinstance(either, exp.Expression)
    return either


def parameter(number: int, place: int) -> str:
    """Name of the parameter that holds value `place` of filter `number`."""
    return f"where_{number}_{place}"


def _cut_table(table: str, shape: Shape) -> exp.Expression:
    if table == "deals":
        return _cut_deals(shape)
    kept = _SCOPE.get(table) if shape.is_scoped and table in _SCOPE else _OF_LEADS
    return read(f"SELECT t.* FROM main.{table} AS t WHERE {kept}")


def _cut_deals(shape: Shape) -> exp.Expression:
    """Deals of the leads that are left, where leads are cut at all; then by what a deal itself says."""
    tree = read("SELECT d.* FROM main.deals AS d")
    assert isinstance(tree, exp.Select)
    if shape.is_scoped or any(field(name).is_of_leads for name, _ in shape.filters):
        tree = tree.where(read("d.lead_id IN (SELECT l.lead_id FROM leads AS l)"))
    for number, (name, nulls) in enumerate(shape.filters):
        if field(name).of == "deal":
            tree = tree.where(condition(field(name), number, nulls))
    return tree
