"""What late discovery took, in a sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

from detente.analytics.language import say, say_many
from detente.analytics.wording import amount, day, duration, listed, percent


def late_told(late: dict[str, Any]) -> str:
    """Leads, touches, time and money of late discovery, from what `cost_of_late_discovery` found."""
    if not late["leads"]:
        return say("none of the period's leads, as stated by reps")
    told = [
        say_many("%(n)s lead found lacking after SQL, as stated by reps", "%(n)s leads found lacking after SQL, as "
                 "stated by reps", late["leads"]),
        say_many("%(n)s touch after SQL", "%(n)s touches after SQL", late["touches"]) if late["touches"] else "",
        _time(late),
        _money(late),
    ]  # fmt: skip
    return "; ".join(part for part in told if part)


def _time(late: dict[str, Any]) -> str:
    if not late["hours"]:
        return ""
    spent = duration(late["hours"] * 3600)
    if not late["estimated_share"]:
        return say("%(spent)s of work", spent=spent)
    share = percent(late["estimated_share"])
    return say("%(spent)s of work (%(share)s of it estimated, not logged)", spent=spent, share=share)


def _money(late: dict[str, Any]) -> str:
    if late["cost_minor"] is None:
        return say("no money: what an hour costs is not known") if late["hours"] else ""
    cost = amount(late["cost_minor"], late["currency"])
    rates = told_rates(late)
    return say("%(cost)s (what an hour costs: %(rates)s)", cost=cost, rates=rates) if rates else cost


def told_rates(late: dict[str, Any]) -> str:
    """'sales 60 EUR from 1 January 2026': the costs that the money stands on; empty where none do."""
    return listed([
        say("%(team)s %(cost)s from %(day)s", team=one["team"], cost=amount(one["minor"], one["currency"]),
            day=day(date.fromisoformat(one["from"])))
        for one in late["hour_costs"]
    ])  # fmt: skip
