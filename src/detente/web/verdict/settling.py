"""What would settle it: each way with its reason, and what starts it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from detente.analytics.verdict.naming import MATERIAL
from detente.analytics.verdict.sentences import part_name
from detente.analytics.verdict.verdict import Verdict
from detente.analytics.verdict.waiting import months_to_wait
from detente.crm.playbook.actions import current
from detente.web.numbers import percent

ENOUGH_REASONS = 0.1
"""Share of ended leads without a telling reason from which writing them down would help."""


@dataclass(frozen=True)
class Way:
    """One way to settle it. `href` opens what starts it, or `post` is asked with `fields`; `reason` says why not."""

    title: str
    why: str
    label: str
    href: str = ""
    post: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    mark: str = "arrow"


def ways(found: Verdict, user: Any, address: str) -> list[Way]:
    """Ways that fit what is not known; what would help most stands first. `address` is the question as asked."""
    why = set(found.named.why) | set(found.named.flags)
    return [way for way in _told(found, why, user, address) if way]


def _told(found: Verdict, why: set[str], user: Any, address: str) -> Iterator[Way | None]:
    is_open = bool(found.named.why) or "cannot_tell" in found.names
    yield from _closer(found)
    if found.total and (is_open or {"quality_early", "quality_late", "selling"} & set(found.names)):
        yield _audit(found, user)
    if why & {"late_stage_cannot_tell_which", "follow_up_contested"} or {"selling", "market"} & set(
        found.names
    ):
        yield _trial(user)
    if found.checks.get("missing_reasons", 0) >= ENOUGH_REASONS:
        yield _reasons(found, address)
    if why & {"stages_undated", "no_losses_recorded"}:
        yield Way(
            _("Bring in what happened"),
            _("Days of stages, attempts and losses come in with an import, or are noted from today on."),
            _("Import a file"), href=reverse("imports"), mark="import",
            reason="" if user.may("import") else _("Your role does not import files."),
        )  # fmt: skip
    if is_open or (found.total and not found.names and found.total.low <= -MATERIAL):
        yield _wait(found, address)


def _closer(found: Verdict) -> Iterator[Way]:
    """The report that shows more of what is named, for the same days."""
    days = urlencode({"from": found.periods.now_from.isoformat(), "to": _last_day(found)})
    known = {
        "mix": ("lead_quality", "by=source&"), "follow_up": ("follow_up", ""), "quality_early": ("lead_quality", ""),
        "quality_late": ("late_discovery", ""), "selling": ("stages", ""), "market": ("win_rates", ""),
    }  # fmt: skip
    for name in found.names:
        if name in known:
            slug, more = known[name]
            yield Way(
                _("Look closer at %(part)s") % {"part": part_name(name)},
                _("The report on the same days says where it sits; every number opens into its leads."),
                _("Open the report"), href=f"{reverse('report', args=[slug])}?{more}{days}", mark="reports",
            )  # fmt: skip


def _audit(found: Verdict, user: Any) -> Way | None:
    try:
        start = reverse("blind_audit_new")
    except NoReverseMatch:
        return None
    days = {"from": found.periods.base_from.isoformat(), "to": _last_day(found)}
    return Way(
        _("A blind second look"),
        _("Two people judge rejected and late-lost leads without seeing source, rep or stated reason. It says how "
          "often stated reasons are wrong; with enough leads of both periods the verdict corrects them."),
        _("Start a blind audit"), href=f"{start}?{urlencode(days)}", mark="search",
        reason="" if user.may("blind_audit") else _("Marketing, a sales manager or operations starts one."),
    )  # fmt: skip


def _last_day(found: Verdict) -> str:
    return (found.periods.now_to - timedelta(days=1)).isoformat()


def _trial(user: Any) -> Way:
    routing = current().routing
    share = routing.randomised_share if routing else 0.0
    return Way(
        _("Leads given at random"),
        _("%(share)s of the leads that go around are given at random today. With 10 %% reps and sources can be "
          "compared fairly, and a difference may be called an effect.") % {"share": percent(share, 0)},
        _("Propose a share"), post=reverse("playbook_proposals"), fields=(("topic", "routing"),), mark="edit",
        reason="" if user.may("propose") else _("Marketing, a sales manager or operations proposes changes."),
    )  # fmt: skip


def _reasons(found: Verdict, address: str) -> Way:
    missing = found.checks["missing_reasons"]
    numbers = urlencode({"step": "ended", "part": "unexplained"})
    return Way(
        _("Write down reasons"),
        _("%(share)s of ended leads have no reason that says whether the lead or the selling fell short.")
        % {"share": percent(missing, 0)},
        _("Show these leads"), href=f"{reverse('verdict_rows')}?{address}{'&' if address else ''}{numbers}",
        mark="flag",
    )  # fmt: skip


def _wait(found: Verdict, address: str) -> Way:
    months = months_to_wait(found)
    if months is None:
        return Way(
            _("More leads"),
            _("At today's pace it takes more than two years until a fall of 7 %% can be told from chance. Until then "
              "the counts below are what is known.") % {},
            _("Choose a longer period"), href=f"{reverse('verdict')}?period=12m", mark="clock",
        )  # fmt: skip
    asked = f"{reverse('verdict_reminder')}?{address}{'&' if address else ''}months={months}"
    return Way(
        ngettext("Wait %(num)s month", "Wait %(num)s months", months) % {"num": months},
        _("By then there are enough leads, at today's pace, to tell a fall of 7 %% from chance.") % {},
        _("Put it in the calendar"), href=asked, mark="clock",
    )  # fmt: skip
