"""The agreement as values: what stages, exits, reasons and codes a playbook document holds. Pure."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Any

import yaml

from detente.crm.history.stages import EXIT
from detente.crm.playbook.points import Readiness, Scoring, read_readiness, read_scoring
from detente.crm.playbook.promises import (
    Cadence,
    Calendar,
    Role,
    Routing,
    Slas,
    Target,
    read_cadences,
    read_calendars,
    read_roles,
    read_routing,
    read_slas,
    read_targets,
)


@dataclass(frozen=True)
class Choice:
    """A code that people see by its name: a reason, a channel, a disposition ..."""

    code: str
    name: str
    more: dict[str, Any]


@dataclass(frozen=True)
class Stage:
    """A step of the path to won, or an exit. `team` owns it; `key` is its letter on the board."""

    code: str
    name: str
    milestone: str
    team: str
    meaning: str
    rank: int
    key: str = ""
    is_deal: bool = False
    probability: int = 0
    expected_days: int | None = None
    attempts: int | None = None
    role: str = ""
    entry: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    reasons: tuple[Choice, ...] = ()
    past_reasons: tuple[Choice, ...] = ()

    @property
    def is_exit(self) -> bool:
        """Whether a lead that enters it has left the path."""
        return self.milestone == EXIT

    def reason(self, code: str | None) -> Choice | None:
        """The reason with this code, retired or not, or None."""
        return next((one for one in (*self.reasons, *self.past_reasons) if one.code == code), None)


Rows = list[dict[str, Any]]


def _choices(rows: Rows, *, retired: bool = False) -> tuple[Choice, ...]:
    """What can be chosen, or what could once be and stands in the history of leads."""
    return tuple(
        Choice(row["code"], row["name"], {k: v for k, v in row.items() if k not in ("code", "name")})
        for row in rows
        if row.get("retired", False) == retired
    )


class Agreement:
    """One version of the playbook, read from its document."""

    def __init__(self, version: int, document: dict[str, Any]) -> None:
        self.version = version
        self.document = document
        self.path = tuple(self._stage(row, rank) for rank, row in enumerate(document["stages"]))
        self.exits = tuple(self._stage({"milestone": EXIT} | row, -1) for row in document["exits"])
        self.won_reasons = _choices(document["won_reasons"])
        self.reopen_reasons = _choices(document["reopen_reasons"])
        self.back_reasons = _choices(document["back_reasons"])
        self.touches = _choices(document["touches"])
        self.channels = _choices(document["channels"])
        self.dispositions = _choices(document["dispositions"])
        self.outcomes = _choices(document["outcomes"])
        self.defects = _choices(document["defects"])

    @staticmethod
    def _stage(row: dict[str, Any], rank: int) -> Stage:
        fields = dict(row)
        reasons: Rows = fields.get("reasons", [])
        fields |= {"reasons": _choices(reasons), "past_reasons": _choices(reasons, retired=True)}
        fields |= {name: tuple(fields.get(name, ())) for name in ("entry", "leaves")}
        return Stage(rank=rank, **fields)

    @cached_property
    def stages(self) -> dict[str, Stage]:
        """Every stage and exit by its code."""
        return {stage.code: stage for stage in (*self.path, *self.exits)}

    @property
    def lead_stages(self) -> tuple[Stage, ...]:
        """The stages a lead can stand in without a deal."""
        return tuple(stage for stage in self.path if not stage.is_deal)

    @property
    def deal_stages(self) -> tuple[Stage, ...]:
        """The stages of a deal, won included."""
        return tuple(stage for stage in self.path if stage.is_deal)

    def stage(self, code: str) -> Stage:
        """The stage or exit with this code; KeyError when the playbook has none."""
        return self.stages[code]

    def milestone(self, code: str | None) -> str | None:
        """The milestone of a stage; None for none."""
        return self.stages[code].milestone if code else None

    @cached_property
    def readiness(self) -> Readiness | None:
        """What makes a lead sales-ready; None in a version that agreed on none."""
        return read_readiness(self.document.get("sales_ready"))

    @cached_property
    def scoring(self) -> Scoring | None:
        """The points; None in a version without any."""
        return read_scoring(self.document.get("scoring"))

    @cached_property
    def slas(self) -> Slas | None:
        """What each team promised the other; None in a version without."""
        return read_slas(self.document.get("slas"))

    @cached_property
    def calendars(self) -> dict[str, Calendar]:
        """The working hours of each team."""
        return read_calendars(self.document.get("calendars"))

    @cached_property
    def cadences(self) -> tuple[Cadence, ...]:
        """Which channel comes next, and when; the first that fits a lead is its cadence."""
        return read_cadences(self.document.get("cadences"))

    @cached_property
    def routing(self) -> Routing | None:
        """Who gets a sales-ready lead; None in a version that hands nothing over by itself."""
        return read_routing(self.document.get("routing"))

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """Shared goals, and what marketing promised sales."""
        return read_targets(self.document.get("targets"))

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """Who is responsible for what."""
        return read_roles(self.document.get("roles"))

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """Code -> name for every list of codes, by the list's name, so that pages never show a bare code."""
        lists = ("won_reasons", "reopen_reasons", "back_reasons", "touches", "channels", "dispositions",
                 "outcomes", "defects")  # fmt: skip
        found = {name: {row["code"]: row["name"] for row in self.document[name]} for name in lists}
        found["stages"] = {stage.code: stage.name for stage in self.stages.values()}
        found["reasons"] = {
            row["code"]: row["name"] for stage in self.document["exits"] for row in stage.get("reasons", ())
        }
        for name in ("won_reasons", "reopen_reasons", "back_reasons"):
            found["reasons"] |= found[name]
        return found

    def dispositions_of(self, channel: str) -> tuple[Choice, ...]:
        """The results that an attempt by this channel can have, in the playbook's order."""
        wanted = next((choice.more["dispositions"] for choice in self.channels if choice.code == channel), ())
        return tuple(choice for choice in self.dispositions if choice.code in wanted)


def default_document() -> dict[str, Any]:
    """The playbook that a new company starts with."""
    return deepcopy(_shipped())


@cache
def _shipped() -> dict[str, Any]:
    text = resources.files("detente.crm.playbook").joinpath("default.yaml").read_text("utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    return document
