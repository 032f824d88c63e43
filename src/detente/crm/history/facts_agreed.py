"""Kinds of events by which the agreement is kept: points, handoffs, what comes next; the playbook and its people."""

from __future__ import annotations

from typing import Any

from detente.crm.history.fact import Fact, kind


@kind
class Scored(Fact):
    """The lead's points crossed into another band (`code`) or became sales-ready; `reason` says by what.

    `facts` hold score, fit, engagement, fit_band, is_ready and the version of the playbook whose points they are.
    """

    code: str
    reason: str
    facts: dict[str, Any]


@kind
class HandedOver(Fact):
    """The lead was given on: `code` is handed_over or passed, `reason` the route that chose `owner_id`, None: the pool.

    `facts` hold what was frozen: handoff, score, band, fit_band, due instants, is_randomised, playbook.
    """

    code: str
    reason: str
    owner_id: int | None = None
    facts: dict[str, Any]


@kind
class Rerouted(Fact):
    """An open handoff goes to somebody else: out of the pool, by absence, past its time or by hand (`reason`)."""

    reason: str
    owner_id: int | None = None
    facts: dict[str, Any]


@kind
class Warned(Fact):
    """A handoff's answer is due soon; said to whom it was given."""

    facts: dict[str, Any]


@kind
class Escalated(Fact):
    """A handoff was not answered in time: the manager in `owner_id` was told."""

    owner_id: int | None = None
    facts: dict[str, Any]


@kind
class HandoffAnswered(Fact):
    """The one answer of a handoff: `code` is accepted, rejected (with its `reason`) or withdrawn.

    `facts` hold handoff, seconds by the clock and business_seconds since it was assigned.
    """

    code: str
    reason: str | None = None
    facts: dict[str, Any]


@kind
class CallbackPromised(Fact):
    """The rep promised to be in touch by `channel`; when stands in `facts["next"]`."""

    channel: str
    facts: dict[str, Any]


@kind
class CallbackDropped(Fact):
    """What was planned next no longer holds; `reason` says why."""

    reason: str | None = None
    facts: dict[str, Any] | None = None


@kind
class PlaybookProposed(Fact):
    """Somebody proposed to change the playbook, or changed their proposal."""

    facts: dict[str, Any]


@kind
class PlaybookAnswered(Fact):
    """A side signed a proposal or declined it (`code`); the reason stands in the detail."""

    code: str
    facts: dict[str, Any]


@kind
class PlaybookEnacted(Fact):
    """A version of the playbook was agreed; `facts` hold version, proposal and when it takes effect."""

    facts: dict[str, Any]


@kind
class PlaybookWithdrawn(Fact):
    """A proposal was taken back, or was overtaken by another version (`code`)."""

    code: str
    facts: dict[str, Any]


@kind
class SignatoryNamed(Fact):
    """Somebody signs for a side from now on (`code`: marketing or sales), or nobody does."""

    code: str
    facts: dict[str, Any]


@kind
class AbsenceChanged(Fact):
    """Days on which a user is away were noted (`code`: added) or taken back (withdrawn)."""

    code: str
    facts: dict[str, Any]


@kind
class CapacityChanged(Fact):
    """How many leads a user can take changed."""

    facts: dict[str, Any]
