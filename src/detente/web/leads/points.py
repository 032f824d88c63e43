"""The points of a lead as people read them: the score, and why it is what it is, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from detente.crm.capture.models import Lead
from detente.crm.playbook.agreement import Agreement
from detente.crm.scoring import rules
from detente.crm.scoring.actions import Point, explained
from detente.crm.scoring.facts import facts_of
from detente.crm.scoring.models import LeadScore
from detente.web.moments import day
from detente.web.numbers import number

TONES = ("hot", "ready", "plain", "plain")
"""How loud a band is, from the highest down."""


@dataclass(frozen=True)
class Line:
    """One line of the sum: what it is for, what it came from, what it was worth and what is left."""

    name: str
    note: str
    points: str
    given: str
    is_limit: bool


@dataclass(frozen=True)
class Part:
    """Lines that belong together, with what they come to."""

    name: str
    points: str
    lines: list[Line]


@dataclass(frozen=True)
class Shown:
    """A lead's points for its page and for cards. `parts` are read only where somebody asks for them."""

    score: int
    band: str
    name: str
    tone: str
    fit: int
    fit_name: str
    engagement: int
    limit: int
    is_ready: bool
    excluded_by: str
    as_of: datetime
    is_over: bool
    parts: list[Part]
    total: list[Line]


def points_of(lead: Lead, agreement: Agreement) -> Shown | None:
    """The points of a lead with their reasons; None where the playbook gives none, or the lead was never scored."""
    scoring, row = agreement.scoring, LeadScore.objects.filter(pk=lead.pk).first()
    if scoring is None or row is None or row.playbook != agreement.version:
        return None
    at = _as_of(lead, row)
    lines = explained(lead, at)
    band, name, tone = _band(scoring.bands, row.band)
    excluded = rules.excluded_by(agreement.readiness, facts_of(lead)) if agreement.readiness else None
    names = {one.code: one.name for one in agreement.readiness.exclusions} if agreement.readiness else {}
    return Shown(
        score=row.score, band=band, name=name, tone=tone, fit=row.fit,
        fit_name=_band(scoring.fit_bands, row.fit_band)[1], engagement=row.engagement, limit=scoring.limit,
        is_ready=row.is_ready,
        excluded_by=_(names.get(excluded, "")) if excluded else "", as_of=at,
        is_over=lead.closed_at is not None, parts=_parts(lines, agreement),
        total=[_line(line, agreement) for line in lines if line.half == "total"],
    )  # fmt: skip


def _as_of(lead: Lead, row: LeadScore) -> datetime:
    """Now, as long as the stored number of points holds; what has ended keeps those of then."""
    now = timezone.now()
    holds = lead.closed_at is None and (row.changes_at is None or row.changes_at > now)
    return now if holds else row.scored_at


def _band(bands: Any, code: str) -> tuple[str, str, str]:
    place = next((place for place, band in enumerate(bands) if band.code == code), len(bands) - 1)
    return code, _(bands[place].name), TONES[min(place, len(TONES) - 1)]


def _parts(lines: list[Point], agreement: Agreement) -> list[Part]:
    """Group by group; what the limit of a half took and what rounding did stands at the half's end."""
    titles = {"fit": _("Fit: who they are"), "engagement": _("Engagement: what they did")}
    found = []
    for half, title in titles.items():
        mine = [line for line in lines if line.half == half]
        found.append(Part(title, signed(sum((line.points for line in mine), Decimal(0))), []))
        for name, group in groupby(mine, _group_of):
            found.append(Part(name, "", [_line(line, agreement) for line in group]))
    return found


def _group_of(line: Point) -> str:
    return _(line.group) if line.group else ""


def _line(line: Point, agreement: Agreement) -> Line:
    is_rule = line.cause == "rule"
    given = signed(line.given) if is_rule and line.given != line.points else ""
    name = _(line.name) if is_rule else _cause(line)
    return Line(name, _note(line, agreement), signed(line.points), given, not is_rule)


def signed(points: Decimal) -> str:
    """Points to a tenth where they are not whole, with their sign, as the reader writes numbers."""
    size = abs(points)
    written = number(float(size), 0 if size == size.to_integral_value() else 1)
    return f"{'−' if points < 0 else '+' if points > 0 else ''}{written}"


def _cause(line: Point) -> str:
    return {
        "group_limit": _("Limit of the group: %(limit)s") % {"limit": line.limit},
        "half_limit": _("Limit of fit and of engagement"),
        "rounding": _("Rounded to whole points"),
        "floor": _("Never below 0"),
        "limit": _("Never above the highest score"),
    }[line.cause]


def _note(line: Point, agreement: Agreement) -> str:
    """When it happened and by which campaign, and until when it counts."""
    if not line.touch or line.at is None:
        return ""
    kind = _(agreement.names["touches"].get(line.touch, line.touch))
    words = [kind, day(line.at), line.campaign]
    if line.ends_at and line.ends_at > timezone.now():
        words.append(_("counts until %(day)s") % {"day": day(line.ends_at)})
    elif not line.points:
        words.append(_("no longer counts"))
    return " · ".join(word for word in words if word)
