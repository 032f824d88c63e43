"""The cohort: the leads that a question is about, one row for each chain of recycled leads."""

from __future__ import annotations

from sqlglot import exp

from detente.analytics.dialects import read
from detente.analytics.fields import field
from detente.analytics.filters import FIRST_LEADS, LATEST_OF_SEVERAL
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
        " f.milestone, f.exit, f.exit_from, f.closed_at, f.reached_rank, f.mql_at, f.sal_at, f.sql_at,"
        " f.proposal_at, f.won_at, f.last_move_at, f.last_attempt_at, f.last_touch_at"
        f" FROM ({FIRST_LEADS.format(leads='leads')}) AS f WHERE f.arrived_at IS NOT NULL"
    )
    assert isinstance(tree, exp.Select)
    tree = _grouped(tree, shape)
    if shape.has_from:
        tree = tree.where(read("f.arrived_at >= $from_at"))
    return tree.where(read("f.arrived_at < $to_at")) if shape.has_to else tree


def _grouped(tree: exp.Select, shape: Shape) -> exp.Select:
    if shape.by is None or not field(shape.by).is_of_leads:
        return tree.select(read("CAST(NULL AS VARCHAR) AS group_key"))
    by = field(shape.by)
    key = readdressed(read(by.expression), "f")
    if by.of == "latest":
        latest = read(LATEST_OF_SEVERAL.format(leads="leads"))
        assert isinstance(latest, exp.Select)
        tree = tree.join(
            latest.subquery("n"), on="n.chain_id = f.chain_id", join_type="left", dialect="duckdb"
        )
        key = _of_latest(key)
    return tree.select(exp.alias_(key, "group_key"))


def _of_latest(key: exp.Expression) -> exp.Expression:
    """The same of the latest lead of the chain, where it has several."""
    for column in list(key.find_all(exp.Column)):
        if column.table == "f":
            name = column.name
            column.replace(read(f"CASE WHEN n.chain_id IS NULL THEN f.{name} ELSE n.{name} END"))
    return key


def readdressed(expression: exp.Expression, alias: str) -> exp.Expression:
    """The field's expression over another alias than `l`."""
    for column in expression.find_all(exp.Column):
        if column.table == "l":
            column.set("table", exp.to_identifier(alias))
    return expression
