"""The way from the benchmark's win rate to now's, block by block; what both estimates do not carry cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from detente.analytics.verdict.split import PARTS
from detente.analytics.verdict.verdict import Verdict

TEAMS = {
    "mix": "marketing", "quality_early": "marketing", "quality_late": "marketing",
    "follow_up": "sales", "selling": "sales",
}  # fmt: skip
ORDER = ("mix", "quality_early", "quality_late", "follow_up", "selling")
"""Marketing's blocks, then sales': each team's stand together."""


@dataclass(frozen=True)
class Block:
    """One step of the bridge, in shares of the benchmark's win rate.

    `change` is what both estimates carry: the smaller of the two, 0 where they point apart. `low` and `high` are the
    ends of the union of their 90 % intervals; None for what cannot be told. `team` is whose it is, "" for nobody's.
    `starts` and `ends` are where the bridge stands before and after it; the benchmark is 1.
    """

    name: str
    team: str
    change: float
    low: float | None
    high: float | None
    starts: float
    ends: float
    is_named: bool


def bridge(found: Verdict) -> tuple[Block, ...]:
    """Blocks that add up to the change exactly; none where nothing could be reckoned."""
    if found.total is None:
        return ()
    blocks: list[Block] = []
    at = 1.0
    for code in () if "definitions_changed" in found.named.why else ORDER:
        if one := found.components.get(code):
            change = _carried([held[code].estimate for held in found.twins.values()])
            name, team = _spoken(code, found)
            blocks.append(Block(name, team, change, one.low, one.high, at, at + change, name in found.names))
            at += change
    ends = 1.0 + found.total.estimate
    blocks.append(Block("cannot_tell", "", ends - at, None, None, at, ends, "cannot_tell" in found.names))
    return tuple(blocks)


def _carried(estimates: list[float]) -> float:
    if min(estimates) > 0:
        return min(estimates)
    return max(estimates) if max(estimates) < 0 else 0.0


def _spoken(code: str, found: Verdict) -> tuple[str, str]:
    """A block's name and team; nobody's where it is shared by all reps or may be a reaction to worse leads."""
    if code == "selling" and "market" in found.names:
        return "market", ""
    if code == "selling" and "harder_to_sell" in found.named.flags:
        return code, ""
    if code == "follow_up" and "follow_up_contested" in found.named.flags:
        return code, ""
    if code == "quality_late" and "late_on_reasons_alone" in found.named.flags:
        return code, ""
    return code, TEAMS[code]


def plain(block: Block) -> dict[str, Any]:
    """As programs read it."""
    return vars(block).copy()


assert set(ORDER) == set(PARTS)
