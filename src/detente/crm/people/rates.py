"""Rates of a day: units of the organisation's currency for one unit of another, typed or read from a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Max, Min
from django.utils import timezone

from detente.crm.history.facts import RatesSet
from detente.crm.history.record import record_loose
from detente.crm.objections import N_, Objection, check
from detente.crm.people.actions import organisation
from detente.crm.people.models import FxRate, User
from detente.crm.people.money import convert, is_currency

LARGEST = Decimal(10) ** 12
DIGITS = Decimal("0.000000000001")
FIRST = date(1970, 1, 1)


@dataclass(frozen=True)
class Rate:
    """One unit of `currency` was worth `rate` units of the organisation's currency on a day."""

    day: date
    currency: str
    rate: Decimal


@dataclass(frozen=True)
class RatesKept:
    """What became of rates: how many were new, changed, or stood already."""

    new: int
    changed: int
    same: int


def rate_on(currency: str, day: date) -> Decimal | None:
    """The newest rate known on that day, or None."""
    found = FxRate.objects.filter(currency=currency, day__lte=day).order_by("-day")
    return found.values_list("rate", flat=True).first()


def rate_known_on(currency: str, day: date) -> tuple[date, Decimal] | None:
    """The newest rate known on that day with the day it is of, so that a page can say so."""
    found = FxRate.objects.filter(currency=currency, day__lte=day).order_by("-day")
    return found.values_list("day", "rate").first()


def to_base(minor: int | None, currency: str | None, day: date) -> int | None:
    """An amount in the organisation's currency at that day's rate; None without amount or rate."""
    if minor is None or currency is None:
        return None
    base = organisation().currency
    if currency == base:
        return minor
    rate = rate_on(currency, day)
    return convert(minor, currency=currency, into=base, rate=rate) if rate is not None else None


def objections_to_rate(rate: Rate, *, base: str, today: date) -> list[Objection]:
    """A rate is above nothing, of another currency than ours, on a day that has come."""
    found = []
    if not is_currency(rate.currency):
        text = N_("{currency} is not a currency; give three letters, like USD.")
        found.append(Objection("currency_unknown", text, "currency", {"currency": rate.currency or "''"}))
    elif rate.currency == base:
        text = N_("{currency} is the company's own currency: one is always one.")
        found.append(Objection("currency_own", text, "currency", {"currency": base}))
    if not (rate.rate.is_finite() and 0 < rate.rate < LARGEST) or not rate.rate.quantize(DIGITS):
        text = N_("A rate is a number above 0, like 0.92.")
        found.append(Objection("rate_wrong", text, "rate"))
    if rate.day > today:
        found.append(Objection("in_future", N_("Give a day that has come; nobody knows later rates."), "day"))
    elif rate.day < FIRST:
        found.append(Objection("too_long_ago", N_("Give a day since 1970."), "day"))
    return found


@transaction.atomic
def set_rates(rates: Iterable[Rate], *, by: User | None) -> RatesKept:
    """Keep rates; one of the same day and currency is replaced. What was frozen at an earlier rate stays as it is.

    Amounts that were frozen without any rate are filled in the same transaction (deals.bases reacts to the event).
    """
    from detente.crm.people.days import today

    base, now = organisation().currency, today()
    wanted = {(each.day, each.currency): each for each in rates}
    check(
        [against for each in wanted.values() for against in objections_to_rate(each, base=base, today=now)][
            :20
        ]
    )
    rounded = {key: each.rate.quantize(DIGITS) for key, each in wanted.items()}
    standing = _standing(rounded)
    new = [key for key in rounded if key not in standing]
    changed = [key for key, rate in rounded.items() if key in standing and standing[key] != rate]
    _write(
        [FxRate(day=day, currency=currency, rate=rounded[day, currency]) for day, currency in new + changed]
    )
    if touched := new + changed:
        days = [day.isoformat() for day, _currency in touched]
        currencies = sorted({currency for _day, currency in touched})
        facts = {
            "new": len(new),
            "changed": len(changed),
            "currencies": currencies,
            "from": min(days),
            "to": max(days),
        }
        record_loose(RatesSet(facts=facts), by=by, at=timezone.now(), subject={})
    return RatesKept(len(new), len(changed), len(rounded) - len(touched))


def _standing(keys: Iterable[tuple[date, str]]) -> dict[tuple[date, str], Decimal]:
    days = [day for day, _currency in keys]
    if not days:
        return {}
    rows = FxRate.objects.filter(day__gte=min(days), day__lte=max(days))
    return {(day, currency): rate for day, currency, rate in rows.values_list("day", "currency", "rate")}


def _write(rows: list[FxRate]) -> None:
    FxRate.objects.bulk_create(
        rows,
        batch_size=5_000,
        update_conflicts=True,
        unique_fields=["day", "currency"],
        update_fields=["rate"],
    )


@transaction.atomic
def remove_rates(currency: str, *, by: User | None, day: date | None = None) -> int:
    """Take a currency's rates away, or the mistyped one of a day; what was frozen with them stays as it is."""
    found = FxRate.objects.filter(currency=currency, **({"day": day} if day else {}))
    days = found.aggregate(first=Min("day"), last=Max("day"), count=Count("pk"))
    if days["count"]:
        found.delete()
        span = {"from": days["first"].isoformat(), "to": days["last"].isoformat()}
        facts = {"removed": days["count"], "currencies": [currency], **span}
        record_loose(RatesSet(facts=facts), by=by, subject={})
    return int(days["count"])
