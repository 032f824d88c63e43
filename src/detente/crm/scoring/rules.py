"""What a lead's points come to: one lead, reckoned in plain Python. Pure.

**What points mean.** They are counted in tenths, in whole numbers.

- Fit: each rule whose condition holds gives its points. Engagement: each touch that a rule counts gives its points,
  less what has faded. Touches are the lead's own: the response by which it was captured and all after it, without
  those that were taken back; in the order of their time. Of a rule's kinds those from the `from_nth` on count, and of
  these the newest `at_most`. What is left after a half-life is half, rounded to a tenth half up (both evaluations use
  the table in `analytics.points.fading`); within a window all of it is left, after it nothing. A touch dated in the
  future has not begun to fade.
- A group gives no more than its limit, and takes no more than its limit away; so does each half.
- Each half is rounded to whole points once, half up. Both may be negative: whoever is no fit needs more engagement.
- The score is both halves together, never below 0 and never above the scoring's limit.
- Sales-ready: the threshold is reached with a fit in one of the agreed bands, or they asked for contact, at any
  score and however long ago; never while an exclusion holds.

`analytics.points` reckons the same for many leads at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from detente.analytics.points import fading
from detente.crm.playbook.conditions import holds
from detente.crm.playbook.points import Band, FitRule, Group, Half, Readiness, Scoring, TouchRule

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Touch:
    """Something that the person did: when (whole seconds since 1970), of which kind, told by which event."""

    at: int
    code: str
    event: int = 0


@dataclass(frozen=True)
class Part:
    """One line of the sum, in tenths: a rule that gave `given` of which `left` is left, or a limit that took some.

    `cause` is rule, group_limit, half_limit, rounding, floor or limit; `half` is fit, engagement or total.
    """

    cause: str
    half: str
    left: int
    given: int = 0
    group: Group | None = None
    rule: FitRule | TouchRule | None = None
    touch: Touch | None = None


@dataclass(frozen=True)
class Points:
    """A lead's points with their parts, which add up to `score` exactly."""

    score: int
    fit: int
    engagement: int
    band: Band
    fit_band: Band
    parts: tuple[Part, ...]


def instant_of(at: datetime) -> int:
    """Whole seconds since 1970; what is left of a second is dropped."""
    return (at - _BEGINNING) // timedelta(seconds=1)


def moment_of(instant: int) -> datetime:
    """The moment so many seconds after 1970 began."""
    return _BEGINNING + timedelta(seconds=instant)


def points_of(scoring: Scoring, facts: Mapping[str, Any], touches: Sequence[Touch], at: int) -> Points:
    """The points at `at` (seconds since 1970) of a lead of whom `facts` are known; touches by time."""
    fit = _half("fit", scoring.fit, lambda rule: _fit_parts(rule, facts))
    engagement = _half("engagement", scoring.engagement, lambda rule: _touch_parts(rule, touches, at))
    fit_points, engaged = (sum(part.left for part in parts) // fading.TENTHS for parts in (fit, engagement))
    score = min(max(fit_points + engaged, 0), scoring.limit)
    parts = fit + engagement
    if beyond := score - fit_points - engaged:
        parts.append(Part("floor" if beyond > 0 else "limit", "total", fading.tenths(beyond)))
    return Points(
        score,
        fit_points,
        engaged,
        band_of(scoring.bands, score),
        band_of(scoring.fit_bands, fit_points),
        tuple(parts),
    )


def band_of(bands: Sequence[Band], points: int) -> Band:
    """The first band whose least is reached, from the highest down; the last takes whatever is below."""
    return next((band for band in bands if band.least is not None and points >= band.least), bands[-1])


def _half(name: str, half: Half, parts_of: Callable[[Any], list[Part]]) -> list[Part]:
    """The parts of one half: its rules, then what limits took, then the rounding to whole points."""
    found: list[Part] = []
    for group in half.groups:
        parts = [
            Part(p.cause, name, p.left, p.given, group, p.rule, p.touch)
            for rule in group.rules
            for p in parts_of(rule)
        ]
        found += parts + _limited("group_limit", name, group.limit, parts, group)
    found += _limited("half_limit", name, half.limit, found, None)
    total = sum(part.left for part in found)
    if rounding := fading.tenths(fading.whole(total)) - total:
        found.append(Part("rounding", name, rounding))
    return found


def _limited(cause: str, half: str, limit: int, parts: Sequence[Part], group: Group | None) -> list[Part]:
    total = sum(part.left for part in parts)
    beyond = _kept_within(limit, total) - total
    return [Part(cause, half, beyond, group=group)] if beyond else []


def _kept_within(limit: int, tenths: int) -> int:
    most = fading.tenths(limit)
    return min(max(tenths, -most), most)


def _fit_parts(rule: FitRule, facts: Mapping[str, Any]) -> list[Part]:
    points = fading.tenths(rule.points)
    return [Part("rule", "fit", points, points, rule=rule)] if holds(rule.when, facts) else []


def _touch_parts(rule: TouchRule, touches: Sequence[Touch], at: int) -> list[Part]:
    given = fading.tenths(rule.points)
    return [
        Part("rule", "engagement", left_of(rule, touch, at), given, rule=rule, touch=touch)
        for touch in counted(rule, touches)
    ]


def counted(rule: TouchRule, touches: Sequence[Touch]) -> list[Touch]:
    """The touches that a rule counts."""
    mine = [touch for touch in touches if touch.code in rule.touches][rule.from_nth - 1 :]
    return mine if rule.at_most is None else mine[max(len(mine) - rule.at_most, 0) :]


def left_of(rule: TouchRule, touch: Touch, at: int) -> int:
    """Tenths that are left of what a touch gave."""
    given, age = fading.tenths(rule.points), max(at - touch.at, 0)
    if rule.half_life_days is not None:
        return fading.left_of(given, age, fading.seconds(rule.half_life_days))
    if rule.within_days is not None:
        return given if age < fading.seconds(rule.within_days) else 0
    return given


def has_asked(readiness: Readiness | None, touches: Sequence[Touch]) -> bool:
    """Whether they asked to be contacted."""
    return readiness is not None and any(touch.code in readiness.requests for touch in touches)


def excluded_by(readiness: Readiness | None, facts: Mapping[str, Any]) -> str | None:
    """The exclusion that holds, by its code; None: no one is excluded."""
    rules = readiness.exclusions if readiness else ()
    return next((rule.code for rule in rules if holds(rule.when, facts)), None)


def is_ready(
    readiness: Readiness | None, points: Points, facts: Mapping[str, Any], touches: Sequence[Touch]
) -> bool:
    """Whether the lead is sales-ready."""
    if readiness is None or excluded_by(readiness, facts):
        return False
    fits = not readiness.fit_bands or points.fit_band.code in readiness.fit_bands
    return (points.score >= readiness.threshold and fits) or has_asked(readiness, touches)


def changes_at(scoring: Scoring, points: Points, touches: Sequence[Touch], at: int) -> int | None:
    """When fading alone next changes the score, in seconds since 1970; None where nothing fades any more.

    To five minutes; where negative points fade, a day ahead at most, since the score may rise and fall again.
    """
    still = [part.rule for part in points.parts if part.left and isinstance(part.rule, TouchRule)]
    fades = [rule for rule in still if rule.half_life_days is not None or rule.within_days is not None]
    if not fades:
        return None

    settled = [
        (group.limit, [(rule, counted(rule, touches)) for rule in group.rules if isinstance(rule, TouchRule)])
        for group in scoring.engagement.groups
    ]

    def same_at(looks: int) -> bool:
        then = at + looks * fading.LOOK
        groups = (
            _kept_within(limit, sum(left_of(rule, touch, then) for rule, mine in rules for touch in mine))
            for limit, rules in settled
        )
        engaged = fading.whole(_kept_within(scoring.engagement.limit, sum(groups)))
        return min(max(points.fit + engaged, 0), scoring.limit) == points.score

    looks = fading.NEAR if any(rule.points < 0 for rule in fades) else fading.FAR
    return at + fading.next_look(same_at, looks) * fading.LOOK
