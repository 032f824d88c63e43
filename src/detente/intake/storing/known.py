"""What is known already of everything that a chunk of lines names: read in sets, kept up as lines are stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.db.models import Q

from detente.crm.capture.models import Campaign, CampaignCost, CampaignMember, Lead
from detente.crm.deals.models import Deal, Product
from detente.crm.history.bulk import Writer
from detente.crm.history.models import Event
from detente.crm.people.models import Account, ExternalId, Person
from detente.crm.people.naming import name_key

LINE = "line"
# Records of these kinds are events.
EVENTS = ("touch", "activity", "note", "move", "item")
MODELS: dict[str, Any] = {"lead": Lead, "person": Person, "account": Account, "deal": Deal, "campaign": Campaign,
                          "cost": CampaignCost,
                          "product": Product}  # fmt: skip
PERSON = (
    "id",
    "version",
    "name",
    "label",
    "email",
    "email_key",
    "phone",
    "phone_key",
    "title",
    "country",
    "account_id",
)
_SET = 500
_lives = Q(lead__is_archived=False) | Q(lead=None, deal__is_archived=False)


@dataclass(slots=True)
class KnownLead:
    """As much of a lead as decides whether a line is another response or another attempt."""

    id: int
    person_id: int
    arrived_at: datetime
    is_open: bool
    deal_id: int | None = None


def in_sets(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Values in lists short enough for one query."""
    found = list(values)
    for start in range(0, len(found), _SET):
        yield found[start : start + _SET]


def _standing(ids: set[int]) -> dict[int, int]:
    """Events that were not taken back and whose lead is not archived."""
    standing: dict[int, int] = {}
    for some in in_sets(ids):
        reversed_ = set(Event.objects.filter(reverses_id__in=some).values_list("reverses_id", flat=True))
        living = Event.objects.filter(_lives, pk__in=some).values_list("id", flat=True)
        standing |= {key: key for key in living if key not in reversed_}
    return standing


def _take(key: int, holder: int, record_id: int) -> None:
    """Give an archived record's key to another one, unless somebody else did so since it was read."""
    if not ExternalId.objects.filter(pk=key, record_id=holder).update(record_id=record_id):
        raise IntegrityError("somebody else has brought back the record with this external id")


class Known:
    """Records by external id, address, name and domain; what an undone import archived counts as unknown."""

    def __init__(self, system: str, writer: Writer) -> None:
        self.system, self.writer = system, writer
        self.external: dict[tuple[str, str], int] = {}
        self._released: dict[tuple[str, str], tuple[int, int]] = {}
        self.people_by_email: dict[str, int] = {}
        self.accounts_by_domain: dict[str, int] = {}
        self.accounts_by_name: dict[str, int] = {}
        self.people: dict[int, dict[str, Any]] = {}
        self.leads: dict[int, KnownLead] = {}
        self.leads_of: defaultdict[int, list[KnownLead]] = defaultdict(list)
        self.members: set[tuple[int, int]] = set()
        self.numbered_accounts: set[int] = set()

    # --- reading -----------------------------------------------------------------------------------

    def read_external(self, object_: str, values: Iterable[str], *, system: str | None = None) -> None:
        """Look up external ids of one kind of record; those of archived records may be given away again."""
        kind = LINE if system == LINE else object_
        found: dict[str, tuple[int, int]] = {}
        for some in in_sets(set(values)):
            query = ExternalId.objects.filter(system=system or self.system, object=object_, value__in=some)
            found |= {
                value: (key, record) for key, value, record in query.values_list("id", "value", "record_id")
            }
        living = self._living(object_, {record for _, record in found.values()})
        for value, (key, record) in found.items():
            if record in living:
                self.external[kind if kind != LINE else f"{LINE}:{object_}", value] = living[record]
            else:
                self._released[kind if kind != LINE else f"{LINE}:{object_}", value] = (key, record)

    @staticmethod
    def _living(object_: str, ids: set[int]) -> dict[int, int]:
        """Record -> itself or its merge survivor, without those that are archived."""
        if object_ in EVENTS:
            return _standing(ids)
        model = MODELS.get(object_)
        if model is None:
            return {key: key for key in ids}
        merges = object_ in ("person", "account")
        living: dict[int, int] = {}
        asked = {key: key for key in ids}
        while asked:
            names = ("id", "is_archived", *(("merged_into_id",) if merges else ()))
            found = [
                row
                for some in in_sets(set(asked.values()))
                for row in model.objects.filter(pk__in=some).values(*names)
            ]
            by_id = {row["id"]: row for row in found}
            onwards = {}
            for first, key in asked.items():
                row = by_id.get(key)
                if row and row.get("merged_into_id"):
                    onwards[first] = row["merged_into_id"]
                elif row and not row["is_archived"]:
                    living[first] = key
            asked = onwards
        return living

    def read_people(self, email_keys: Iterable[str]) -> None:
        """Look up persons by address, and the leads and accounts of all persons known so far."""
        for some in in_sets(set(email_keys)):
            query = Person.objects.filter(email_key__in=some, merged_into=None, is_archived=False)
            self.people_by_email |= {str(key): record for key, record in query.values_list("email_key", "id")}
            merged = Person.objects.filter(email_key__in=some, merged_into__isnull=False, is_archived=False)
            self._lead_on("person", merged, "email_key", self.people_by_email)
        people = set(self.people_by_email.values())
        people |= {record for (kind, _), record in self.external.items() if kind == "person"}
        self.read_leads(people=people)
        self.read_labels(people)

    def _lead_on(self, object_: str, merged: Any, column: str, known: dict[str, int]) -> None:
        """The key of a merged record is that of the one it lives on in, unless another has it."""
        found = [(str(key), record) for key, record in merged.order_by("-pk").values_list(column, "id")]
        living = self._living(object_, {record for _, record in found}) if found else {}
        for key, record in found:
            if record in living:
                known.setdefault(key, living[record])

    def read_labels(self, people: Iterable[int]) -> None:
        """Read persons by key."""
        for some in in_sets(set(people) - set(self.people)):
            self.people |= {row["id"]: row for row in Person.objects.filter(pk__in=some).values(*PERSON)}

    def read_leads(self, *, people: Iterable[int] = (), leads: Iterable[int] = ()) -> None:
        """Look up the leads of persons, or leads by key."""
        names = ("id", "person_id", "arrived_at", "closed_at", "deal_id")
        for column, keys in (("person__in", people), ("pk__in", leads)):
            for some in in_sets(set(keys)):
                for row in (
                    Lead.objects.filter(is_archived=False, **{column: some})
                    .order_by("arrived_at", "id")
                    .values_list(*names)
                ):
                    self.know_lead(KnownLead(row[0], row[1], row[2], row[3] is None, row[4]))

    def read_accounts(self, names: Iterable[str], domains: Iterable[str]) -> None:
        """Look up accounts by name (in any case) and by domain."""
        living = Account.objects.filter(merged_into=None, is_archived=False)
        merged = Account.objects.filter(merged_into__isnull=False, is_archived=False)
        for some in in_sets({name_key(name) for name in names}):
            named = living.filter(name_key__in=some).order_by("-id").values_list("name_key", "id")
            self.accounts_by_name |= dict(named)
            self._lead_on("account", merged.filter(name_key__in=some), "name_key", self.accounts_by_name)
        for some in in_sets(set(domains)):
            found = living.filter(domain__in=some).values_list("domain", "id")
            self.accounts_by_domain |= {str(domain): key for domain, key in found}
            self._lead_on("account", merged.filter(domain__in=some), "domain", self.accounts_by_domain)
        for some in in_sets(set(self.accounts_by_name.values())):
            numbered = ExternalId.objects.filter(system=self.system, object="account", record_id__in=some)
            self.numbered_accounts |= set(numbered.values_list("record_id", flat=True))

    def account_named(self, name: str, *, key: str | None) -> int | None:
        """The account of this name; one with another id in the same system is another account."""
        found = self.accounts_by_name.get(name_key(name))
        return None if key and found in self.numbered_accounts else found

    def read_members(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Look up which of these (campaign, person) pairs are members."""
        wanted = set(pairs)
        for some in in_sets({person for _, person in wanted}):
            self.members |= set(
                CampaignMember.objects.filter(person__in=some).values_list("campaign_id", "person_id")
            )

    # --- keeping up ----------------------------------------------------------------------------------

    def know_lead(self, lead: KnownLead) -> None:
        """A lead was read or stored."""
        if lead.id not in self.leads:
            self.leads[lead.id] = lead
            self.leads_of[lead.person_id].append(lead)

    def remember(self, object_: str, value: str, record_id: int, *, system: str | None = None) -> None:
        """Keep a record's key in the other system (or the digest of its line); one that is known stays."""
        kind = f"{LINE}:{object_}" if system == LINE else object_
        if (kind, value) in self.external:
            return
        self.external[kind, value] = record_id
        if object_ == "account" and system is None:
            self.numbered_accounts.add(record_id)
        if released := self._released.pop((kind, value), None):
            _take(*released, record_id)
        else:
            self.writer.add(
                ExternalId, system=system or self.system, object=object_, value=value, record_id=record_id
            )
