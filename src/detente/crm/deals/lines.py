"""What lines of a deal add up to. Pure: exact decimals in, whole minor units out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from detente.crm.objections import N_, Objection
from detente.crm.people.money import LARGEST_MINOR

MOST_LINES = 200
LARGEST_QUANTITY = Decimal("999999999.999")
_ONE = Decimal(1)
_THOUSANDTH, _HUNDREDTH = Decimal("0.001"), Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """A product on a deal: how many at which price (minor units of the deal's currency), less a discount in percent."""

    product_id: int
    price_minor: int
    quantity: Decimal = Decimal(1)
    discount_percent: Decimal = Decimal(0)

    @property
    def total_minor(self) -> int:
        """Quantity times price less the discount, rounded half up to whole minor units."""
        exact = self.quantity * self.price_minor * (100 - self.discount_percent) / 100
        return int(exact.quantize(_ONE, rounding=ROUND_HALF_UP))


def total_of(lines: Iterable[Line]) -> int:
    """The sum of the lines as they are shown: each rounded by itself."""
    return sum(line.total_minor for line in lines)


def label_of_lines(lines: Iterable[Line], names: dict[int, str]) -> str | None:
    """What reports call the deal's product: the only one's name, or that of the line that is worth most."""
    largest = max(lines, key=lambda line: line.total_minor, default=None)
    return names[largest.product_id] if largest else None


def objections_to_line(line: Line, number: int) -> list[Objection]:
    """A quantity above nothing with three digits, a price that is not negative, a discount of 0 to 100 percent."""
    found = []
    if not (line.quantity.is_finite() and 0 < line.quantity <= LARGEST_QUANTITY):
        text = N_("Line {number}: give a quantity above 0.")
        found.append(Objection("quantity_wrong", text, f"quantity.{number}", {"number": number}))
    elif line.quantity != line.quantity.quantize(_THOUSANDTH):
        text = N_("Line {number}: a quantity has up to three digits behind the point.")
        found.append(Objection("quantity_digits", text, f"quantity.{number}", {"number": number}))
    if not 0 <= line.price_minor <= LARGEST_MINOR:
        text = N_("Line {number}: give a price of 0 or more that is not too large to be real.")
        found.append(Objection("price_wrong", text, f"price.{number}", {"number": number}))
    if not (line.discount_percent.is_finite() and 0 <= line.discount_percent <= 100):
        text = N_("Line {number}: a discount is between 0 and 100 percent.")
        found.append(Objection("discount_wrong", text, f"discount.{number}", {"number": number}))
    elif line.discount_percent != line.discount_percent.quantize(_HUNDREDTH):
        text = N_("Line {number}: a discount has up to two digits behind the point.")
        found.append(Objection("discount_digits", text, f"discount.{number}", {"number": number}))
    return found


def objections_to_lines(lines: list[Line]) -> list[Objection]:
    """Every line by itself, how many there are, and what they add up to."""
    found = [
        objection for number, line in enumerate(lines, 1) for objection in objections_to_line(line, number)
    ]
    if len(lines) > MOST_LINES:
        text = N_("A deal has up to {most} lines.")
        found.append(Objection("lines_many", text, None, {"most": MOST_LINES}))
    if not found and total_of(lines) > LARGEST_MINOR:
        found.append(Objection("total_large", N_("The lines add up to more than is real.")))
    return found
