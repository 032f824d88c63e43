"""The columns of the board: what a head says, and which cards stand under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from detente.crm.people.actions import organisation
from detente.crm.people.permissions import openable, scope_of
from detente.crm.playbook.agreement import Agreement, Stage
from detente.web.money import money
from detente.web.numbers import number, percent
from detente.web.pipeline.cards import Card, deal_cards, lead_cards
from detente.web.pipeline.pace import ENOUGH, HORIZON, Pace, paces
from detente.web.pipeline.question import Question
from detente.web.pipeline.targets import READS_ONLY, letters, objections, targets
from detente.web.pipeline.totals import (
    Total,
    open_deals,
    open_leads,
    openable_counts,
    totals,
    won_deals,
    won_from,
)
from detente.web.words import why


@dataclass(frozen=True)
class Column:
    """One stage as the board macro draws it."""

    stage: str
    label: str
    letter: str
    team: str
    count: int
    value: str
    lines: list[str]
    cards: list[Card]
    more: int
    more_href: str
    hidden: int


def columns(question: Question, agreement: Agreement) -> list[Column]:
    """Every stage of the path, with its total, its pace and its first cards."""
    counted = totals(question)
    sees_all = scope_of(question.user) == "all" or question.user.is_vendor
    allowed = (
        {code: total.count for code, total in counted.items()} if sees_all else openable_counts(question)
    )
    pace, keys, base = paces(question, agreement), letters(agreement), organisation().currency
    return [
        _column(
            question, stage, keys[stage.code], counted.get(stage.code) or Total(), allowed.get(stage.code, 0),
            _pace_lines(pace.get(stage.code), stage), base,
        )
        for stage in agreement.path
    ]  # fmt: skip


def _column(
    question: Question, stage: Stage, letter: str, total: Total, allowed: int, lines: list[str], base: str
) -> Column:
    cards = _cards(question, stage, is_cut=allowed < total.count) if allowed else []
    return Column(
        stage=stage.code, label=_(stage.name), letter=letter, team=stage.team, count=total.count,
        value=money(total.value_minor, base, short=True), lines=_value_lines(total, stage, base) + lines, cards=cards,
        more=max(allowed - len(cards), 0), more_href=_list_of(question, stage), hidden=max(total.count - allowed, 0),
    )  # fmt: skip


def _cards(question: Question, stage: Stage, *, is_cut: bool) -> list[Card]:
    """The first cards; only where some may not be opened does the query have to leave them out."""
    is_cut = is_cut or question.user.is_vendor
    if not stage.is_deal:
        leads = open_leads(question).filter(stage=stage.code)
        return lead_cards(openable(leads, question.user) if is_cut else leads, stage, question.order)
    deals = won_deals(question) if stage.milestone == "won" else open_deals(question).filter(stage=stage.code)
    return deal_cards(openable(deals, question.user) if is_cut else deals, stage, question.order)


def _value_lines(total: Total, stage: Stage, base: str) -> list[str]:
    lines = []
    if total.value_minor is not None and 0 < stage.probability < 100:
        weighted = round(total.value_minor * stage.probability / 100)
        lines.append(_("%(value)s weighted at %(share)s") % {
            "value": money(weighted, base, short=True), "share": percent(stage.probability / 100, 0),
        })  # fmt: skip
    lines += [_("+ %(value)s, no rate known") % {"value": money(*part)} for part in total.unpriced]
    return lines


def _pace_lines(pace: Pace | None, stage: Stage) -> list[str]:
    """The conversion with its cohort's size, and the median stay."""
    if not pace or not pace.entered or stage.milestone == "won":
        return []
    entered = {"went": number(pace.went_on), "entered": number(pace.entered), "share": percent(pace.share, 0)}
    went_on = (
        _("%(share)s of %(entered)s went on")
        if pace.share is not None
        else _("%(went)s of %(entered)s went on")
    )
    if pace.entered < ENOUGH:
        return [went_on % entered]
    if pace.median_days is None:
        return [went_on % entered, _("median stay over %(days)s d") % {"days": HORIZON.days}]
    return [went_on % entered, _("median stay %(days)s d") % {"days": number(pace.median_days, 1)}]


def _list_of(question: Question, stage: Stage) -> str:
    if stage.milestone == "won":
        return question.href(reverse("deals"), state="won", closed_from=won_from(question))
    return question.href(reverse("deals" if stage.is_deal else "leads"), stage=stage.code, state="open")


def refusals(shown: list[Column], agreement: Agreement, user: Any) -> dict[str, dict[str, str]]:
    """Why cards can't go to a stage, by the key that such cards share; read once by the whole board."""
    found: dict[str, dict[str, str]] = {}
    for card in (card for column in shown for card in column.cards):
        if card.refusal_key in found:
            continue
        against = {
            stage.code: why(
                objections(agreement, card.state, stage.code) if user.may("work_leads") else [READS_ONLY]
            )
            for stage in targets(agreement)
            if stage.code != card.state.stage
        }
        found[card.refusal_key] = {code: reason for code, reason in against.items() if reason}
    return found
