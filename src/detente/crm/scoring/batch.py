"""The points of one chunk of leads: reckoned on columns, compared with what is stored, and stored where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
from django.db import DEFAULT_DB_ALIAS

from detente.analytics.points import Column, Plan, Scores
from detente.analytics.points.columns import Ints, Mask
from detente.analytics.points.conditions import fields_asked
from detente.crm.capture.models import Lead
from detente.crm.history import bulk, rows
from detente.crm.history.facts import Scored
from detente.crm.playbook.agreement import Agreement
from detente.crm.playbook.conditions import holds
from detente.crm.scoring import rules
from detente.crm.scoring.keeping import COLUMNS
from detente.crm.scoring.models import LeadScore
from detente.crm.scoring.reading import Found, read, second_of

_STORED = ("s.score", "s.fit", "s.engagement", "s.band", "s.fit_band", "s.is_ready", "s.playbook")
_STAGE = ("l.stage", "l.deal_id IS NULL")
_EVENTS = 2_000
"""Leads of which an event is written at once: the set-based writer keeps them in memory."""


@dataclass(frozen=True)
class Batch:
    """Leads that are locked, what their points come to at `at`, and what was stored of them before."""

    agreement: Agreement
    at: datetime
    found: Found
    plan: Plan
    scores: Scores
    moves: bool

    @classmethod
    def of(cls, where: str, agreement: Agreement, at: datetime, *, moves: bool) -> Batch:
        """Lock the leads that `where` holds of, and reckon their points; `moves` leaves out who becomes ready."""
        asked = fields_asked(agreement.scoring, agreement.readiness)
        found = read(where, asked, (*_STORED, *_STAGE, second_of("s.changes_at")), lock=True)
        plan = Plan.of(agreement.scoring, agreement.readiness, found.leads, found.touches, holds)
        return cls(agreement, at, found, plan, plan.at(rules.instant_of(at)), moves)

    @cached_property
    def bands(self) -> tuple[np.ndarray, np.ndarray]:
        """The band and the fit's band of each lead, by code."""
        scoring: Any = self.agreement.scoring
        names = ([band.code for band in bands] for bands in (scoring.bands, scoring.fit_bands))
        band, fit_band = (np.array(codes, dtype=object) for codes in names)
        return band[self.scores.band], fit_band[self.scores.fit_band]

    @cached_property
    def changes_at(self) -> Ints:
        """When fading next changes each score, in seconds since 1970; -1 for never."""
        return self.plan.changes_at(rules.instant_of(self.at), self.scores)

    @cached_property
    def is_due(self) -> Mask:
        """Whether what is stored says until when it holds, and that this time has come."""
        until = self._was(second_of("s.changes_at"))
        never = until == None  # noqa: E711  element by element
        found: Mask = np.where(
            never, self.changes_at >= 0, np.where(never, 0, until) <= rules.instant_of(self.at)
        )
        return found

    def _was(self, name: str) -> np.ndarray:
        column = self.found.more.get(name, Column.of(()))
        return np.array(column.values, dtype=object)[column.codes]

    @cached_property
    def had(self) -> Mask:
        """Whether anything was stored before."""
        known: Mask = self._was("s.playbook") != None  # noqa: E711  element by element
        return known

    @cached_property
    def differs(self) -> Mask:
        """Whether what is stored says something else."""
        band, fit_band = self.bands
        now = (
            self.scores.score,
            self.scores.fit,
            self.scores.engagement,
            band,
            fit_band,
            self.scores.is_ready,
        )
        found = ~self.had | (self._was("s.playbook") != self.agreement.version)
        for name, value in zip(_STORED, now, strict=False):
            found |= self._was(name) != value
        return found.astype(bool)

    @cached_property
    def readies(self) -> Mask:
        """Who was not sales-ready before, is now, and still stands with marketing: scored alone afterwards."""
        if not self.moves:
            return np.zeros(len(self.had), dtype=bool)
        early = [stage.code for stage in self.agreement.lead_stages if stage.milestone == "inquiry"]
        here = np.isin(self._was("l.stage").astype(str), early) & self._was("l.deal_id IS NULL").astype(bool)
        return self.had & self.scores.is_ready & ~self._was("s.is_ready").astype(bool) & here

    def became_ready(self) -> list[int]:
        """The keys of those who are to move on."""
        return [int(key) for key in self.found.ids[self.readies]] if len(self.found.ids) else []

    def store(self) -> int:
        """Write the points that differ, and when each is to be looked at again; returns how many differed."""
        if not len(self.found.ids):
            return 0
        chosen = np.flatnonzero((self.differs | self.is_due) & ~self.readies)
        old = self.found.ids[chosen[self.had[chosen]]].tolist()
        for start in range(0, len(old), _EVENTS):
            LeadScore.objects.filter(pk__in=old[start : start + _EVENTS])._raw_delete(DEFAULT_DB_ALIAS)
        rows.insert(LeadScore, COLUMNS, self._rows(chosen))
        return int(self.differs.sum())

    def _rows(self, chosen: Ints) -> list[tuple[Any, ...]]:
        band, fit_band = self.bands
        scores = self.scores
        reasons, changes = self._reasons(), self.changes_at
        columns = [
            column[chosen].tolist()
            for column in (
                self.found.ids, scores.score, scores.fit, scores.engagement, band, fit_band, scores.is_ready, changes
            )
        ]  # fmt: skip
        version, at = self.agreement.version, self.at
        return [
            (*row[:7], version, reasons[place], at, None if row[7] < 0 else rules.moment_of(row[7]))
            for place, row in zip(chosen.tolist(), zip(*columns, strict=True), strict=True)
        ]

    def _reasons(self) -> list[list[list[Any]]]:
        found: list[list[list[Any]]] = [[] for _ in range(len(self.found.ids))]
        for code, tenths in self._given():
            for place in np.flatnonzero(tenths).tolist():
                found[place].append([code, int(tenths[place])])
        return found

    def _given(self) -> Sequence[tuple[str, Ints]]:
        fit = [(code, tenths * mask) for code, (tenths, mask) in self.plan.fit_given.items()]
        moment, engagement = rules.instant_of(self.at), self.plan.engagement
        return fit + [
            (counted.rule.code, engagement.by_lead(counted, moment))
            for _limit, counts in engagement.groups for counted in counts
        ]  # fmt: skip

    def tell(self, cause: str) -> int:
        """One event for each who had points before and crossed into another band; returns how many."""
        crossed = self.had & (self._was("s.band") != self.bands[0]) & ~self.readies
        places = np.flatnonzero(crossed)
        for start in range(0, len(places), _EVENTS):
            self._write(places[start : start + _EVENTS], cause)
        return len(places)

    def _write(self, places: Ints, cause: str) -> None:
        with bulk.writing() as writer:
            stories = writer.leads(int(key) for key in self.found.ids[places])
            for place in places.tolist():
                fact = Scored(code=self.bands[0][place], reason=cause, facts=self._facts(place))
                writer.record(stories[int(self.found.ids[place])], fact, at=self.at)

    def _facts(self, place: int) -> dict[str, Any]:
        scores = self.scores
        return {
            "score": int(scores.score[place]), "fit": int(scores.fit[place]),
            "engagement": int(scores.engagement[place]), "fit_band": self.bands[1][place],
            "is_ready": bool(scores.is_ready[place]), "playbook": self.agreement.version,
        }  # fmt: skip

    def freeze(self) -> None:
        """Note the fit of those who just arrived, where none stands yet."""
        keys: dict[str, list[int]] = {}
        for key, band in zip(self.found.ids.tolist(), self.bands[1], strict=True):
            keys.setdefault(band, []).append(key)
        for band, ids in keys.items():
            for start in range(0, len(ids), _EVENTS):
                Lead.objects.filter(pk__in=ids[start : start + _EVENTS], fit_band=None).update(fit_band=band)
