"""What a verdict rests on, and what could make it wrong."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from detente.analytics.engines import Engine
from detente.analytics.verdict.evenness import FEWEST_REPS
from detente.analytics.verdict.sentences import part_name
from detente.analytics.verdict.verdict import Verdict
from detente.analytics.wording import listed
from detente.web.numbers import number, percent

Fact = dict[str, Any]

_LATE = {"selling", "market", "quality_late", "late_stage", "late_unverified"}
_MOST = 1000
"""Odds beyond this are told as this."""

_PLAYBOOK = """
SELECT max(playbook) AS version FROM playbooks WHERE effective_at IS NOT NULL AND effective_at <= $as_of
"""


def resting(engine: Engine, found: Verdict, address: str) -> list[Fact]:
    """Facts with what they open into."""
    checks, counted = found.checks, found.counted
    facts = [
        _leads(_("Leads now"), counted, 1, address),
        _leads(_("Leads of the benchmark"), counted, 0, address),
    ]
    if found.total is None:
        return [*facts, _playbook(engine)]
    return [
        *facts,
        {"label": _("Still open"), "value": percent(checks["open_now"], 0),
         "note": _("of the period's leads; they count with the chances of earlier ones of their age")},
        {"label": _("Without a telling reason"), "value": percent(checks["missing_reasons"], 0),
         "note": _("of ended leads"), "href": _rows(address, step="ended", part="unexplained")},
        {"label": _("Reps with few leads"), "value": number(checks["reps_pooled"]),
         "note": _("counted together")},
        {"label": _("With stated reasons"), "value": _opinion(checks["with_reasons"])},
        {"label": _("Without reasons"), "value": _opinion(checks["without_reasons"])},
        *late_fall(checks),
        _playbook(engine),
        {"label": _("Changed milestones"), "value": _changed(checks["definitions_changed"])},
        {"label": _("Blind audit"), "value": _audited(checks.get("blind_audit") or {})},
    ]  # fmt: skip


def _leads(label: str, counted: Any, period: int, address: str) -> Fact:
    at = ("before", "now")[period]
    return {
        "label": label, "value": number(counted.leads[period]), "href": _rows(address, period_of=at),
        "note": ngettext("%(num)s won so far", "%(num)s won so far", counted.wins[period])
        % {"num": number(counted.wins[period])},
    }  # fmt: skip


def _rows(address: str, **number_: str) -> str:
    return f"{reverse('verdict_rows')}?{address}{'&' if address else ''}{urlencode(number_)}"


def _opinion(names: list[str]) -> str:
    """What one of the two estimates would name by itself."""
    told = [part_name(name) for name in names if name in ("mix", "follow_up", "quality_early", "quality_late",
                                                          "selling", "market")]  # fmt: skip
    if told:
        return _("would name %(names)s") % {"names": listed(told)}
    return _("could not name one") if names else _("names nothing")


def late_fall(checks: dict[str, Any]) -> list[Fact]:
    """How likely some reps carry what fell after the SQL, against all alike; nothing where neither estimate sees it."""
    between = checks["shared_by_all_reps"]["by_all"]
    if not _LATE & {*checks["with_reasons"], *checks["without_reasons"]} or between["reps"] < FEWEST_REPS:
        return []
    some, odds = between["some"] >= 1, min(max(between["some"], 1 / between["some"]), _MOST)
    told = _("%(odds)s to 1 that some reps carry it") if some else _("%(odds)s to 1 that all reps share it")
    return [{
        "label": _("Fall after SQL"), "value": told % {"odds": number(odds, 0 if odds >= 10 else 1)},
        "note": ngettext("%(num)s rep compared", "%(num)s reps compared", between["reps"])
        % {"num": number(between["reps"])},
    }]  # fmt: skip


def _playbook(engine: Engine) -> Fact:
    version = engine.rows(_PLAYBOOK, {"as_of": engine.as_of})[0]["version"]
    value = _("version %(number)s") % {"number": version} if version is not None else None
    return {"label": _("Playbook"), "value": value, "href": reverse("playbook_versions") if version else None}


def _changed(changes: list[dict[str, Any]]) -> str:
    if not changes:
        return _("none within the periods")
    return ", ".join(
        _("version %(number)s on %(day)s") % {"number": one["playbook"], "day": one["effective_at"][:10]}
        for one in changes
    )


def _audited(audit: dict[str, Any]) -> str:
    if not audit.get("leads"):
        return _("none of these leads")
    said = ngettext("%(num)s lead judged by two", "%(num)s leads judged by two", audit["leads"]) % {
        "num": number(audit["leads"])
    }
    return said + (", " + _("used to correct stated reasons") if audit.get("is_fed") else "")


def assumptions(found: Verdict) -> list[tuple[str, str]]:
    """What is assumed, and what follows where it is not so; those that matter here."""
    told = [
        (_("Stated reasons mean what they say, on average"),
         _("Else the line between quality and selling moves by about the share of wrong reasons. As stated by reps.")),
        (_("Who gets which lead depends on what is recorded: source, fit, rep"),
         _("Else selling is given some of what routing did.")),
        (_("Quality does not make selling harder beyond its source"),
         _("Else quality is understated, and more cannot be told.")),
        (_("A late change shared by all reps is nobody's alone"),
         _("Market, price, product or the whole team look alike from here.")),
        (_("Stages are dated when they happen"), _("Else open leads are taken for older or younger than they are.")),
        (_("Deals are alike in worth"),
         _("Money is won deals times their mean value; a change of deal sizes is not in it.")),
    ]  # fmt: skip
    if found.counted.has_contacts:
        told.insert(2, (
            _("Reps follow up for reasons other than how a lead looks to them"),
            _("Else follow-up is overstated: its name is checked for that, its size is not."),
        ))  # fmt: skip
    return told
