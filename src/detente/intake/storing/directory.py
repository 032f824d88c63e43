"""Users, campaigns and vendors that lines refer to: few, so all of them are known by name."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from detente.crm.capture.models import Campaign, Vendor
from detente.crm.deals.models import Product
from detente.crm.history import rows
from detente.crm.history.bulk import Writer
from detente.crm.history.facts import CampaignAdded, Restored, SettingsChanged, UserAdded
from detente.crm.ids import new_uuid
from detente.crm.people.models import ExternalId, Team, User
from detente.crm.people.naming import name_key, tidy
from detente.crm.people.rates import to_base

KIND_OF_TEAM = {"sdr": "inside_sales", "ae": "sales", "manager": "sales", "marketing": "marketing"}


class _Products:
    """The catalogue by name, code and external id."""

    def __init__(self, external: dict[str, int]) -> None:
        self.names: dict[int, str] = {}
        self.prices: dict[int, tuple[int | None, str | None]] = {}
        self.keys: dict[str, int] = {}
        self.external = external
        self.archived: set[int] = set()
        names = ("id", "name", "code", "price_minor", "currency", "is_archived")
        for key, name, code, price, currency, is_archived in Product.objects.values_list(*names):
            self.know(key, name, code, price, currency)
            if is_archived:
                self.archived.add(key)

    def know(self, key: int, name: str, code: str | None, price: int | None, currency: str | None) -> None:
        """A product was read or stored."""
        self.names[key], self.prices[key] = name, (price, currency)
        self.keys[name_key(name)] = key
        if code:
            self.keys.setdefault(name_key(code), key)

    def find(self, text: str | None) -> int | None:
        """The product with this name or code in any case, or this external id."""
        return (self.keys.get(name_key(text)) or self.external.get(text.casefold())) if text else None

    def called(self, text: str | None) -> str | None:
        """How the catalogue calls what a line names; the line's own words for what it does not know."""
        found = self.find(text)
        return self.names[found] if found else text


class Directory:
    """Who and what is known by e-mail, external id or name; built anew when a chunk has to be repeated."""

    def __init__(self, system: str) -> None:
        self.system = system
        self.users: dict[str, int] = {}
        self.campaigns: dict[str, int] = {}
        self.origins: dict[int, tuple[str | None, str | None, int | None]] = {}
        self._archived: dict[str, int] = {}
        self._base: dict[tuple[int, str, date], int | None] = {}
        self.products = _Products(self._external("product"))
        self.teams = {name.casefold(): key for key, name in Team.objects.values_list("id", "name")}
        self.vendors = {name.casefold(): key for name, key in Vendor.objects.values_list("name", "id")}
        self._read_users()
        self._read_campaigns()

    def _read_users(self) -> None:
        named: defaultdict[str, list[int]] = defaultdict(list)
        for key, email, name in User.objects.values_list("id", "email", "name"):
            named[name.casefold()].append(key)
            self.users[email.casefold()] = key
        # A name that two people share names neither of them.
        self.users |= {
            name: keys[0] for name, keys in named.items() if len(keys) == 1 and name not in self.users
        }
        self.users |= self._external("user")

    def _read_campaigns(self) -> None:
        archived = Campaign.objects.filter(is_archived=True).values_list("name", "id")
        self._archived = {name.casefold(): key for name, key in archived}
        living = Campaign.objects.filter(is_archived=False)
        for key, name, source, medium, vendor in living.values_list(
            "id", "name", "source", "medium", "vendor_id"
        ):
            self.campaigns[name.casefold()] = key
            self.origins[key] = (source, medium, vendor)
        self.campaigns |= {
            value: key for value, key in self._external("campaign").items() if key in self.origins
        }

    def _external(self, object_: str) -> dict[str, int]:
        found = ExternalId.objects.filter(system=self.system, object=object_).values_list(
            "value", "record_id"
        )
        return {value.casefold(): key for value, key in found}

    def base_minor(self, amount: int, currency: str, day: date) -> int | None:
        """The amount in the organisation's currency at that day's rate (see people.rates.to_base)."""
        key = (amount, currency, day)
        if key not in self._base:
            self._base[key] = to_base(amount, currency, day)
        return self._base[key]

    def user(self, text: str | None) -> int | None:
        """The user with this e-mail address, external id or (unshared) name."""
        return self.users.get(text.casefold()) if text else None

    def add_user(self, text: str, writer: Writer, *, role: str, at: datetime, **given: Any) -> int:
        """A new user who cannot sign in until somebody lets them; known by `text` from now on."""
        email = given.pop("email", None) or self._made_up_address(text)
        team = (
            Team.objects.filter(kind=KIND_OF_TEAM.get(role, "sales"))
            .order_by("id")
            .values_list("id", flat=True)
            .first()
        )
        usual = {
            field.attname: field.get_default()
            for field in User._meta.concrete_fields
            if field.attname != "id"
        }
        values = {"uuid": new_uuid(), "email": email, "role": role, "password": UNUSABLE_PASSWORD_PREFIX,
                  "created_at": at, "name": text, "team_id": team, "is_active": False}  # fmt: skip
        key = writer.add(User, **usual | values | given)
        writer.record_loose(UserAdded(code=role), at=at, subject={"user_id": key})
        self.users |= {text.casefold(): key, email.casefold(): key}
        return key

    def _made_up_address(self, text: str) -> str:
        """An address that can never be delivered to (RFC 2606), for users who came without one."""
        plain = "".join(char if char.isascii() and char.isalnum() else "-" for char in text.casefold())[:60]
        domain = "".join(
            char if char.isascii() and char.isalnum() else "-" for char in self.system.casefold()
        ).strip("-")
        local, host = plain.strip("-") or "user", f"{domain or 'import'}.invalid"
        address, number = f"{local}@{host}", 2
        while address in self.users:
            address, number = f"{local}-{number}@{host}", number + 1
        return address

    def team(self, name: str, writer: Writer, *, role: str, at: datetime) -> int:
        """The team with this name, made when new."""
        found = self.teams.get(name.casefold())
        if found is None:
            kind = KIND_OF_TEAM.get(role, "sales")
            found = self.teams[name.casefold()] = writer.add(Team, name=name[:120], kind=kind, zone="")
            fact = SettingsChanged(facts={"team": found, "fields": ["kind", "name", "zone"]})
            writer.record_loose(fact, at=at, subject={})
        return found

    def vendor(self, name: str | None, writer: Writer) -> int | None:
        """The vendor with this name, made when new."""
        if not name:
            return None
        found = self.vendors.get(name.casefold())
        if found is None:
            found = self.vendors[name.casefold()] = writer.add(Vendor, name=name[:120])
        return found

    def campaign(self, text: str | None, writer: Writer, *, at: datetime) -> int | None:
        """The campaign with this external id or name, made when new."""
        if not text:
            return None
        found = self.campaigns.get(text.casefold())
        return found if found is not None else self.add_campaign(text, writer, at=at)

    def add_campaign(self, name: str, writer: Writer, *, at: datetime, **given: Any) -> int:
        """A new campaign, known by its name from now on."""
        values = dict.fromkeys(("type", "source", "medium", "vendor_id", "starts_on", "ends_on")) | given
        if key := self._archived.pop(name.casefold(), None):
            return self._restore(key, name, values, writer, at=at)
        key = writer.add(
            Campaign, uuid=new_uuid(), name=tidy(name)[:200], created_at=at, is_archived=False, version=1,
            **{"note": ""} | values,
        )  # fmt: skip
        fact = CampaignAdded(source=values["source"], medium=values["medium"])
        writer.record_loose(fact, at=at, subject={"campaign_id": key, "vendor_id": values["vendor_id"]})
        return self._known(key, name, values)

    def _restore(self, key: int, name: str, values: dict[str, Any], writer: Writer, *, at: datetime) -> int:
        """The campaign of an undone import comes back; its name may stand only once."""
        columns = ("is_archived", *values)
        rows.update(Campaign, columns, [(False, *values.values(), key)])
        writer.record_loose(Restored(code="campaign"), at=at, subject={"campaign_id": key})
        return self._known(key, name, values)

    def _known(self, key: int, name: str, values: dict[str, Any]) -> int:
        self.campaigns[name.casefold()] = key
        self.origins[key] = (values["source"], values["medium"], values["vendor_id"])
        return key
