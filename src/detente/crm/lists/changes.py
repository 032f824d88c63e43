"""One change for many records: set a field, end leads by an exit, mark leads as bad data, add to a campaign.

A change is a plain document, kept with the edit that makes it:
`{"do": "set", "field": key, "value": kept}`, `{"do": "end", "exit": code, "reason": code, "day": "2026-03-31"}`,
`{"do": "campaign", "campaign": id}`, `{"do": "defect", "defect": code}`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from detente.crm.capture.actions import clear_defect, find_defect
from detente.crm.capture.campaigns import join_campaign, leave_campaign
from detente.crm.capture.models import Campaign, CampaignMember
from detente.crm.followup import rules
from detente.crm.followup.actions import end, reopen
from detente.crm.followup.planning import channels_used
from detente.crm.history.fold import lead_state
from detente.crm.lists.fields import Field
from detente.crm.lists.registry import registry
from detente.crm.lists.setting import Setter, setter
from detente.crm.lists.values import read
from detente.crm.objections import N_, Objection, Refused
from detente.crm.people.actions import organisation
from detente.crm.people.days import today
from detente.crm.people.models import User
from detente.crm.people.permissions import openable
from detente.crm.playbook import actions as playbook

ABILITIES = {
    "leads": ("work_leads", "assign"), "deals": ("work_deals",), "accounts": ("edit_people",),
    "people": ("edit_people",), "campaigns": ("edit_campaigns",),
}  # fmt: skip


def may_change(user: User, subject: str) -> bool:
    """Whether the user's role changes records of this list."""
    return all(user.may(ability) for ability in ABILITIES[subject])


def version_of(record: Any) -> int:
    """The version that forms carry."""
    return int(record.last_seq if record._meta.model_name == "lead" else record.version)


class Change:
    """A change as it applies to single records; made by `change_of`, which refuses what cannot be meant."""

    def same(self, record: Any) -> bool:
        """Whether the record is so already."""
        raise NotImplementedError

    def against(self, record: Any) -> list[Objection]:
        """The objections that acting would raise, without acting."""
        raise NotImplementedError

    def now(self, record: Any) -> Any:
        """What stands before, as JSON: enough to put it back."""
        raise NotImplementedError

    def act(self, record: Any, by: User, version: int | None = None) -> None:
        """Change the record by its own act; raises `Refused`."""
        raise NotImplementedError

    def back(self, record: Any, before: Any, by: User, version: int) -> None:
        """Put back what stood before."""
        raise NotImplementedError


@dataclass(frozen=True)
class Setting(Change):
    """A field gets a value."""

    field: Field
    value: Any
    how: Setter

    def same(self, record: Any) -> bool:
        now = self.how.now(record)
        return bool(now == self.value or (now in (None, "") and self.value in (None, "")))

    def against(self, record: Any) -> list[Objection]:
        return self.how.against(record, self.value)

    def now(self, record: Any) -> Any:
        return {"value": self.how.now(record), "whole": self.how.before(record) if self.how.before else None}

    def act(self, record: Any, by: User, version: int | None = None) -> None:
        self.how.put(record, self.value, by, version)

    def back(self, record: Any, before: Any, by: User, version: int) -> None:
        if self.how.back:
            self.how.back(record, before["whole"], by, version)
        else:
            self.how.put(record, before["value"], by, version)


@dataclass(frozen=True)
class Ending(Change):
    """A lead ends by an exit with its reason."""

    exit_: str
    reason: str | None
    day: date | None

    def same(self, record: Any) -> bool:
        return bool(record.stage == self.exit_)

    def against(self, record: Any) -> list[Objection]:
        state = lead_state(record)
        return rules.objections_to_end(
            playbook.current(), state, exit_=self.exit_, reason=self.reason, day=self.day, today=today(),
            channels=channels_used(record) if self.exit_ == "unreached" else None,
        )  # fmt: skip

    def now(self, record: Any) -> Any:
        return {"value": record.stage}

    def act(self, record: Any, by: User, version: int | None = None) -> None:
        end(record, exit_=self.exit_, by=by, reason=self.reason, day=self.day, version=version)

    def back(self, record: Any, before: Any, by: User, version: int) -> None:
        reopen(record, by=by, version=version)


@dataclass(frozen=True)
class Joining(Change):
    """A person becomes a member of a campaign."""

    campaign: Campaign

    def _person(self, record: Any) -> Any:
        return record.person if record._meta.model_name == "lead" else record

    @cached_property
    def _members(self) -> frozenset[int]:
        return frozenset(
            CampaignMember.objects.filter(campaign=self.campaign).values_list("person", flat=True)
        )

    def same(self, record: Any) -> bool:
        return self._person(record).pk in self._members

    def against(self, record: Any) -> list[Objection]:
        return []

    def now(self, record: Any) -> Any:
        return {"value": None}

    def act(self, record: Any, by: User, version: int | None = None) -> None:
        join_campaign(self.campaign, self._person(record), at=timezone.now(), by=by)

    def back(self, record: Any, before: Any, by: User, version: int) -> None:
        leave_campaign(self.campaign, self._person(record), by=by)


@dataclass(frozen=True)
class Marking(Change):
    """A lead's data is marked as bad, by kind: its source answers for it."""

    defect: str

    def same(self, record: Any) -> bool:
        return self.defect in record.defects

    def against(self, record: Any) -> list[Objection]:
        return []

    def now(self, record: Any) -> Any:
        return {"value": list(record.defects)}

    def act(self, record: Any, by: User, version: int | None = None) -> None:
        find_defect(record, self.defect, by=by)

    def back(self, record: Any, before: Any, by: User, version: int) -> None:
        clear_defect(record, self.defect, by=by)


def change_of(subject: str, document: dict[str, Any], by: User) -> Change:
    """The change that a document means; `Refused` with the field named where it cannot be."""
    match document.get("do"):
        case "set":
            return _setting(subject, document, by)
        case "end" if subject == "leads":
            return _ending(document)
        case "defect" if subject == "leads":
            return _marking(document)
        case "campaign" if subject in ("leads", "people"):
            return Joining(_campaign(document.get("campaign"), by))
    raise Refused(Objection("change_unknown", N_("Choose what to change."), "do"))


def _setting(subject: str, document: dict[str, Any], by: User) -> Setting:
    field = registry(subject, by).get(str(document.get("field", "")))
    if field is None or not field.is_editable:
        text = N_("There is no field {field} to change (any more).")
        raise Refused(Objection("field_unknown", text, "field", {"field": str(document.get("field"))[:60]}))
    value = read(field, document.get("value"), currency=organisation().currency)
    if field.key == "stage" and subject == "leads" and _is_exit(value):
        text = N_("{stage} is an exit. Choose “End” and its reason.")
        raise Refused(Objection("stage_is_exit", text, "value", {"stage": value}))
    return Setting(field, value, setter(subject, field.key))


def _is_exit(code: str) -> bool:
    stage = playbook.current().stages.get(code)
    return stage is None or stage.is_exit


def _ending(document: dict[str, Any]) -> Ending:
    day = document.get("day") or None
    try:
        parsed = date.fromisoformat(day) if day else None
    except (TypeError, ValueError):
        raise Refused(Objection("day_unknown", N_("Give a day, like 2026-03-31."), "day")) from None
    exit_, reason = str(document.get("exit", "")), str(document.get("reason") or "") or None
    stage = playbook.current().stages.get(exit_)
    if stage is None or not stage.is_exit:
        raise Refused(Objection("exit_unknown", N_("Choose how the leads ended."), "exit"))
    check_reason = rules.objections_to_reason(stage.reasons, reason)
    if check_reason:
        raise Refused(*check_reason)
    return Ending(exit_, reason, parsed)


def _marking(document: dict[str, Any]) -> Marking:
    code = str(document.get("defect", ""))
    if code not in playbook.current().names["defects"]:
        raise Refused(Objection("defect_unknown", N_("Choose what is wrong with the data."), "defect"))
    return Marking(code)


def _campaign(key: Any, by: User) -> Campaign:
    living = openable(Campaign.objects.filter(is_archived=False), by)
    text = str(key or "")
    found = (
        living.filter(pk=int(text)).first() if text.isascii() and text.isdigit() and len(text) < 19 else None
    )
    if found is None:
        raise Refused(Objection("campaign_unknown", N_("Choose a campaign."), "campaign"))
    return found


_BESIDE = {
    "leads": ("person", "account", "campaign", "vendor", "owner", "deal"), "deals": ("account", "lead"),
    "accounts": (), "people": (), "campaigns": (),
}  # fmt: skip


def records(subject: str, by: User) -> QuerySet[Any]:
    """The living records of a list that the user may open, as objects."""
    return openable(registry(subject).base(None), by).select_related(*_BESIDE[subject])
