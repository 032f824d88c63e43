"""Each point of a lead with its reason: the lines add up to the score exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from detente.analytics.points import fading
from detente.crm.capture.models import Campaign, Lead
from detente.crm.playbook import actions as playbook
from detente.crm.playbook.points import TouchRule
from detente.crm.scoring import rules
from detente.crm.scoring.facts import facts_of
from detente.crm.scoring.rules import Part
from detente.crm.scoring.touches import Told, touches_of


@dataclass(frozen=True)
class Point:
    """One line: `points` is what it adds to the score now, to a tenth; `given` what it was worth when it happened.

    `cause` is rule, group_limit, half_limit (what a limit took away), rounding (to whole points), floor or limit (never
    below 0 or above the highest score); `half` is fit, engagement or total. Of a touch: its kind, moment, campaign
    and event.
    """

    cause: str
    half: str
    points: Decimal
    given: Decimal = Decimal(0)
    code: str = ""
    name: str = ""
    group: str = ""
    limit: int | None = None
    touch: str = ""
    at: datetime | None = None
    campaign: str = ""
    event_id: int | None = None
    ends_at: datetime | None = None


def explained(lead: Lead, at: datetime | None = None) -> list[Point]:
    """The lines that a lead's points are the sum of, at a moment (None: now); none where the playbook has no points.

    Rules stand in the playbook's order, of a rule the newest touch first. What has faded wholly stands there with
    no points, so that one sees that it was seen.
    """
    agreement = playbook.current()
    if agreement.scoring is None:
        return []
    told = touches_of(lead.pk)
    points = rules.points_of(agreement.scoring, facts_of(lead), told, rules.instant_of(at or timezone.now()))
    names = _campaigns(told)
    return [_point(part, names) for part in _newest_first(points.parts)]


def _newest_first(parts: Iterable[Part]) -> list[Part]:
    found: list[Part] = []
    for part in parts:
        place = len(found)
        while part.touch and place and found[place - 1].rule is part.rule:
            place -= 1
        found.insert(place, part)
    return found


def _campaigns(touches: Iterable[Told]) -> dict[int, str]:
    keys = {touch.campaign_id for touch in touches if touch.campaign_id}
    return dict(Campaign.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def _point(part: Part, campaigns: dict[int, str]) -> Point:
    rule, touch, group = part.rule, part.touch, part.group
    campaign = touch.campaign_id if isinstance(touch, Told) else None
    return Point(
        cause=part.cause, half=part.half, points=_whole(part.left), given=_whole(part.given),
        code=rule.code if rule else "", name=rule.name if rule else "", group=group.name if group else "",
        limit=group.limit if group and part.cause == "group_limit" else None,
        touch=touch.code if touch else "", at=rules.moment_of(touch.at) if touch else None,
        campaign=campaigns.get(campaign or 0, ""), event_id=touch.event if touch else None,
        ends_at=_ends(rule, part) if isinstance(rule, TouchRule) else None,
    )  # fmt: skip


def _whole(tenths: int) -> Decimal:
    return Decimal(tenths) / fading.TENTHS


def _ends(rule: TouchRule, part: Part) -> datetime | None:
    """When a touch's window closes."""
    if rule.within_days is None or rule.half_life_days is not None or part.touch is None:
        return None
    return rules.moment_of(part.touch.at + fading.seconds(rule.within_days))
