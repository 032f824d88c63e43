"""Which causes may be named: only what both twins carry, and nothing on the reps' stated reasons alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from detente.analytics.verdict.evenness import Evenness
from detente.analytics.verdict.split import Split

Floats = NDArray[np.float64]

LEVEL = 0.90
MATERIAL = 0.07
"""A fall smaller than this share of the benchmark rate is not spoken of (a setting, METHODS 3.2, step 8)."""
_SURE_FALL = 0.02
_LIKELY = 0.6
_BEYOND_CHANCE = 2.58
"""Standard deviations of a total that fell without anything to name, before it is told as an open question: one
healthy period in 200 falls as far by chance."""
_SHARE_OF_FALL = 0.25
_LARGE = 0.10
_FLOOR = 0.04
_FLOOR_OF_EFFORT = 0.10
"""Which leads look good is in no record, so follow-up and quality can be taken for each other by half of this."""
_FLOOR_OF_FEW = 0.20
"""The same of few wins, where nothing tells whether follow-up fell with the leads."""
_LATE_SHARE = 0.6
_SOME_LATE = 0.3
_MAYBE = 0.1
_TEAM = 5.0
"""How many times likelier the counts must be if some reps carry a late fall, before it is laid on them; and if all
share it, before it is laid on the leads by what reps state. The same for both teams."""
_NOBODY = 3.0
"""The same if all share it, before it is called the market's."""


@dataclass(frozen=True)
class Opinion:
    """What one twin would say. `names` may hold late_stage (cannot tell which kind) and late_unverified.

    `is_fall`: large enough to speak of a cause; `is_beyond_chance`: to speak of it though no cause is found;
    `is_harder_to_sell`: what all reps lost late is less than what fell with the leads, who may just be harder to sell.
    """

    names: frozenset[str]
    flags: frozenset[str] = frozenset()
    is_fall: bool = True
    is_beyond_chance: bool = True
    is_harder_to_sell: bool = False


@dataclass(frozen=True)
class Named:
    """What is said: `names` of causes, or cannot_tell; `why` in keys of the checks."""

    names: tuple[str, ...]
    why: tuple[str, ...] = ()
    flags: frozenset[str] = field(default_factory=frozenset)


def ends(draws: Floats, level: float = LEVEL) -> tuple[float, float, float]:
    """Low end, median and high end of an interval."""
    low, middle, high = np.quantile(draws, [(1 - level) / 2, 0.5, 1 - (1 - level) / 2])
    return float(low), float(middle), float(high)


def is_fall(found: Split, by_all: Evenness, material: float = MATERIAL) -> bool:
    """A fall that, as best seen, is large enough to speak of, and there for sure; or likely where some reps surely
    carry it; or that has a part which is large for sure.

    Wins are few, and their noise hides a total that falls for what is seen in many more leads and attempts.
    """
    base = float(np.median(found.rates[0]))
    _, middle, high = ends(found.change)
    is_likely = by_all.some >= _TEAM and ends(found.change, _LIKELY)[2] < 0
    return -middle >= material * base and (
        high <= -_SURE_FALL * base or is_likely or _has_sure_part(found, base, material)
    )


def _is_beyond_chance(found: Split) -> bool:
    low, middle, high = ends(found.change, 0.68)
    return bool(middle + _BEYOND_CHANCE * (high - low) / 2 < 0)


def _has_sure_part(found: Split, base: float, material: float) -> bool:
    follow_up, _ = _settled(found, set())
    parts = (ends(part) for part in (found.parts | {"follow_up": follow_up}).values())
    return any(high <= -material * base and -middle >= _LARGE * base for _, middle, high in parts)


def opinion(
    found: Split,
    by_reasons: Evenness,
    by_all: Evenness,
    *,
    believes_reasons: bool,
    is_audited: bool = False,
    knows_reasons: bool = True,
    has_few_wins: bool = False,
    material: float = MATERIAL,
) -> Opinion:
    """What this twin would name. `is_audited`: a blind audit corrects the reasons, so late quality rests on more.

    Unless it `knows_reasons` an even late fall is the leads' or the selling's or the market's: nobody could tell.
    """
    if not is_fall(found, by_all, material):
        return Opinion(frozenset(), is_fall=False)
    base, fall = float(np.median(found.rates[0])), -ends(found.change)[1]
    flags: set[str] = set()
    follow_up, quality = _settled(found, flags)
    names = {"mix"} if _is_large(found.parts["mix"], base, fall) else set()
    floor = _FLOOR_OF_FEW if has_few_wins else _FLOOR_OF_EFFORT
    names |= {"follow_up"} if _is_large(follow_up, base, fall, floor) else set()
    late = found.parts["quality_late"]
    is_late = _is_large(late, base, fall) and -ends(late)[1] > _LATE_SHARE * max(-ends(quality)[1], 1e-12)
    is_quality = _is_quality(found.parts["quality_early"], quality, base, fall)
    if is_late or (is_quality and _is_some_late(late, quality, base)):
        rests_on_reasons = is_late and believes_reasons and not is_audited
        flags |= _doubts(by_all, is_unknown=is_late and not knows_reasons, rests_on_reasons=rests_on_reasons)
    names |= _late_names(flags, is_late, is_quality)
    sharing = by_reasons if believes_reasons else by_all
    if "reasons_conflict" not in flags:
        name = _selling_name(found.parts["selling"], sharing, base, fall)
        names |= {"late_stage" if name == "market" and not knows_reasons else name} if name else set()
        if is_late and believes_reasons and not _explains_most(late, found.parts["selling"]):
            names.add("late_stage")
    return Opinion(frozenset(names), frozenset(flags), is_beyond_chance=_is_beyond_chance(found),
                   is_harder_to_sell=bool(np.median(found.parts["selling"]) > np.median(quality)))  # fmt: skip


def _settled(found: Split, flags: set[str]) -> tuple[Floats, Floats]:
    """Follow-up and quality; what of follow-up may be a reaction to worse leads, or is made up for, goes to quality."""
    follow_up = found.parts["follow_up"]
    quality = found.parts["quality_early"] + found.parts["quality_late"]
    if is_contested(found):
        flags.add("follow_up_contested")
        return follow_up - found.contested, quality + found.contested
    if is_made_up_for(found):
        flags.add("follow_up_made_up_for")
        return follow_up + made_up_for(found), quality - made_up_for(found)
    return follow_up, quality


def is_made_up_for(found: Split) -> bool:
    """Whether follow-up fell while leads surely got better by a good part of it."""
    fall = -np.median(found.parts["follow_up"])
    return bool(fall > 0 and np.quantile(found.parts["quality_early"], _MAYBE) > 0
                and np.median(made_up_for(found)) > 0.25 * fall)  # fmt: skip


def made_up_for(found: Split) -> Floats:
    """What of a fall of follow-up is met by leads that seem better at the same effort.

    Either reps left the worse leads lying, so that those that were tried look better, or fewer attempts were written
    down, so that each seems to bring more. Neither costs that many wins.
    """
    return np.asarray(np.clip(found.parts["quality_early"], 0, np.maximum(-found.parts["follow_up"], 0)))


def is_contested(found: Split) -> bool:
    """Whether a good part of the fall of follow-up goes with worse leads."""
    on_slope = np.quantile(found.slope, 0.05) > 0
    return bool(on_slope and np.median(found.contested) < -0.25 * abs(np.median(found.parts["follow_up"])))


def _is_large(part: Floats, base: float, fall: float, floor: float = _FLOOR, level: float = LEVEL) -> bool:
    _, middle, high = ends(part, level)
    size = -middle
    return high < 0 and size >= floor * base and (size >= _SHARE_OF_FALL * fall or size >= _LARGE * base)


def _is_quality(early: Floats, quality: Floats, base: float, fall: float) -> bool:
    """Quality fell for sure; or what is found early did, and what is found late does not seem to make up for it."""
    found: Callable[..., bool] = partial(_is_large, base=base, fall=fall, floor=_FLOOR_OF_EFFORT)
    return found(quality) or (found(early) and found(quality, level=_LIKELY))


def _explains_most(late: Floats, selling: Floats) -> bool:
    """Whether what the reasons lay on leads found out late is most of what fell late."""
    quality, beside = -np.median(late), max(-np.median(selling), 0.0)
    return bool(quality >= _LATE_SHARE * (quality + beside))


def _doubts(by_all: Evenness, *, is_unknown: bool, rests_on_reasons: bool) -> set[str]:
    """Why late quality is no name."""
    if by_all.some >= _TEAM:
        return {"reasons_conflict"}
    if is_unknown:
        return {"reasons_unknown"}
    return {"late_on_reasons_alone"} if rests_on_reasons and by_all.some > 1 / _TEAM else set()


def _is_some_late(late: Floats, quality: Floats, base: float) -> bool:
    _, middle, high = ends(late)
    return high < 0 and -middle >= _FLOOR * base and -middle > _SOME_LATE * max(-ends(quality)[1], 1e-12)


def _late_names(flags: set[str], is_late: bool, is_quality: bool) -> set[str]:
    if "reasons_conflict" in flags:
        return {"selling"}
    if "reasons_unknown" in flags:
        return {"late_stage"}
    if is_late:
        return {"late_unverified" if "late_on_reasons_alone" in flags else "quality_late"}
    return {"quality_early"} if is_quality else set()


def _selling_name(selling: Floats, sharing: Evenness, base: float, fall: float) -> str | None:
    """Whose a fall of selling is. That some reps carry it is evidence of it by itself."""
    sits_with_some = sharing.some >= _TEAM
    if not _is_large(selling, base, fall, level=_LIKELY if sits_with_some else LEVEL):
        return None
    if sits_with_some:
        return "selling"
    return "market" if sharing.some <= 1 / _NOBODY else "late_stage"


def agreed(with_reasons: Opinion, without: Opinion) -> Named:
    """Names that both carry. Late quality may come from reasons alone where the other twin sees an even late fall, and
    reasons leave none of it unexplained. A market's fall is not named beside a larger one of the leads.
    """
    flags = with_reasons.flags | without.flags
    if not (with_reasons.is_fall and without.is_fall):
        return Named((), flags=flags)
    one, other = with_reasons.names, without.names
    names = (one & other) & {"mix", "follow_up", "selling", "market"}
    quality = {"quality_early", "quality_late"}
    if one & quality and other & quality:
        names |= one & quality
        if "market" in names and (with_reasons.is_harder_to_sell or without.is_harder_to_sell):
            names, flags = names - {"market"}, flags | {"harder_to_sell"}
    elif "quality_late" in one and other & _EVEN_LATE and not one & _EVEN_LATE:
        names |= {"quality_late"}
    if names:
        return Named(tuple(sorted(names, key=_ORDER.index)), _why(one, other), flags)
    if not (with_reasons.is_beyond_chance and without.is_beyond_chance):
        return Named((), ("may_be_chance",), flags)
    return Named(("cannot_tell",), _why(one, other) or ("twins_disagree",), flags)


def without_attempts(named: Named) -> Named:
    """What may be said where no attempts are recorded: leads that nobody tried look like bad ones."""
    if "quality_early" not in named.names:
        return named
    kept = tuple(name for name in named.names if name != "quality_early") or ("cannot_tell",)
    return Named(kept, (*named.why, "attempts_unknown"), named.flags)


def only_follow_up(named: Named) -> Named:
    """What may be said of few wins."""
    kept = tuple(name for name in named.names if name == "follow_up")
    if kept == named.names:
        return named
    return (
        Named(kept, named.why, named.flags) if kept else Named(("cannot_tell",), ("few_wins",), named.flags)
    )


_EVEN_LATE = frozenset({"market", "late_stage"})
_ORDER = ("mix", "follow_up", "quality_early", "quality_late", "selling", "market", "cannot_tell")


def _why(one: frozenset[str], other: frozenset[str]) -> tuple[str, ...]:
    both = one | other
    found = []
    if "late_unverified" in both:
        found.append("late_on_reasons_alone")
    if "late_stage" in both:
        found.append("late_stage_cannot_tell_which")
    if one != other and not found:
        found.append("twins_disagree")
    return tuple(found)
