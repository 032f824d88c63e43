"""The kinds of events, one dataclass each; field names are the event's columns.

A kind is never changed in meaning: a new version gets `kind_version` + 1 and readers upcast for ever.
What is said of files, added fields, rates, products and blind audits stands in `facts_beside`; of points, handoffs,
promises, the playbook and who is away in `facts_agreed`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from detente.crm.history.fact import KINDS as KINDS
from detente.crm.history.fact import Fact as Fact
from detente.crm.history.fact import kind as _kind
from detente.crm.history.facts_agreed import AbsenceChanged as AbsenceChanged
from detente.crm.history.facts_agreed import CallbackDropped as CallbackDropped
from detente.crm.history.facts_agreed import CallbackPromised as CallbackPromised
from detente.crm.history.facts_agreed import CapacityChanged as CapacityChanged
from detente.crm.history.facts_agreed import Escalated as Escalated
from detente.crm.history.facts_agreed import HandedOver as HandedOver
from detente.crm.history.facts_agreed import HandoffAnswered as HandoffAnswered
from detente.crm.history.facts_agreed import PlaybookAnswered as PlaybookAnswered
from detente.crm.history.facts_agreed import PlaybookEnacted as PlaybookEnacted
from detente.crm.history.facts_agreed import PlaybookProposed as PlaybookProposed
from detente.crm.history.facts_agreed import PlaybookWithdrawn as PlaybookWithdrawn
from detente.crm.history.facts_agreed import Rerouted as Rerouted
from detente.crm.history.facts_agreed import Scored as Scored
from detente.crm.history.facts_agreed import SignatoryNamed as SignatoryNamed
from detente.crm.history.facts_agreed import Warned as Warned
from detente.crm.history.facts_beside import BaseFilled as BaseFilled
from detente.crm.history.facts_beside import BlindAuditEnded as BlindAuditEnded
from detente.crm.history.facts_beside import BlindAuditStarted as BlindAuditStarted
from detente.crm.history.facts_beside import CustomFieldAdded as CustomFieldAdded
from detente.crm.history.facts_beside import CustomFieldChanged as CustomFieldChanged
from detente.crm.history.facts_beside import FileAttached as FileAttached
from detente.crm.history.facts_beside import FileRemoved as FileRemoved
from detente.crm.history.facts_beside import FileRestored as FileRestored
from detente.crm.history.facts_beside import Judged as Judged
from detente.crm.history.facts_beside import ProductAdded as ProductAdded
from detente.crm.history.facts_beside import ProductChanged as ProductChanged
from detente.crm.history.facts_beside import RatesSet as RatesSet
from detente.crm.history.facts_beside import TeamCostRemoved as TeamCostRemoved
from detente.crm.history.facts_beside import TeamCostSet as TeamCostSet

# --- a lead -----------------------------------------------------------------------------------------


@_kind
class Captured(Fact):
    """A lead arrived: `code` is the kind of first response, `facts` hold UTM fields and the landing page."""

    to_stage: str
    source: str | None = None
    medium: str | None = None
    campaign_id: int | None = None
    vendor_id: int | None = None
    owner_id: int | None = None
    code: str | None = None
    facts: dict[str, Any] | None = None


@_kind
class Touched(Fact):
    """The person interacted with a campaign: `code` says how (form, survey, webinar ...)."""

    code: str
    source: str | None = None
    medium: str | None = None
    campaign_id: int | None = None
    facts: dict[str, Any] | None = None


@_kind
class Attempted(Fact):
    """One thing a rep did to reach the person, and its result; `facts["next"]` is the cadence's next step, if any."""

    channel: str
    disposition: str
    outcome: str | None = None
    reason: str | None = None
    seconds: int | None = None
    facts: dict[str, Any] | None = None


@_kind
class Noted(Fact):
    """Somebody wrote a note; the words stand in the detail."""


@_kind
class Moved(Fact):
    """The lead entered a stage, forwards or backwards."""

    from_stage: str
    to_stage: str
    reason: str | None = None


@_kind
class Backfilled(Fact):
    """A stage that the lead had passed is dated afterwards; where it stands now does not change."""

    to_stage: str


@_kind
class Ended(Fact):
    """The lead left by an exit, with its reason; `day` is when a recycled one should come back."""

    from_stage: str
    to_stage: str
    reason: str | None = None
    day: date | None = None


@_kind
class Reopened(Fact):
    """An ended lead is worked again."""

    from_stage: str
    to_stage: str
    reason: str | None = None


@_kind
class Assigned(Fact):
    """The lead got another owner; `reason` says why this one."""

    owner_id: int | None
    reason: str | None = None


@_kind
class DefectFound(Fact):
    """Something is wrong with the lead's data; `code` says what, `reason` who found it."""

    code: str
    reason: str


@_kind
class DefectCleared(Fact):
    """A defect was mended."""

    code: str


@_kind
class OriginChanged(Fact):
    """Where the lead came from was corrected; the earlier origin stays in the event before."""

    source: str | None = None
    medium: str | None = None
    campaign_id: int | None = None
    vendor_id: int | None = None


@_kind
class LeadChanged(Fact):
    """Added fields of a lead changed; names of the fields in `facts`, values before in the detail."""

    facts: dict[str, Any]


@_kind
class Rehomed(Fact):
    """The lead or deal belongs to another person or account, of which `facts` hold those before.

    A lead was given to another account, or records were merged, or a merge was taken back.
    """

    facts: dict[str, Any]


@_kind
class Reversed(Fact):
    """An earlier touch, activity or note (its kind in `code`) never counted: taken back, not deleted.

    `facts` hold what the touches or attempts that are left say: first_at, last_at, status.
    """

    reverses_id: int
    code: str
    facts: dict[str, Any] | None = None


# --- a deal (on its primary lead's chain when it has one) -----------------------------------------------


@_kind
class DealOpened(Fact):
    """A possible sale was created; the primary lead goes along to `to_stage`."""

    from_stage: str | None = None
    to_stage: str
    code: str
    owner_id: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    day: date | None = None


@_kind
class DealMoved(Fact):
    """The deal, and its primary lead with it, entered a stage."""

    from_stage: str
    to_stage: str
    reason: str | None = None


@_kind
class DealChanged(Fact):
    """Amount, currency, expected close, owner or type after the change: the whole after-image.

    `facts` name other fields that changed (name, product, added fields); their values before stand in the detail.
    """

    code: str
    owner_id: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    day: date | None = None
    facts: dict[str, Any] | None = None

    @classmethod
    def of(cls, deal: Any, **more: Any) -> DealChanged:
        """The image of a deal as it stands, with what else is to be said."""
        return cls(
            **{
                "code": deal.type, "owner_id": deal.owner_id, "amount_minor": deal.amount_minor,
                "currency": deal.currency, "day": deal.expected_on,
            }
            | more
        )  # fmt: skip


@_kind
class DealItemsChanged(Fact):
    """What is sold changed: `facts` hold every line after the change, `amount_minor` their total."""

    amount_minor: int | None = None
    currency: str | None = None
    facts: dict[str, Any]


@_kind
class NextStepSet(Fact):
    """What will be done next on the deal stands in the detail's words, by when in `day`; no words: it was done."""

    day: date | None = None


@_kind
class DealContactChanged(Fact):
    """A person's part in the deal is `code` now, None when they have none any more.

    `facts` hold `person_id` and the part before in `was`.
    """

    code: str | None = None
    facts: dict[str, Any]


@_kind
class DealWon(Fact):
    """Closed business; amounts are frozen at this day's rate."""

    from_stage: str
    to_stage: str
    reason: str | None = None
    amount_minor: int | None = None
    currency: str | None = None
    base_minor: int | None = None


@_kind
class DealLost(Fact):
    """The deal was lost, with its reason; the primary lead ends as lost."""

    from_stage: str
    to_stage: str
    reason: str | None = None
    amount_minor: int | None = None
    currency: str | None = None
    base_minor: int | None = None


@_kind
class DealReopened(Fact):
    """A closed deal is open again; its period is restated."""

    from_stage: str
    to_stage: str
    reason: str | None = None


@_kind
class DealLinked(Fact):
    """A deal got its primary lead afterwards; the lead goes along to the deal's stage."""

    from_stage: str
    to_stage: str


@_kind
class DealJoined(Fact):
    """Another lead carries the deal: this one ends as joined."""

    from_stage: str
    to_stage: str


# --- people, accounts, campaigns, users, imports (no lead) ----------------------------------------------


@_kind
class PersonAdded(Fact):
    """A person became known other than by a lead."""


@_kind
class PersonChanged(Fact):
    """Fields of a person changed; names of the fields in `facts`, values before in the detail."""

    facts: dict[str, Any]


@_kind
class PersonErased(Fact):
    """A person was erased on request: contact data and words are gone, what happened is still counted."""


@_kind
class AccountAdded(Fact):
    """An account became known."""


@_kind
class AccountChanged(Fact):
    """Fields of an account changed; names of the fields in `facts`, values before in the detail."""

    facts: dict[str, Any]


@_kind
class Absorbed(Fact):
    """Another record was merged into this person or account: its key (`merged`) and the `fields` that changed.

    Values before and after, on both records, stand in the detail.
    """

    facts: dict[str, Any]


@_kind
class MergedInto(Fact):
    """This person or account lives on in another one, whose key is in `facts`."""

    facts: dict[str, Any]


@_kind
class MergeUndone(Fact):
    """Merged records are two again; said of both. `facts` name the other one and the `fields` that went back."""

    facts: dict[str, Any]
    reverses_id: int | None = None


@_kind
class CampaignAdded(Fact):
    """A campaign was set up."""

    source: str | None = None
    medium: str | None = None


@_kind
class CampaignChanged(Fact):
    """Fields of a campaign changed."""

    facts: dict[str, Any]


@_kind
class CostAdded(Fact):
    """Money was spent on a campaign or vendor on a day."""

    amount_minor: int
    currency: str
    base_minor: int | None = None
    day: date
    source: str | None = None


@_kind
class CostReversed(Fact):
    """A cost was taken back by undoing the import that brought it."""

    facts: dict[str, Any]


@_kind
class MemberAdded(Fact):
    """A person became a member of a campaign, or their status in it changed to `code`."""

    code: str


@_kind
class MemberRemoved(Fact):
    """A person is no longer a member of a campaign, because they never should have been."""

    code: str


@_kind
class UserAdded(Fact):
    """Somebody got an account in Detente with the role in `code`."""

    code: str


@_kind
class UserChanged(Fact):
    """Role, team or record permission of a user changed."""

    facts: dict[str, Any]


@_kind
class SettingsChanged(Fact):
    """The organisation's zone, currency or defaults changed."""

    facts: dict[str, Any]


@_kind
class BatchUndone(Fact):
    """An import batch was taken back; what it brought is archived or ended."""

    facts: dict[str, Any]


@_kind
class Archived(Fact):
    """A record brought by an undone import, or set aside by a person, leaves the lists."""

    code: str


@_kind
class Restored(Fact):
    """An archived record came back."""

    code: str
