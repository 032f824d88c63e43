"""How leads were given to those who work them: `handovers`, one row a handoff, `pursued`, one row a lead, `promised`.

`lacking` goes by the lead's arrival, the others by a day of their own (`dated_at`); fields of handoffs group and
filter them all.
"""

from __future__ import annotations

from sqlglot import exp

from detente.analytics.cohort import FOREVER, readdressed
from detente.analytics.dialects import read
from detente.analytics.fields import field
from detente.analytics.filters import FIRST_LEADS, LATEST_LEADS, condition
from detente.analytics.shape import Shape

_HANDOFFS = """(
    SELECT w.*, CASE WHEN w.answer = 'rejected' AND w.answered_at <= w.cutoff_at THEN 'rejected'
        WHEN w.kind = 'handed_over' AND w.nth_last = 1 AND w.answer = 'accepted' AND w.exit = 'recycled'
            AND w.closed_at <= w.cutoff_at THEN 'recycled' END AS back_as
    FROM (
        SELECT t.*, t.made_at AS dated_at, {cutoff} AS cutoff_at, l.milestone, l.exit, l.exit_reason, l.closed_at,
            l.won_at,
            row_number() OVER (
                PARTITION BY t.lead_id, t.kind
                ORDER BY CASE t.answer WHEN 'accepted' THEN 0 ELSE 1 END, t.made_at DESC, t.handoff_id DESC
            ) AS nth_last
        FROM handoffs AS t JOIN leads AS l ON l.lead_id = t.lead_id
        WHERE t.made_at IS NOT NULL
    ) AS w
)"""
"""`back_as`: it came back, refused or recycled later; the last accepted one of a lead speaks for what came after."""


_CHAINS = {"first": FIRST_LEADS, "latest": LATEST_LEADS}
"""Which lead of its chain a row is grouped by."""


def handovers(shape: Shape) -> exp.Expression:
    """The table `handovers`: each handoff made in the period, with group_key, cutoff_at and what became of its lead."""
    cutoff = "days_later(t.made_at, $horizon_days)" if shape.has_horizon else FOREVER
    reason = "CASE h.back_as WHEN 'rejected' THEN h.reason WHEN 'recycled' THEN h.exit_reason END"
    return _cut(
        f"SELECT h.*, {reason} AS back_reason FROM {_HANDOFFS.format(cutoff=cutoff)} AS h",
        shape,
    )


def pursued(shape: Shape) -> exp.Expression:
    """The table `pursued`: each lead that sales was to work whose buyer acted in the period (see pursuits.sql)."""
    return _cut("SELECT h.* FROM pursuits AS h", shape, chain="h.chain_id")


def promised(shape: Shape) -> exp.Expression:
    """The table `promised`: each case of a promise of one team to the other that counts in the period."""
    return _cut("SELECT h.* FROM promises AS h", shape, chain="h.chain_id")


def lacking(shape: Shape) -> exp.Expression:
    """The table `lacking`: each lead of the cohort that ended for what it is (see lackings.sql)."""
    return _cut("SELECT h.* FROM lackings AS h", shape)


def _cut(select: str, shape: Shape, chain: str = "") -> exp.Expression:
    """`chain` is where the rows name the first lead of theirs; where they don't, their lead is looked up."""
    lead = "" if chain else " JOIN leads AS o ON o.lead_id = h.lead_id"
    tree = read(select + lead)
    assert isinstance(tree, exp.Select)
    tree = _grouped(tree, shape, chain or "coalesce(o.first_lead_id, o.lead_id)")
    for number, (name, nulls) in enumerate(shape.filters):
        if field(name).of == "handoff":
            tree = tree.where(condition(field(name), number, nulls))
    if shape.has_from:
        tree = tree.where(read("h.dated_at >= $from_at"))
    return tree.where(read("h.dated_at < $to_at")) if shape.has_to else tree


def _grouped(tree: exp.Select, shape: Shape, chain: str) -> exp.Select:
    by = field(shape.by) if shape.by else None
    if by is None or by.of == "deal":
        return tree.select(read("CAST(NULL AS VARCHAR) AS group_key"))
    alias = {"first": "f", "latest": "n", "handoff": "h"}[by.of]
    if by.of in _CHAINS:
        named = read(_CHAINS[by.of].format(leads="leads"))
        assert isinstance(named, exp.Select)
        on = f"{alias}.chain_id = {chain}"
        tree = tree.join(named.subquery(alias), on=on, join_type="left", dialect="duckdb")
    return tree.select(exp.alias_(readdressed(read(by.expression), alias), "group_key"))
