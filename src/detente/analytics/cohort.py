"""The cohort: the leads that a question is about, one row for each chain of recycled leads."""

from __future__ import annotations

from sqlglot import exp

from detente.analytics.dialects import read
from detente.analytics.fields import field
from detente.analytics.filters import FIRST_LEADS, LATEST_LEADS
from detente.analytics.shape import Shape

FOREVER = "CAST('9999-12-31' AS TIMESTAMP)"


def cohort(shape: Shape) -> exp.Expression:
    """The table `cohort`: the first lead of each chain, with chain_id, group_key and cutoff_at beside its own columns.

    A lead without an instant of arrival is in no period, and so in no cohort.
    `cutoff_at` is where the horizon ends the view of a lead.
    """
    cutoff = "days_later(f.arrived_at, $horizon_days)" if shape.has_horizon else FOREVER
    tree = read(
        f"SELECT f.lead_id, f.chain_id, f.source, f.playbook, f.owner_id, f.arrived_at, {cutoff} AS cutoff_at,"
        " f.milestone, f.exit, f.exit_from, f.closed_at"
        f" FROM ({FIRST_LEADS.format(leads='leads')}) AS f WHERE f.arrived_at IS NOT NULL"
    )
    assert isinstance(tree, exp.Select)
    tree = _grouped(tree, shape)
    if shape.has_from:
        tree = tree.where(read("f.arrived_at >= $from_at"))
    return tree.where(read("f.arrived_at < $to_at")) if shape.has_to else tree


def _grouped(tree: exp.Select, shape: Shape) -> exp.Select:
    if shape.by is None or field(shape.by).of == "deal":
        return tree.select(read("CAST(NULL AS VARCHAR) AS group_key"))
    by = field(shape.by)
    alias = "f" if by.of == "first" else "n"
    if by.of == "latest":
        latest = read(LATEST_LEADS.format(leads="leads"))
        assert isinstance(latest, exp.Select)
        tree = tree.join(latest.subquery("n"), on="n.chain_id = f.chain_id", dialect="duckdb")
    key = readdressed(read(by.expression), alias)
    return tree.select(exp.alias_(key, "group_key"))


def readdressed(expression: exp.Expression, alias: str) -> exp.Expression:
    """The field's expression over another alias than `l`."""
    for column in expression.find_all(exp.Column):
        if column.table == "l":
            column.set("table", exp.to_identifier(alias))
    return expression
