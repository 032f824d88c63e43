"""Which causes may be named: only what both twins carry, and nothing on the reps' stated reasons alone."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from detente.analytics.verdict.evenness import Evenness
from detente.analytics.verdict.split import Split

Floats = NDArray[np.float64]

LEVEL = 0.90
MATERIAL = 0.07
"""A fall smaller than this share of the benchmark rate is not spoken of (a setting, METHODS 3.2, step 8)."""
_SURE_FALL = 0.02
_SHARE_OF_FALL = 0.25
_LARGE = 0.10
_FLOOR = 0.04
_LATE_SHARE = 0.6
_SOME_LATE = 0.3
_ENOUGH_POWER = 0.8
_UNEVEN = 0.05
_CONFLICT = 0.02


@dataclass(frozen=True)
class Opinion:
    """What one twin would say. `names` may hold late_stage (cannot tell which kind) and late_unverified."""

    names: frozenset[str]
    flags: frozenset[str] = frozenset()
    is_fall: bool = True


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


def is_fall(found: Split, material: float = MATERIAL) -> bool:
    """A fall that is there for sure and large enough to speak of."""
    base = float(np.median(found.rates[0]))
    _, middle, high = ends(found.change)
    return high <= -_SURE_FALL * base and -middle >= material * base


def opinion(
    found: Split,
    by_reasons: Evenness,
    by_all: Evenness,
    *,
    believes_reasons: bool,
    is_audited: bool = False,
    material: float = MATERIAL,
) -> Opinion:
    """What this twin would name. `is_audited`: a blind audit corrects the reasons, so late quality rests on more."""
    if not is_fall(found, material):
        return Opinion(frozenset(), is_fall=False)
    base, fall = float(np.median(found.rates[0])), -ends(found.change)[1]
    flags: set[str] = set()
    follow_up, quality = _settled(found, flags)
    names = {"mix"} if _is_large(found.parts["mix"], base, fall) else set()
    names |= {"follow_up"} if _is_large(follow_up, base, fall) else set()
    late = found.parts["quality_late"]
    is_late = _is_large(late, base, fall) and -ends(late)[1] > _LATE_SHARE * max(-ends(quality)[1], 1e-12)
    is_quality = _is_large(quality, base, fall)
    if is_late or (is_quality and _is_some_late(late, quality, base)):
        if by_all.p_shared < _CONFLICT:
            flags.add("reasons_conflict")
        elif is_late and believes_reasons and not is_audited and by_all.power < _ENOUGH_POWER:
            flags.add("late_on_reasons_alone")
    names |= _late_names(flags, is_late, is_quality)
    sharing = by_reasons if believes_reasons else by_all
    if _is_large(found.parts["selling"], base, fall) and "reasons_conflict" not in flags:
        names.add(_selling_name(sharing))
    return Opinion(frozenset(names), frozenset(flags))


def _settled(found: Split, flags: set[str]) -> tuple[Floats, Floats]:
    """Follow-up and quality; what of follow-up may be a reaction to worse leads goes to quality."""
    follow_up = found.parts["follow_up"]
    quality = found.parts["quality_early"] + found.parts["quality_late"]
    if is_contested(found):
        flags.add("follow_up_contested")
        return follow_up - found.contested, quality + found.contested
    return follow_up, quality


def is_contested(found: Split) -> bool:
    """Whether a good part of the fall of follow-up goes with worse leads."""
    on_slope = np.quantile(found.slope, 0.05) > 0
    return bool(on_slope and np.median(found.contested) < -0.25 * abs(np.median(found.parts["follow_up"])))


def _is_large(part: Floats, base: float, fall: float) -> bool:
    _, middle, high = ends(part)
    size = -middle
    return high < 0 and size >= _FLOOR * base and (size >= _SHARE_OF_FALL * fall or size >= _LARGE * base)


def _is_some_late(late: Floats, quality: Floats, base: float) -> bool:
    _, middle, high = ends(late)
    return high < 0 and -middle >= _FLOOR * base and -middle > _SOME_LATE * max(-ends(quality)[1], 1e-12)


def _late_names(flags: set[str], is_late: bool, is_quality: bool) -> set[str]:
    if "reasons_conflict" in flags:
        return {"selling"}
    if is_late:
        return {"late_unverified" if "late_on_reasons_alone" in flags else "quality_late"}
    return {"quality_early"} if is_quality else set()


def _selling_name(sharing: Evenness) -> str:
    if sharing.p_shared < _UNEVEN:
        return "selling"
    return "market" if sharing.power >= _ENOUGH_POWER else "late_stage"


def agreed(with_reasons: Opinion, without: Opinion) -> Named:
    """Names that both carry. Late quality may come from reasons alone where the other twin sees an even late fall."""
    flags = with_reasons.flags | without.flags
    if not (with_reasons.is_fall and without.is_fall):
        return Named((), flags=flags)
    one, other = with_reasons.names, without.names
    names = (one & other) & {"mix", "follow_up", "selling", "market"}
    quality = {"quality_early", "quality_late"}
    if one & quality and other & quality:
        names |= one & quality
    elif "quality_late" in one and other & {"market", "late_stage"}:
        names |= {"quality_late"}
    if names:
        return Named(tuple(sorted(names, key=_ORDER.index)), _why(one, other), flags)
    return Named(("cannot_tell",), _why(one, other) or ("twins_disagree",), flags)


def only_follow_up(named: Named) -> Named:
    """What may be said of few wins."""
    kept = tuple(name for name in named.names if name == "follow_up")
    if kept == named.names:
        return named
    return (
        Named(kept, named.why, named.flags) if kept else Named(("cannot_tell",), ("few_wins",), named.flags)
    )


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
