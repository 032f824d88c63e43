"""Lines that are products and vendors: few, so all of them are known by name."""

from __future__ import annotations

from detente.crm.capture.models import Vendor
from detente.crm.deals.models import Product
from detente.crm.history import rows
from detente.crm.history.facts import ProductAdded, ProductChanged, SettingsChanged
from detente.crm.ids import new_uuid
from detente.crm.people.naming import name_key
from detente.intake.problems import gettext_noop
from detente.intake.storing.chunk import Chunk, Entry, Outcome, Rejected, merged_by_id

SAME_NAME = gettext_noop("known by its name or code")
NEGATIVE = gettext_noop("the price is negative")


class Products:
    """Stores the lines of a file of products; a known one is left as it stands."""

    object = "product"

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk

    def look_up(self, entries: list[Entry]) -> None:
        """Read which ids are known; names and codes are known already."""
        self.chunk.look_up_keys("product", entries)

    def store(self, entry: Entry) -> Outcome:
        """What becomes of one line."""
        chunk, values = self.chunk, entry.values
        if found := chunk.same_id("product", entry):
            return merged_by_id("product", found, values["external_id"])
        products = chunk.directory.products
        if found := products.find(values["name"]) or products.find(values.get("code")):
            chunk.keep_keys("product", entry, found)
            if found in products.archived:
                return self._restore(found)
            return Outcome("merged", "product", found, SAME_NAME)
        price = values.get("price")
        if price is not None and price < 0:
            raise Rejected(NEGATIVE)
        key = self._add(entry, values["name"][:120], price)
        chunk.keep_keys("product", entry, key)
        if values.get("external_id"):
            products.external[values["external_id"].casefold()] = key
        return Outcome("stored", "product", key)

    def _restore(self, key: int) -> Outcome:
        """What an undone import archived is sold again."""
        chunk = self.chunk
        chunk.directory.products.archived.discard(key)
        version = Product.objects.values_list("version", flat=True).get(pk=key) + 1
        rows.update(Product, ("is_archived", "version"), [(False, version, key)])
        fact = ProductChanged(facts={"product_id": key, "fields": ["is_archived"]})
        words = {"before": {"is_archived": True}}
        chunk.writer.record_loose(fact, at=chunk.now, subject={}, words=words)
        return Outcome("stored", "product", key)

    def _add(self, entry: Entry, name: str, price: int | None) -> int:
        chunk, values = self.chunk, entry.values
        code, currency = (values.get("code") or "")[:60] or None, values.get("price_currency")
        key = chunk.writer.add(
            Product, uuid=new_uuid(), name=name, name_key=name_key(name)[:120], code=code,
            series=values.get("series"), price_minor=price, currency=currency if price is not None else None,
            is_archived=False, version=1,
        )  # fmt: skip
        fact = ProductAdded(facts={"product_id": key})
        chunk.writer.record_loose(fact, at=chunk.now, subject={}, words={"name": name})
        chunk.directory.products.know(key, name, code, price, currency)
        return key


class Vendors:
    """Stores the lines of a file of vendors."""

    object = "vendor"

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk

    def look_up(self, entries: list[Entry]) -> None:
        """Read which ids are known; names are known already."""
        self.chunk.look_up_keys("vendor", entries)

    def store(self, entry: Entry) -> Outcome:
        """What becomes of one line."""
        chunk, name = self.chunk, entry.values["name"][:120]
        if found := chunk.same_id("vendor", entry):
            return merged_by_id("vendor", found, entry.values["external_id"])
        known = chunk.directory.vendors.get(name.casefold())
        if known is not None:
            chunk.keep_keys("vendor", entry, known)
            return Outcome("merged", "vendor", known, SAME_NAME)
        key = chunk.directory.vendors[name.casefold()] = chunk.writer.add(Vendor, name=name)
        fact = SettingsChanged(facts={"fields": ["name"]})
        chunk.writer.record_loose(fact, at=chunk.now, subject={"vendor_id": key})
        chunk.keep_keys("vendor", entry, key)
        return Outcome("stored", "vendor", key)
