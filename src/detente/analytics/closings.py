"""The closings: deals that were won or lost in the period, for reports that count deals."""

from __future__ import annotations

from sqlglot import exp

from detente.analytics.cohort import readdressed
from detente.analytics.dialects import read
from detente.analytics.fields import field
from detente.analytics.filters import FIRST_LEADS, LATEST_LEADS
from detente.analytics.shape import Shape


def closings(shape: Shape) -> exp.Expression:
    """The table `closings`: each won or lost deal with its group_key beside its own columns.

    The period is of the day of closing. A field of leads speaks for the deal's primary lead, by
    the chain that it belongs to; a deal without a lead is in the unknown group.
    """
    tree = read(
        "SELECT d.deal_id, d.lead_id, d.owner_id, d.product, d.type, d.status, d.opened_at, d.closed_at,"
        " coalesce(d.base_minor, CASE WHEN d.currency IS NULL OR d.currency = $currency"
        " THEN d.amount_minor END) AS value_minor, f.source"
        " FROM deals AS d"
        " LEFT JOIN leads AS o ON o.lead_id = d.lead_id"
        f" LEFT JOIN ({FIRST_LEADS.format(leads='leads')}) AS f"
        " ON f.chain_id = coalesce(o.first_lead_id, o.lead_id)"
        " WHERE d.status IN ('won', 'lost') AND d.closed_at IS NOT NULL"
    )
    assert isinstance(tree, exp.Select)
    tree = _grouped(tree, shape)
    if shape.has_from:
        tree = tree.where(read("d.closed_at >= $from_at"))
    return tree.where(read("d.closed_at < $to_at")) if shape.has_to else tree


def _grouped(tree: exp.Select, shape: Shape) -> exp.Select:
    if shape.by is None:
        return tree.select(read("CAST(NULL AS VARCHAR) AS group_key"))
    by = field(shape.by)
    if by.of == "latest":
        latest = read(LATEST_LEADS.format(leads="leads"))
        assert isinstance(latest, exp.Select)
        tree = tree.join(
            latest.subquery("n"),
            on="n.chain_id = coalesce(o.first_lead_id, o.lead_id)",
            join_type="left",
            dialect="duckdb",
        )
    alias = {"first": "f", "latest": "n", "deal": "d"}[by.of]
    return tree.select(exp.alias_(readdressed(read(by.expression), alias), "group_key"))
