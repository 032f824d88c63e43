"""One line taken back: what it stored is archived or reversed, unless others have touched it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q

from detente.crm.capture.models import CampaignCost
from detente.crm.deals.models import DealItem, Product
from detente.crm.history import rows
from detente.crm.history.bulk import LeadStory, Writer
from detente.crm.history.facts import (
    Archived,
    Assigned,
    CostReversed,
    DealMoved,
    DealReopened,
    DefectCleared,
    ProductChanged,
    Reversed,
)
from detente.crm.history.fold import status_after
from detente.crm.history.models import Event
from detente.crm.history.stages import is_open
from detente.crm.imports.models import ImportLine
from detente.intake.problems import gettext_noop
from detente.intake.storing.known import EVENTS as EVENT_KINDS

TOUCHED = gettext_noop("others have worked on it since")
USERS_STAY = gettext_noop("users stay; take their rights away in the settings")
DATED = gettext_noop("the stages it dated on an earlier lead stay dated")
ITEMS_STAY = gettext_noop("what it put on an earlier deal stays; change the deal's products on its page")
MEMBERS_STAY = gettext_noop("memberships stay; the campaign's page has them")
VENDORS_STAY = gettext_noop("vendors stay; costs and leads may name them")
NOTES_STAY = gettext_noop("a note on a deal that stays, stays too")
LEFT = {"vendor": VENDORS_STAY, "user": USERS_STAY, "member": MEMBERS_STAY}
REVERSIBLE = {"touched", "attempted", "noted"}
EVENTS = ("id", "kind", "lead_id", "deal_id", "from_stage", "code", "owner_id", "seq")


class Takeback:
    """The transaction's writer and what a chunk of lines led to; `people` and `accounts` may be free now."""

    def __init__(self, batch_id: int, writer: Writer, lines: list[ImportLine]) -> None:
        self.batch_id, self.writer, self.at = batch_id, writer, writer.recorded_at
        self.people: set[int] = set()
        self.accounts: set[int] = set()
        self.campaigns: set[int] = set()
        wanted: defaultdict[str, set[int]] = defaultdict(set)
        for line in lines:
            wanted[line.object or ""].add(line.record_id or 0)
        events = {key for kind in EVENT_KINDS for key in wanted[kind]}
        work = Event.objects.filter(pk__in=events).values(*EVENTS)
        self.work = {row["id"]: row for row in work}
        deals = self._events(Q(deal_id__in=wanted["deal"]))
        leads = wanted["lead"] | {row["lead_id"] for row in (*self.work.values(), *deals) if row["lead_id"]}
        self.of_lead: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in self._events(Q(lead_id__in=leads)):
            self.of_lead[row["lead_id"]].append(row)
        self.touched_leads = self._touched("lead_id", leads)
        self.touched_deals = self._touched("deal_id", wanted["deal"])
        self.reversed = set(
            Event.objects.filter(lead_id__in=leads, kind="reversed").values_list("reverses_id", flat=True)
        )
        self.worked: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
        worked: Any = Event.objects.filter(lead_id__in=leads, kind__in=("touched", "attempted")).order_by(
            "seq"
        )
        for row in worked.values("id", "lead_id", "kind", "at", "disposition"):
            self.worked[row["lead_id"]].append(dict(row))
        self.writer.leads(leads)
        self.writer.deals(wanted["deal"])

    def _events(self, which: Q) -> list[dict[str, Any]]:
        return list(Event.objects.filter(which, batch_id=self.batch_id).order_by("-id").values(*EVENTS))

    def _touched(self, column: str, keys: set[int]) -> set[int]:
        """Records with an event that this batch did not write."""
        others = Q(batch_id__isnull=True) | ~Q(batch_id=self.batch_id)
        return set(Event.objects.filter(others, **{f"{column}__in": keys}).values_list(column, flat=True))

    def take_back(self, line: ImportLine) -> str | None:
        """None when it is done, else why the line is left."""
        if line.record_id is None:
            return None
        if line.outcome == "merged":
            return self._merged_lead(line.record_id) if line.object == "lead" else None
        if line.object in LEFT:
            return LEFT[line.object]
        undo = {
            "person": self._person, "note": self._note, "move": self._move, "item": self._item,
            "product": self._product, "lead": self._lead, "deal": self._deal, "touch": self._work,
            "activity": self._work, "cost": self._cost, "account": self._account, "campaign": self._campaign,
        }.get(line.object or "")  # fmt: skip
        return undo(line.record_id) if undo else USERS_STAY

    def _lead(self, key: int) -> str | None:
        if key in self.touched_leads:
            return TOUCHED
        story = self.writer.leads([key])[key]
        if not story.state.is_archived:
            self.writer.record(story, Archived(code="lead"), at=self.at)
        self.people.add(story.static["person_id"])
        self.accounts.add(story.static["account_id"] or 0)
        return None

    def _merged_lead(self, key: int) -> str | None:
        """An earlier lead: the touches that the batch added are reversed, its defects cleared."""
        story = self.writer.leads([key])[key]
        for row in self.of_lead[key]:
            self._compensate(story, row)
        return DATED if any(row["kind"] == "backfilled" for row in self.of_lead[key]) else None

    def _compensate(self, story: LeadStory, row: dict[str, Any]) -> None:
        if row["kind"] in REVERSIBLE and row["id"] not in self.reversed:
            self.reversed.add(row["id"])
            left = what_is_left(
                row["kind"], [other for other in self.worked[story.id] if other["id"] not in self.reversed]
            )
            self.writer.record(
                story, Reversed(reverses_id=row["id"], code=row["kind"], facts=left), at=self.at
            )
        elif row["kind"] == "defect_found" and row["code"] in story.state.defects:
            self.writer.record(story, DefectCleared(code=row["code"]), at=self.at)
        elif row["kind"] == "assigned" and story.state.owner_id == row["owner_id"] and row["owner_id"]:
            self.writer.record(story, Assigned(owner_id=None, reason="import_undone"), at=self.at)

    def _work(self, key: int) -> str | None:
        row = self.work[key]
        story = self.writer.leads([row["lead_id"]])[row["lead_id"]]
        self._compensate(story, row)
        return None

    def _deal(self, key: int) -> str | None:
        deal = self.writer.deals([key])[key]
        lead_id = deal.state.lead_id
        if key in self.touched_deals or (lead_id in self.touched_leads and self._moved_on(lead_id or 0, key)):
            return TOUCHED
        lead = self.writer.leads([lead_id])[lead_id] if lead_id else None
        if lead and not any(row["kind"] == "captured" for row in self.of_lead[lead.id]):
            self._return_lead(lead, key)
        if not deal.state.is_archived:
            self.writer.record_deal(deal, Archived(code="deal"), at=self.at, lead=lead)
        self.accounts.add(deal.static["account_id"] or 0)
        return None

    def _moved_on(self, lead_id: int, deal_id: int) -> bool:
        """Whether others did something with the lead after this batch gave it its deal."""
        opened = [row["seq"] for row in self.of_lead[lead_id] if row["deal_id"] == deal_id]
        later = Event.objects.filter(lead_id=lead_id, seq__gt=max(opened, default=0))
        return later.exclude(batch_id=self.batch_id).exists() or later.filter(batch_id=None).exists()

    def _return_lead(self, lead: LeadStory, deal_id: int) -> None:
        """An earlier lead goes back to where it stood before the deal."""
        deal = self.writer.deals([deal_id])[deal_id]
        opened = next(
            row for row in self.of_lead[lead.id] if row["deal_id"] == deal_id and row["kind"] == "deal_opened"
        )
        to, stands = opened["from_stage"], lead.state.stage
        if stands != to:
            kind = DealMoved if is_open(stands) else DealReopened
            self.writer.record_deal(deal, kind(from_stage=stands, to_stage=to), at=self.at, lead=lead)
        for row in self.of_lead[lead.id]:
            self._compensate(lead, row)

    def _cost(self, key: int) -> str | None:
        cost = CampaignCost.objects.get(pk=key)
        if not cost.is_archived:
            subject = {"campaign_id": cost.campaign_id, "vendor_id": cost.vendor_id}
            self.writer.record_loose(CostReversed(facts={"cost_id": key}), at=self.at, subject=subject)
            rows.update(CampaignCost, ("is_archived",), [(True, key)])
        return None

    def _person(self, key: int) -> str | None:
        self.people.add(key)
        return None

    def _move(self, key: int) -> str | None:
        """With its lead, when the batch brought that too; history is not undated otherwise."""
        lead_id = self.work[key]["lead_id"]
        return None if any(row["kind"] == "captured" for row in self.of_lead[lead_id]) else DATED

    def _item(self, key: int) -> str | None:
        """With its deal, when the batch brought that too."""
        return None if self._is_own_deal(key) else ITEMS_STAY

    def _is_own_deal(self, key: int) -> bool:
        opened = Event.objects.filter(deal_id=self.work[key]["deal_id"], kind="deal_opened")
        return opened.filter(batch_id=self.batch_id).exists()

    def _note(self, key: int) -> str | None:
        if self.work[key]["lead_id"]:
            return self._work(key)
        return None if self._is_own_deal(key) else NOTES_STAY

    def _product(self, key: int) -> str | None:
        product = Product.objects.get(pk=key)
        self.writer.flush()
        if DealItem.objects.filter(product=key, deal__is_archived=False).exists():
            return TOUCHED
        if not product.is_archived:
            rows.update(Product, ("is_archived", "version"), [(True, product.version + 1, key)])
            fact = ProductChanged(facts={"product_id": key, "fields": ["is_archived"]})
            words = {"before": {"is_archived": False}}
            self.writer.record_loose(fact, at=self.at, subject={}, words=words)
        return None

    def _account(self, key: int) -> str | None:
        self.accounts.add(key)
        return None

    def _campaign(self, key: int) -> str | None:
        self.campaigns.add(key)
        return None


def what_is_left(kind: str, others: list[dict[str, Any]]) -> dict[str, Any] | None:
    """First and last instant of the other touches or attempts, and the status that these attempts lead to."""
    left = [row for row in others if row["kind"] == kind]
    if not left:
        return None
    moments = [row["at"] for row in left]
    found = {"first_at": min(moments).isoformat(), "last_at": max(moments).isoformat()}
    if kind == "attempted":
        status = "new"
        for row in left:
            status = status_after(status, row["disposition"])
        found["status"] = status
    return found
