"""What can happen in a lead's life, as plain values that either performer understands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something that happened at `at`; `by` is a key of the cast, None for the system."""

    at: datetime
    by: str | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Capture(Act):
    """Somebody responded for the first time, or came back."""

    name: str
    email: str
    phone: str
    title: str
    country: str
    company: str
    domain: str
    code: str
    stage: str
    campaign: str | None = None
    source: str | None = None
    medium: str | None = None
    landing_page: str | None = None


@dataclass(frozen=True, kw_only=True)
class Touch(Act):
    """The person did something more."""

    code: str
    campaign: str | None = None


@dataclass(frozen=True, kw_only=True)
class HandOver(Act):
    """The lead was given to sales: by itself when it became sales-ready, or by somebody's hand."""

    to: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PassOn(Act):
    """An SDR passed the lead on to an AE."""

    to: str


@dataclass(frozen=True, kw_only=True)
class Accept(Act):
    """Whoever got the lead took it."""


@dataclass(frozen=True, kw_only=True)
class SendBack(Act):
    """The AE did not take what was passed on."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Attempt(Act):
    """A rep tried to reach the person."""

    channel: str
    disposition: str
    outcome: str | None = None
    reason: str | None = None
    seconds: int | None = None


@dataclass(frozen=True, kw_only=True)
class Note(Act):
    """A rep wrote something down."""


@dataclass(frozen=True, kw_only=True)
class End(Act):
    """The lead ended by an exit."""

    exit_: str
    reason: str
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class OpenDeal(Act):
    """A deal was opened on the lead."""

    name: str
    stage: str
    amount_minor: int
    currency: str
    expected_on: date
    product: str
    owner: str


@dataclass(frozen=True, kw_only=True)
class MoveDeal(Act):
    """The deal, and the lead with it, moved."""

    to: str


@dataclass(frozen=True, kw_only=True)
class Win(Act):
    """The deal was won."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Lose(Act):
    """The deal was lost."""

    reason: str


@dataclass(frozen=True)
class Life:
    """One lead from its first touch on; `person` is the same for a lead that came back."""

    person: str
    acts: list[Act] = field(default_factory=list)
