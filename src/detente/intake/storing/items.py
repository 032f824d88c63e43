"""Lines that are products on deals: added to what stands on the deal; its amount is filled where it had none."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from detente.crm.deals.items import plain
from detente.crm.deals.lines import Line, label_of_lines, objections_to_lines, total_of
from detente.crm.deals.models import Deal, DealItem
from detente.crm.history import rows
from detente.crm.history.bulk import DealStory
from detente.crm.history.facts import DealChanged, DealItemsChanged
from detente.intake.problems import gettext_noop
from detente.intake.storing.chunk import Chunk, Entry, Outcome, Rejected, merged_by_id
from detente.intake.storing.known import in_sets

NO_DEAL = gettext_noop("no deal is known by the id %(id)s; import the deals first, in the same system")
NO_PRODUCT = gettext_noop("no product is known as `%(text)s`; import the products first")
NO_PRICE = gettext_noop("it has no price, and the product has none in %(currency)s")
OTHER_CURRENCY = gettext_noop("its price is in %(its)s, the deal in %(currency)s")


class Items:
    """Stores the lines of a file of deal lines; the record is the event that says what is on the deal."""

    object = "item"

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.lines: defaultdict[int, list[Line]] = defaultdict(list)
        self.changed: set[int] = set()

    def look_up(self, entries: list[Entry]) -> None:
        """Read the deals, their leads (locked first) and what stands on them."""
        chunk = self.chunk
        chunk.look_up_keys("item", entries)
        chunk.known.read_external("deal", {entry.values["deal"] for entry in entries})
        keys = {key for (kind, _), key in chunk.known.external.items() if kind == "deal"}
        for some in in_sets(keys):
            carried = Deal.objects.filter(pk__in=some, lead__isnull=False).values_list("lead_id", flat=True)
            chunk.writer.leads(set(carried))
        chunk.writer.deals(keys)
        names = ("deal_id", "product_id", "price_minor", "quantity", "discount_percent")
        for some in in_sets(keys):
            found = DealItem.objects.filter(deal__in=some).order_by("deal_id", "position")
            for deal_id, *line in found.values_list(*names):
                self.lines[deal_id].append(Line(*line))

    def store(self, entry: Entry) -> Outcome:
        """What becomes of one line."""
        chunk, values = self.chunk, entry.values
        if outcome := chunk.recognised("item", entry):
            return outcome
        if found := chunk.same_id("item", entry):
            return merged_by_id("item", found, values["external_id"])
        key = chunk.known.external.get(("deal", values["deal"]))
        if key is None:
            raise Rejected(NO_DEAL % {"id": values["deal"]})
        (deal,) = chunk.writer.deals([key]).values()
        event = self._add(deal, self._line(entry, deal))
        chunk.keep_keys("item", entry, event)
        return Outcome("stored", "item", event)

    def _line(self, entry: Entry, deal: DealStory) -> Line:
        values, products = entry.values, self.chunk.directory.products
        product = products.find(values["product"])
        if product is None:
            raise Rejected(NO_PRODUCT % {"text": values["product"]})
        currency = deal.state.currency or self.chunk.currency
        price, its = values.get("price"), values.get("price_currency")
        if price is None:
            price, its = products.prices[product]
            if price is None or its != currency:
                raise Rejected(NO_PRICE % {"currency": currency})
        if its != currency:
            raise Rejected(OTHER_CURRENCY % {"its": its, "currency": currency})
        quantity, discount = values.get("quantity", Decimal(1)), values.get("discount", Decimal(0))
        line = Line(product, price, quantity, discount)
        if objections := objections_to_lines([line]):
            raise Rejected(" ".join(map(str, objections)))
        return line

    def _add(self, deal: DealStory, line: Line) -> int:
        """The deal with one line more, and the event with all of them."""
        chunk, state = self.chunk, deal.state
        before, was = list(self.lines[deal.id]), deal.static["product"]
        lines = [*before, line]
        if objections := objections_to_lines(lines):
            raise Rejected(" ".join(map(str, objections)))
        self.lines[deal.id] = lines
        chunk.writer.add(
            DealItem, deal_id=deal.id, product_id=line.product_id, position=len(lines), quantity=line.quantity,
            price_minor=line.price_minor, discount_percent=line.discount_percent,
        )  # fmt: skip
        lead = chunk.writer.leads([state.lead_id])[state.lead_id] if state.lead_id else None
        currency = state.currency or chunk.currency
        fact = DealItemsChanged(
            amount_minor=total_of(lines), currency=currency, facts={"items": plain(lines)}
        )
        words = {"before": {"items": plain(before), "product": was}}
        event = chunk.writer.record_deal(deal, fact, at=chunk.now, lead=lead, words=words)
        if state.status == "open" and state.amount_minor in (None, total_of(before)):
            image = DealChanged.of(DealImage(deal), amount_minor=total_of(lines), currency=currency)
            chunk.writer.record_deal(deal, image, at=chunk.now, lead=lead)
        deal.static["product"] = label_of_lines(lines, chunk.directory.products.names)
        self.changed.add(deal.id)
        return event

    def finish(self) -> None:
        """What reports call the product of a deal."""
        deals = self.chunk.writer.deals(self.changed)
        found = [(deal.static["product"], key) for key, deal in sorted(deals.items())]
        self.chunk.writer.flush()
        rows.update(Deal, ("product",), found)


class DealImage:
    """A deal being written, with the names that a stored one has."""

    def __init__(self, deal: DealStory) -> None:
        state = deal.state
        self.type, self.owner_id, self.amount_minor = state.type, state.owner_id, state.amount_minor
        self.currency, self.expected_on = state.currency, state.expected_on
