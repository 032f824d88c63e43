"""Where a file's words refer to something known - products, accounts, users, sources - its likely misspellings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from babel import Locale

from detente.crm.capture.models import Campaign, Lead, Vendor
from detente.crm.deals.models import Product
from detente.crm.people.models import Account, ExternalId, Team, User
from detente.intake.cells import country_of
from detente.intake.fields import Field
from detente.intake.mapping.model import FileMapping, Mapping
from detente.intake.settings import Settings
from detente.intake.sources import Source
from detente.intake.spelling import Slip, slips
from detente.intake.values.blanks import is_blank_name

# A column with more different values than this names no small set of things.
MOST_VALUES = 3_000
MOST_KNOWN = 20_000
# What a field names, and the kind of file whose lines bring such things.
NAMES_OF = {
    "product": "products", "account": "accounts", "owner": "users", "sdr": "users", "manager": "users",
    "campaign": "campaigns", "vendor": "vendors", "source": "sources", "medium": "mediums", "team": "teams",
    "industry": "industries", "series": "series", "country": "countries",
}  # fmt: skip
GIVEN_BY = {
    "products": ("products", ("name", "code")), "accounts": ("accounts", ("name",)),
    "campaigns": ("campaigns", ("name",)),
    "users": ("users", ("name", "email", "manager")), "vendors": ("vendors", ("name",)), "teams": ("users", ("team",)),
}  # fmt: skip
# The name under which a set of ids of the other system is kept.
KEYS = {
    "products": "product",
    "accounts": "account",
    "users": "user",
    "campaigns": "campaign",
    "vendors": "vendor",
}


@dataclass(frozen=True)
class Offer:
    """A likely misspelling in one column of one entry of the mapping, waiting for somebody's word.

    `mapping.mended(offer.entry, offer.field, slip.said, slip.like)` mends it; with `slip.said` twice it is kept.
    """

    entry: int
    field: str
    column: str
    slip: Slip

    def __str__(self) -> str:
        lines = f"{self.slip.lines:,} line" + ("s" if self.slip.lines != 1 else "")
        return f"{self.column}: {self.slip.said} ({lines}) looks like {self.slip.like}"


class Words:
    """The different values of one column, as far as they are few."""

    def __init__(self, field: str, place: int) -> None:
        self.field, self.place = field, place
        self.counts: Counter[str] = Counter()
        self.is_full = False

    def see(self, text: str) -> None:
        """Take one value into account."""
        self.counts[text] += 1
        if len(self.counts) > MOST_VALUES:
            self.counts.clear()
            self.is_full = True


def names_something(field: Field) -> bool:
    """Whether a field's values are names out of a small set."""
    return field.name in NAMES_OF or bool(field.choice)


def offers(
    sources: Sequence[Source], mapping: Mapping, words: Sequence[Sequence[Words]], settings: Settings, *,
    beside: Sequence[Source] = (),
) -> list[Offer]:  # fmt: skip
    """Likely misspellings of all files, those aside that the mapping has settled.

    Names that the files `beside` bring are known as well.
    """
    found: list[Offer] = []
    for source, columns in zip(sources, words, strict=True):
        for column in columns:
            field = source.mapping.of.field(column.field)
            if field is None or column.is_full:
                continue
            known = _known(field, mapping, (*sources, *beside), settings)
            said = _open(column, source.mapping, field)
            found += [
                Offer(source.entry, field.name, source.mapping.columns[field.name].column, slip)
                for slip in slips(said, known)
            ]
    return found


def _open(column: Words, file: FileMapping, field: Field) -> dict[str, int]:
    """Values that mean something and that nobody has given a meaning yet."""
    use = file.columns[field.name]
    settled = {said.strip().casefold() for said in (*use.values, *file.mend.get(field.name, ()), *use.blank)}
    counts: Counter[str] = Counter()
    for text, lines in column.counts.items():
        plain = " ".join(str(text).split())
        if not is_blank_name(plain) and plain.casefold() not in settled:
            counts[plain] += lines
    if field.type == "country":
        return {text: lines for text, lines in counts.items() if country_of(text) is None}
    return counts


def _known(field: Field, mapping: Mapping, sources: Sequence[Source], settings: Settings) -> list[str]:
    if field.choice:
        return list(settings.codes[field.choice])
    what = NAMES_OF[field.name]
    found = list(KNOWN[what]())[:MOST_KNOWN]
    if key := KEYS.get(what):
        ids = ExternalId.objects.filter(system=mapping.system, object=key).values_list("value", flat=True)
        found += list(ids[:MOST_KNOWN])
    return found + _brought(what, sources)


def _brought(what: str, sources: Sequence[Source]) -> list[str]:
    """Names that another file of the same import brings."""
    kind, fields = GIVEN_BY.get(what, ("", ()))
    found: dict[str, None] = {}
    for source in sources:
        if source.mapping.kind != kind:
            continue
        columns = [
            source.mapping.columns[name].column
            for name in (*fields, "external_id")
            if name in source.mapping.columns
        ]
        places = [source.table.headers.index(column) for column in columns]
        for line in source.table.lines():
            if line.problem is None and len(found) < MOST_KNOWN:
                found.update(dict.fromkeys(str(line.cells[place]) for place in places if line.cells[place]))
    return list(found)


def _values(model: type, column: str) -> Callable[[], Iterable[str]]:
    def read() -> Iterable[str]:
        rows = model.objects.exclude(**{column: None}).values_list(column, flat=True)  # type: ignore[attr-defined]
        return (str(text) for text in rows.distinct().order_by(column)[:MOST_KNOWN] if text)

    return read


def _users() -> Iterable[str]:
    return (text for row in User.objects.values_list("name", "email") for text in row)


def _countries() -> Iterable[str]:
    return (str(name) for name in Locale.parse("en").territories.values())


KNOWN: dict[str, Callable[[], Iterable[str]]] = {
    "products": _values(Product, "name"), "accounts": _values(Account, "name"), "users": _users,
    "campaigns": _values(Campaign, "name"), "vendors": _values(Vendor, "name"), "sources": _values(Lead, "source"),
    "mediums": _values(Lead, "medium"), "teams": _values(Team, "name"), "industries": _values(Account, "industry"),
    "series": _values(Product, "series"), "countries": _countries,
}  # fmt: skip
