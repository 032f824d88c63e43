"""What people do with a deal: open, move, change, win, lose, reopen, join leads to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from detente.crm.capture.models import Lead
from detente.crm.deals import rules
from detente.crm.deals.locking import locked_deal
from detente.crm.deals.models import Deal, DealLead
from detente.crm.followup import rules as lead_rules
from detente.crm.history.facts import (
    DealChanged,
    DealJoined,
    DealLinked,
    DealLost,
    DealMoved,
    DealOpened,
    DealReopened,
    DealWon,
    Fact,
    Noted,
)
from detente.crm.history.fold import LeadState, deal_state, lead_state
from detente.crm.history.models import Event
from detente.crm.history.record import locked, record, record_deal
from detente.crm.history.stages import JOINED, LOST, WON
from detente.crm.objections import N_, Objection, Refused, check, check_version
from detente.crm.people.actions import change_account, organisation
from detente.crm.people.days import day_of
from detente.crm.people.models import Account, Person, User
from detente.crm.people.naming import tidy
from detente.crm.people.rates import to_base
from detente.crm.people.survivors import survivor
from detente.crm.playbook import actions as playbook

CHANGEABLE = {"amount_minor", "currency", "expected_on", "owner_id", "type", "name", "product"}


def _words(text: str) -> dict[str, str] | None:
    return {"note": text.strip()[:20_000]} if text and text.strip() else None


@transaction.atomic
def open_deal(
    *, by: User | None, name: str = "", lead: Lead | None = None, account: Account | None = None,
    person: Person | None = None, stage: str | None = None, type_: str = "new", owner: User | None = None,
    amount_minor: int | None = None, currency: str | None = None, expected_on: date | None = None,
    product: str | None = None, at: datetime | None = None, version: int | None = None,
) -> Deal:  # fmt: skip
    """A possible sale: from a lead, which goes along to the deal's stage, or on an account without one."""
    agreement = playbook.current()
    lead = locked(lead) if lead else None
    if lead:
        check_version(lead.last_seq, expected=version)
        account, person = account or lead.account, person or lead.person
    account, person = survivor(account), survivor(person)
    name = tidy(name) or _default_name(account, person)
    stage = stage or agreement.deal_stages[0].code
    currency = currency or organisation().currency
    state = lead_state(lead) if lead else None
    has_account = account is not None
    check(
        rules.objections_to_open(
            agreement, state, name=name, stage=stage, type_=type_, has_account=has_account
        )
        + rules.objections_to_amount(amount_minor, currency)
        + (_objections_to_opening(state, at) if at else [])
    )
    at = at or timezone.now()
    deal = Deal.objects.create(
        name=name[:300], account=account, person=person, product=_product(product), playbook=agreement.version,
        stage=stage, stage_since=at, opened_at=at, lead=lead, owner=owner or by,
    )  # fmt: skip
    fact = DealOpened(
        from_stage=lead.stage if lead else None, to_stage=stage, code=type_, owner_id=_id(owner or by),
        amount_minor=amount_minor, currency=currency, day=expected_on,
    )  # fmt: skip
    if lead:
        DealLead.objects.create(deal=deal, lead=lead, role="primary")
    record_deal(deal, fact, by=by, at=at)
    deal.refresh_from_db()
    return deal


def _objections_to_opening(lead: LeadState | None, at: datetime) -> list[Objection]:
    return lead_rules.objections_to_moment(lead or LeadState(), at, now=timezone.now())


def _product(text: str | None) -> str | None:
    return tidy(text)[:120] or None


def _default_name(account: Account | None, person: Person | None) -> str:
    return account.name if account else (person.label if person else "")


def _id(record_: Any) -> int | None:
    return record_.pk if record_ else None


@transaction.atomic
def move_deal(
    deal: Deal, *, to: str, by: User, at: datetime | None = None, reason: str | None = None,
    version: int | None = None,
) -> Deal:  # fmt: skip
    """Move an open deal, and its primary lead with it, forwards or backwards."""
    deal = locked_deal(deal)
    check_version(deal.version, expected=version)
    state = deal_state(deal)
    agreement = playbook.current()
    check(
        rules.objections_to_move(agreement, state, to)
        or lead_rules.objections_to_optional_reason(agreement.back_reasons, reason) + _moment(state, at)
    )
    record_deal(deal, DealMoved(from_stage=deal.stage, to_stage=to, reason=reason), by=by, at=at)
    return deal


def _moment(state: Any, at: datetime | None) -> list[Objection]:
    return rules.objections_to_moment(state, at, now=timezone.now()) if at else []


@transaction.atomic
def change_deal(deal: Deal, *, by: User, version: int | None = None, **fields: Any) -> Deal:
    """Change amount, currency, expected close, owner, type, name or product; a closed deal's amount stays frozen."""
    if unknown := set(fields) - CHANGEABLE:
        raise ValueError(f"not fields of a deal: {sorted(unknown)}")
    deal = locked_deal(deal)
    check_version(deal.version, expected=version)
    was = {"owner_id": deal.owner_id, "code": deal.type, "amount_minor": deal.amount_minor,
           "currency": deal.currency, "day": deal.expected_on}  # fmt: skip
    after = {
        "owner_id": fields.pop("owner_id", deal.owner_id), "code": fields.pop("type", deal.type),
        "amount_minor": fields.pop("amount_minor", deal.amount_minor),
        "currency": fields.pop("currency", deal.currency), "day": fields.pop("expected_on", deal.expected_on),
    }  # fmt: skip
    name, product = tidy(fields.get("name", deal.name))[:300], _product(fields.get("product", deal.product))
    words = {"name": name, "product": product}
    check(_objections_to_change(deal, after) + rules.objections_to_name(name))
    before = {name: getattr(deal, name) for name, value in words.items() if getattr(deal, name) != value}
    if before:
        for name in before:
            setattr(deal, name, words[name])
        deal.save(update_fields=list(before))
    if before or after != was:
        facts = {"fields": sorted(before)} if before else None
        record_deal(
            deal, DealChanged(**after, facts=facts), by=by, words={"before": before} if before else None
        )
    return deal


def _objections_to_change(deal: Deal, after: dict[str, Any]) -> list[Objection]:
    if deal.is_archived:
        return [rules.SET_ASIDE]
    found = rules.objections_to_amount(after["amount_minor"], after["currency"])
    frozen = deal.status != "open" and (after["amount_minor"], after["currency"]) != (
        deal.amount_minor,
        deal.currency,
    )
    if frozen:
        found.append(
            Objection("amount_frozen", N_("The deal is closed; reopen it to change its amount."), "amount")
        )
    found += _objections_to_currency(deal, after["currency"])
    if after["code"] not in rules.TYPES:
        found.append(Objection("type_unknown", N_("The type is new, expansion or renewal."), "type"))
    return found


def _objections_to_currency(deal: Deal, currency: str | None) -> list[Objection]:
    """Prices of lines are in the deal's currency and would say something else in another one."""
    priced_in = deal.currency or organisation().currency
    if currency == priced_in or not deal.items.exists():
        return []
    text = N_("The prices of its products are in {currency}; take these lines away first.")
    return [Objection("currency_of_lines", text, "currency", {"currency": priced_in})]


def win(
    deal: Deal, *, by: User | None, reason: str | None = None, at: datetime | None = None,
    amount_minor: int | None = None, version: int | None = None, words: str = "",
) -> Deal:  # fmt: skip
    """Closed business: the amount is frozen at the day's rate and the account becomes a customer."""
    return _close(
        deal,
        DealWon,
        WON,
        by=by,
        reason=reason,
        at=at,
        amount_minor=amount_minor,
        version=version,
        words=words,
    )


def lose(
    deal: Deal, *, by: User | None, reason: str | None, at: datetime | None = None, version: int | None = None,
    words: str = "",
) -> Deal:  # fmt: skip
    """The deal is lost, with its reason; its primary lead ends as lost."""
    return _close(
        deal, DealLost, LOST, by=by, reason=reason, at=at, amount_minor=None, version=version, words=words
    )


@transaction.atomic
def _close(
    deal: Deal, kind: type[Fact], to: str, *, by: User | None, reason: str | None, at: datetime | None,
    amount_minor: int | None, version: int | None, words: str,
) -> Deal:  # fmt: skip
    deal = locked_deal(deal)
    check_version(deal.version, expected=version)
    state = deal_state(deal)
    check(
        rules.objections_to_close(playbook.current(), state, won=to == WON, reason=reason)
        + rules.objections_to_amount(amount_minor, deal.currency or organisation().currency)
        + _moment(state, at)
    )
    at = at or timezone.now()
    amount = deal.amount_minor if amount_minor is None else amount_minor
    currency = deal.currency or organisation().currency
    fact = kind(
        from_stage=deal.stage, to_stage=to, reason=reason, amount_minor=amount, currency=currency,
        base_minor=to_base(amount, currency, day_of(at)),
    )  # type: ignore[call-arg]  # fmt: skip
    record_deal(deal, fact, by=by, at=at, words=_words(words))
    if to == WON and deal.account and deal.account.type == "prospect":
        change_account(deal.account, by=by, type="customer")
    return deal


@transaction.atomic
def reopen_deal(deal: Deal, *, by: User, reason: str | None = None, version: int | None = None) -> Deal:
    """A closed deal is open again, in the stage it was closed from; its period is restated."""
    deal = locked_deal(deal)
    check_version(deal.version, expected=version)
    check(
        rules.objections_to_reopen(
            playbook.current(), deal_state(deal), reason=reason, has_other_open=_has_other_open(deal)
        )
    )
    closing = Event.objects.filter(deal=deal, kind__in=("deal_won", "deal_lost")).order_by("-id").first()
    to = closing.from_stage if closing and closing.from_stage else playbook.current().deal_stages[0].code
    try:
        with transaction.atomic():
            record_deal(deal, DealReopened(from_stage=deal.stage, to_stage=to, reason=reason), by=by)
    except IntegrityError:  # the person's new lead was stored in this very moment
        raise Refused(rules.OTHER_OPEN) from None
    return deal


def _has_other_open(deal: Deal) -> bool:
    if not deal.lead:
        return False
    others = Lead.objects.filter(person=deal.lead.person_id, closed_at=None, is_archived=False)
    return others.exclude(pk=deal.lead.pk).exists()


@transaction.atomic
def join(lead: Lead, *, to: Deal, by: User, version: int | None = None) -> DealLead:
    """Another lead carries the deal: this one ends as joined. A deal without leads gets it as its primary one."""
    lead = locked(lead)
    check_version(lead.last_seq, expected=version)
    deal = locked(to)
    check(rules.objections_to_join(deal_state(deal), lead_state(lead), is_member=deal.lead_id == lead.pk))
    role = "joined" if deal.lead_id else "primary"
    # A lead that joined before and was reopened is a member already.
    membership, _is_new = DealLead.objects.update_or_create(deal=deal, lead=lead, defaults={"role": role})
    if role == "primary":
        record(lead, DealLinked(from_stage=lead.stage, to_stage=deal.stage), by=by, deal=deal)
    else:
        record(lead, DealJoined(from_stage=lead.stage, to_stage=JOINED), by=by, deal=deal)
    return membership


@transaction.atomic
def note_on_deal(deal: Deal, words: str, *, by: User) -> Event:
    """Write something down on the deal; it shows on its lead's timeline too."""
    if not _words(words or ""):
        raise Refused(Objection("empty", N_("Write something first."), "words"))
    return record_deal(locked_deal(deal), Noted(), by=by, words=_words(words))
