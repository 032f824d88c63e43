"""A playbook tried on past leads, on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from detente.cli.printing import print_json, print_table

if TYPE_CHECKING:
    from detente.analytics.backtest.result import Ready, Share


def print_backtest(old: Mapping[str, Any], new: Mapping[str, Any], as_json: bool) -> None:
    """What the new document would have changed for the leads of the past year, or all of it as JSON."""
    from detente.crm.backtest.actions import backtest

    found = backtest(dict(old), dict(new))
    if as_json:
        print_json(found.plain())
        return
    ready, answering = found.ready, found.answering
    print(
        f"\nOf {found.leads:,} leads of the past year {ready.new.count:,} would have been sales-ready instead of "
        f"{ready.old.count:,}; {answering.new_a_day:g} a business day instead of {answering.old_a_day:g}."
    )
    rows = [
        ("by the playbook now", ready.old), ("by the new one", ready.new), ("by the new one alone", ready.only_new),
        ("by the playbook now alone", ready.only_old),
    ]  # fmt: skip
    print_table(("sales-ready", "leads", "accepted", "won"), [_cells(name, one) for name, one in rows])
    print(
        f"{found.gain:,} leads gain points, {found.lose:,} lose some. Facts are those of now; --json has the rest."
    )


def _cells(name: str, ready: Ready) -> tuple[str, ...]:
    return (name, f"{ready.count:,}", _share(ready.accepted), _share(ready.won))


def _share(share: Share) -> str:
    if share.share is None or share.low is None or share.high is None:
        return "-"
    return f"{share.share:.0%} ({share.low:.0%} to {share.high:.0%})"
