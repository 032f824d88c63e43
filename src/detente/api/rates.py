"""Rates: what a currency was worth in the company's own, day by day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from detente.api.gate import Asked, Strict, operation
from detente.api.paging import Listed, keyed, page_of
from detente.api.showing import Shape
from detente.api.values import Currency, Day
from detente.crm.people.models import FxRate
from detente.crm.people.rates import Rate, remove_rates, set_rates

router = Router(tags=["Rates"])
MOST_RATES = 5_000


class RateOut(Schema):
    """One unit of `currency` was worth `rate` units of the company's currency on a day."""

    day: date
    currency: str
    rate: Decimal


class RateIn(Strict):
    """A rate of a day that has come."""

    day: Day
    currency: Currency
    rate: Annotated[Decimal, Field(gt=0, lt=10**12)]


class RatesIn(Strict):
    """Rates to keep, all or none; one of the same day and currency is replaced."""

    rates: Annotated[list[RateIn], Field(max_length=MOST_RATES)]


class RatesKept(Schema):
    """How many were new, changed, or stood already."""

    new: int
    changed: int
    same: int


class RatesRemoved(Schema):
    """How many were taken away."""

    removed: int


SHAPE = Shape({"day": "day", "currency": "currency", "rate": "rate"})


@router.get("/rates", response=Listed[RateOut], operation_id="list_rates")
@operation("settings")
@keyed
def list_rates(request: Asked, currency: Currency | None = None) -> Any:
    """Rates in the order they were entered, of one currency or of all."""
    rates = FxRate.objects.filter(**({"currency": currency} if currency else {}))
    return page_of(request, rates, SHAPE)


@router.put("/rates", response=RatesKept, operation_id="set_rates")
@operation("settings", scope="settings")
def put_rates(request: Asked, body: RatesIn) -> Any:
    """Keep rates. Amounts that were frozen at an earlier rate stay; those that had none are filled."""
    return set_rates((Rate(one.day, one.currency, one.rate) for one in body.rates), by=request.user)


@router.delete("/rates/{currency}", response=RatesRemoved, operation_id="remove_rates")
@operation("settings", scope="settings")
def delete_rates(request: Asked, currency: Currency, day: Day | None = None) -> Any:
    """Take one day's rate away, or without a day all of a currency; what was frozen with them stays."""
    return {"removed": remove_rates(currency, by=request.user, day=day)}
