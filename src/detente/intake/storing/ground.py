"""Lines that are accounts, campaigns, costs and users: what leads and deals stand on."""

from __future__ import annotations

from datetime import date

from detente.crm.capture.models import CampaignCost
from detente.crm.history.facts import CostAdded
from detente.crm.people.contacts import Contact
from detente.crm.people.roles import ROLES
from detente.intake.cells import domain_of
from detente.intake.problems import gettext_noop
from detente.intake.storing.chunk import Chunk, Entry, Outcome, Rejected, merged_by_id
from detente.intake.storing.people import add_account, full_name

SAME_NAME = gettext_noop("known by its name")
SAME_DOMAIN = gettext_noop("known by its domain %(domain)s")
SAME_USER = gettext_noop("known by their address or name")
COST_OF_NOTHING = gettext_noop("say which campaign, vendor or source the cost is for")
NO_USER = gettext_noop("a user needs a name or an e-mail address")
ENDS_FIRST = gettext_noop("it ends before it starts")
ACCOUNT_TYPES = ("prospect", "customer", "partner")


class Accounts:
    """Stores the lines of a file of accounts; a known one is left as it stands."""

    object = "account"

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk

    def look_up(self, entries: list[Entry]) -> None:
        """Read the accounts that have these ids, names or domains."""
        self.chunk.look_up_keys("account", entries)
        domains = {domain for entry in entries if (domain := _domain(entry))}
        self.chunk.known.read_accounts({entry.values["name"] for entry in entries}, domains)

    def store(self, entry: Entry) -> Outcome:
        """What becomes of one line."""
        chunk, values, domain = self.chunk, entry.values, _domain(entry)
        if found := chunk.same_id("account", entry):
            return merged_by_id("account", found, values["external_id"])
        if domain and (found := chunk.known.accounts_by_domain.get(domain)):
            chunk.keep_keys("account", entry, found)
            return Outcome("merged", "account", found, SAME_DOMAIN % {"domain": domain})
        if found := chunk.known.account_named(values["name"], key=values.get("external_id")):
            chunk.keep_keys("account", entry, found)
            return Outcome("merged", "account", found, SAME_NAME)
        names = ("industry", "country", "city", "employees", "website")
        given = {name: values.get(name) for name in names} | {"custom": dict(entry.reading.custom)}
        key = add_account(
            chunk, name=values["name"], domain=domain, at=values.get("created_at") or chunk.now,
            type=values.get("type") or "prospect", is_named=values.get("is_named", False),
            owner_id=chunk.user(entry, "owner", role="ae"), revenue_minor=values.get("revenue"), **given,
        )  # fmt: skip
        chunk.keep_keys("account", entry, key)
        return Outcome("stored", "account", key)


def _domain(entry: Entry) -> str | None:
    website = entry.values.get("website")
    return entry.values.get("domain") or (domain_of(website) if website else None)


class Campaigns:
    """Stores the lines of a file of campaigns, with what they cost."""

    object = "campaign"

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk

    def look_up(self, entries: list[Entry]) -> None:
        """Read which ids are known; names are known already."""
        self.chunk.look_up_keys("campaign", entries)

    def store(self, entry: Entry) -> Outcome:
        """What becomes of one line."""
        chunk, values = self.chunk, entry.values
        found = chunk.directory.campaigns.get((values.get("external_id") or "").casefold())
        if found is not None:
            return merged_by_id("campaign", found, values["external_id"])
        if (found := chunk.directory.campaigns.get(values["name"].casefold())) is not None:
            chunk.keep_keys("campaign", entry, found)
            return Outcome("merged", "campaign", found, SAME_NAME)
        starts, ends = values.get("starts_on"), values.get("ends_on")
        if starts and ends and ends < starts:
            raise Rejected(ENDS_FIRST)
        at = values.get("created_at") or chunk.now
        vendor = chunk.directory.vendor(values.get("vendor"), chunk.writer)
        given = {name: values.get(name) for name in ("type", "source", "medium", "starts_on", "ends_on")}
        note = values.get("note") or ""
        key = chunk.directory.add_campaign(
            values["name"], chunk.writer, at=at, vendor_id=vendor, note=note, **given
        )
        if values.get("external_id"):
            chunk.directory.campaigns[values["external_id"].casefold()] = key
        chunk.keep_keys("campaign", entry, key)
        if values.get("cost") is not None:
            add_cost(
                chunk,
                values["cost"],
                values["cost_currency"],
                starts or at.date(),
                campaign_id=key,
                vendor_id=vendor,
            )
        return Outcome("stored", "campaign", key)


class Costs:
    """Stores the lines of a file of costs."""

    object = "cost"

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk

    def look_up(self, entries: list[Entry]) -> None:
        """Read which lines were stored before."""
        self.chunk.look_up_keys("cost", entries)

    def store(self, entry: Entry) -> Outcome:
        """What becomes of one line."""
        chunk, values = self.chunk, entry.values
        if outcome := chunk.recognised("cost", entry):
            return outcome
        if found := chunk.same_id("cost", entry):
            return merged_by_id("cost", found, values["external_id"])
        campaign = chunk.directory.campaign(values.get("campaign"), chunk.writer, at=chunk.now)
        vendor = chunk.directory.vendor(values.get("vendor"), chunk.writer)
        if not (campaign or vendor or values.get("source")):
            raise Rejected(COST_OF_NOTHING)
        if campaign and not vendor:
            vendor = chunk.directory.origins[campaign][2]
        key = add_cost(
            chunk, values["amount"], values["amount_currency"], values["day"], campaign_id=campaign, vendor_id=vendor,
            source=values.get("source"), note=values.get("note") or "",
        )  # fmt: skip
        chunk.keep_keys("cost", entry, key)
        return Outcome("stored", "cost", key)


def add_cost(
    chunk: Chunk, amount: int, currency: str, day: date, *, campaign_id: int | None, vendor_id: int | None,
    source: str | None = None, note: str = "",
) -> int:  # fmt: skip
    """Money spent on a day, with its event."""
    base = chunk.directory.base_minor(amount, currency, day)
    key = chunk.writer.add(
        CampaignCost, campaign_id=campaign_id, vendor_id=vendor_id, source=source, day=day, amount_minor=amount,
        currency=currency, base_minor=base, note=note[:200], is_archived=False,
    )  # fmt: skip
    fact = CostAdded(amount_minor=amount, currency=currency, base_minor=base, day=day, source=source)
    chunk.writer.record_loose(
        fact, at=chunk.now, subject={"campaign_id": campaign_id, "vendor_id": vendor_id}
    )
    return key


class Users:
    """Stores the lines of a file of users; they can sign in once somebody sets a password."""

    object = "user"

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk

    def look_up(self, entries: list[Entry]) -> None:
        """Read which ids are known; addresses and names are known already."""
        self.chunk.look_up_keys("user", entries)

    def store(self, entry: Entry) -> Outcome:
        """What becomes of one line."""
        chunk, values = self.chunk, entry.values
        email: Contact | None = values.get("email")
        address, name = (email.key and email.text) if email else None, full_name(values)
        if not (address or name):
            raise Rejected(NO_USER)
        for text in (values.get("external_id"), address, name):
            if (found := chunk.directory.user(text)) is not None:
                chunk.keep_keys("user", entry, found)
                return Outcome("merged", "user", found, SAME_USER)
        role: str = values["role"] if values.get("role") in set(ROLES) - {"vendor", "admin"} else "sdr"
        text = values.get("external_id") or address or name
        team = self._team(entry, role)
        key = chunk.directory.add_user(
            text, chunk.writer, role=role, at=chunk.now, email=address, name=name or address, **team
        )
        if name:
            chunk.directory.users.setdefault(name.casefold(), key)
        chunk.keep_keys("user", entry, key)
        return Outcome("stored", "user", key)

    def _team(self, entry: Entry, role: str) -> dict[str, int]:
        """The team that the line names, with its manager in it."""
        chunk, values = self.chunk, entry.values
        if not values.get("team"):
            return {}
        team = chunk.directory.team(values["team"], chunk.writer, role=role, at=chunk.now)
        manager = values.get("manager")
        if manager and chunk.directory.user(manager) is None:
            key = chunk.directory.add_user(manager, chunk.writer, role="manager", at=chunk.now, team_id=team)
            chunk.known.remember("user", manager, key)
        return {"team_id": team}
