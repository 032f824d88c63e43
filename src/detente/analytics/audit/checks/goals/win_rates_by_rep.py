"""Whether win rates differ between the owners of deals more than chance and mix explain. Never who."""

from __future__ import annotations

from pathlib import Path

from detente.analytics.audit.checks.goals import mix
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Clean, Finding, Skipped
from detente.analytics.language import marked, say, say_many
from detente.analytics.stats.evenness import ERRS_AT_MOST, Evenness, Member
from detente.analytics.wording import between, decimal, percent

SQL = Path(__file__).with_name("closed_deals.sql").read_text(encoding="utf-8")
_MIX = {"of_product": marked("Product"), "of_source": marked("Source"), "half": marked("Half-year")}
_PARTS = 3


def find(evidence: Evidence) -> Finding | Clean | Skipped:
    """All owners of ten closed deals or more at once, each compared within the same mix."""
    rows = evidence.rows(SQL)
    answer = mix.compared(rows, "owner", _MIX)
    if isinstance(answer, Skipped):
        return answer
    found, allowed = answer.evenness, answer.allowed
    return _finding(found, allowed) if found.differ else Clean(_clean(found, allowed))


def _clean(found: Evenness, allowed: str) -> str:
    values = {"allowed": allowed, "cases": found.cases, "p": decimal(found.p, 2)}
    if found.p < ERRS_AT_MOST:
        return say("Win rates of %(n)s owners differ by too little to matter, %(allowed)s (%(cases)s closed deals, "
                   "two thirds of the owners within %(rates)s).",
                   n=len(found.members), rates=between(*found.usual), **values)  # fmt: skip
    return say_many(
        "Win rates of %(n)s owner do not differ more than chance explains, %(allowed)s (%(cases)s closed deals, "
        "p = %(p)s). A ranking of them would be luck.",
        "Win rates of %(n)s owners do not differ more than chance explains, %(allowed)s (%(cases)s closed deals, "
        "p = %(p)s). A ranking of them would be luck.",
        len(found.members), **values,
    )  # fmt: skip


def _finding(found: Evenness, allowed: str) -> Finding:
    sentence = say(
        "Win rates differ between owners of deals by more than chance, %(allowed)s: two thirds of the %(owners)s "
        "owners lie within %(rates)s, around %(overall)s",
        allowed=allowed, owners=len(found.members), rates=between(*found.usual), overall=percent(found.overall),
    )  # fmt: skip
    apart = sum(one.is_apart for one in found.members)
    return Finding(
        sentence, max(2, apart), len(found.members), "owners", sureness="estimated",
        breakdowns=(_thirds(found),), weight=0.5,
    )  # fmt: skip


def _thirds(found: Evenness) -> Breakdown:
    """Three groups of owners by their rate, without a name: rates with chance and mix taken out."""
    order = sorted(found.members, key=lambda one: one.rate)
    parts = min(_PARTS, len(order))
    cut = [order[len(order) * nth // parts : len(order) * (nth + 1) // parts] for nth in range(parts)]
    names = [say("lower"), say("middle"), say("upper")] if parts == _PARTS else [say("lower"), say("upper")]
    return Breakdown(
        say("Owners by the win rate that is left after allowing for mix and chance"),
        {"part": say("Part"), "owners": say("Owners"), "deals": say("Closed deals"), "from": say("Win rate, from"),
         "to": say("Win rate, to")},
        tuple(_row(name, members) for name, members in zip(names, cut, strict=True)),
    )  # fmt: skip


def _row(name: str, members: list[Member]) -> dict[str, object]:
    return {
        "part": name, "owners": len(members), "deals": sum(one.whole for one in members),
        "from": members[0].rate, "to": members[-1].rate,
    }  # fmt: skip


CHECK = Check(
    "win_rates_by_rep",
    "goals",
    marked("Win rates by owner"),
    marked("Where the difference is real, it is the cheapest lesson a team has; where it is luck, a league table "
           "rewards luck and hides what really holds sales back."),
    marked("Ask each owner and their manager what the upper third does differently, deal by deal, and give the rest "
           "the same kind of deals before anybody is judged."),
    (("deals", "owner"), ("deals", "status")),
    find,
    marked("Owners' win rates do not differ more than chance explains."),
)  # fmt: skip
