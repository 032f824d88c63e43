"""Propose a mapping from headers and sample values; a person confirms it before anything is stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from detente.intake.fields import KINDS, NUMBERS, ON_LEADS, Field, Kind
from detente.intake.mapping import ColumnUse, FileMapping, Mapping
from detente.intake.reading import Table
from detente.intake.samples import Sample, samples_of

ENOUGH = 0.6
RARE_COSTS = 1.5
# Fields that only one kind has tell more about a file than a name or an owner does.
TELLING = {
    "leads": {"source", "email", "arrived_at", "landing_page", "phone", "first_name", "last_name"},
    "deals": {"amount", "stage", "closed_at", "opened_at", "lead", "product"},
    "campaigns": {"starts_on", "ends_on", "cost"},
    "costs": {"amount", "day", "campaign"},
    "activities": {"channel", "disposition", "seconds"},
    "touches": {"kind", "campaign", "at"},
    "accounts": {"industry", "employees", "website", "revenue"},
    "users": {"role", "team", "email", "manager"},
    "vendors": {"name"},
    "products": {"code", "series", "price"},
    "people": {"email", "first_name", "last_name", "title", "phone"},
    "moves": {"stage", "lead"},
    "members": {"campaign", "responded", "status", "person_id"},
    "items": {"deal", "product", "quantity", "price", "discount"},
    "notes": {"note", "lead"},
}
NAMES = {
    "users": "user agent owner",
    "accounts": "account compan organisation seller",
    "campaigns": "campaign",
    "costs": "cost spend budget",
    "leads": "lead contact mql person inquir prospect",
    "touches": "touch form member",
    "activities": "activit call task event engagement",
    "deals": "deal opportunit potential pipeline",
    "vendors": "vendor supplier",
    "products": "product article catalog",
    "people": "person people contact",
    "moves": "move history stage",
    "members": "member",
    "items": "item line",
    "notes": "note comment",
}
# Kinds of which a file says so by its name or its headers; otherwise it is rather one of the others.
RARE = {"vendors", "moves", "members", "items", "notes", "people"}
# Words beside a field's own that do not make it another one: `Lead Source` is no lead.
SAYS_NOTHING = frozenset(
    ("the", "a", "of", "in", "my", "our", "name", "full", "id", "code", "date", "time", "at", "on", "number", "no",
     "nr", "address", "primary", "main", "work", "business", "first", "new", "current", "company", "contact",
     "customer", "person", "client", "utc", "usd", "eur", "gbp", "brl", "value", "field", "custom", "s", "c")
)  # fmt: skip
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_a-zA-Z]+")


@dataclass(frozen=True)
class Proposal:
    """One field proposed for one column, how sure we are (0 to 1), and values to judge it by."""

    field: str
    column: str
    score: float
    values: tuple[str, ...]


@dataclass(frozen=True)
class Guess:
    """What a file may be: the kind with the most evidence, and a column for each field found."""

    kind: str
    score: float
    proposals: tuple[Proposal, ...]
    unused: tuple[Sample, ...]

    def mapping(self, file_name: str = "*") -> FileMapping:
        """The proposal as a mapping of one file."""
        uses = {proposal.field: ColumnUse(proposal.column) for proposal in self.proposals}
        return FileMapping(self.kind, file_name, uses)


def guess(file: Table, *, kind: str | None = None) -> Guess:
    """The likeliest mapping of a file, as `kind` when that is known."""
    samples = samples_of(file)
    kinds = [KINDS[kind]] if kind else list(KINDS.values())
    found = [_guess(samples, each, file.path.stem) for each in kinds]
    return max(found, key=lambda each: each.score)


def guess_mapping(files: Sequence[Table], *, system: str = "import", kind: str | None = None) -> Mapping:
    """A mapping that a person can go on from, for one file or several."""
    return Mapping(tuple(guess(file, kind=kind).mapping(file.path.name) for file in files), system=system)


def _guess(samples: list[Sample], kind: Kind, stem: str) -> Guess:
    pairs = [
        Proposal(field.name, sample.header, score, sample.values)
        for field in kind.fields
        for sample in samples
        if (score := _score(field, sample)) >= ENOUGH
    ]
    chosen = _one_to_one(pairs)
    by_field = {proposal.field: proposal for proposal in chosen}
    if {"first_name", "last_name"} <= set(by_field):
        by_field.pop("name", None)
    order = [field.name for field in kind.fields if field.name in by_field]
    taken = {proposal.column for proposal in by_field.values()}
    return Guess(
        kind.name, _likeness(kind, by_field, stem), tuple(by_field[name] for name in order),
        tuple(sample for sample in samples if sample.header not in taken),
    )  # fmt: skip


def _one_to_one(pairs: list[Proposal]) -> list[Proposal]:
    """The best pairs first, each field and each column once."""
    chosen: list[Proposal] = []
    for pair in sorted(pairs, key=lambda pair: -pair.score):
        if all(pair.field != other.field and pair.column != other.column for other in chosen):
            chosen.append(pair)
    return chosen


def _likeness(kind: Kind, by_field: dict[str, Proposal], stem: str) -> float:
    if missing := [field for field in kind.fields if field.is_required and field.name not in by_field]:
        return -len(missing)
    if kind.name in ON_LEADS and not {"lead", "email"} & set(by_field):
        return -1.0
    told = sum(p.score * (2 if name in TELLING[kind.name] else 0.5) for name, p in by_field.items())
    names = NAMES[kind.name].split()
    named = any(word in plain(stem).replace(" ", "") for word in names)
    # `Lead id` is the id of a line of leads, and a reference on a line of deals.
    own = "external_id" in by_field and any(word in plain(by_field["external_id"].column) for word in names)
    rare = RARE_COSTS if kind.name in RARE and not named else 0
    return told / len(TELLING[kind.name]) ** 0.5 + (3 if named else 0) + own - rare


def _score(field: Field, sample: Sample) -> float:
    """How well a column suits a field: the header's words, then what the values allow."""
    header = plain(sample.header)
    words = max(
        (_likeness_of_words(header, word) for word in (plain(field.name), *map(plain, field.words))),
        default=0.0,
    )
    return words * _allowed(field, sample) + _shown_by_values(field, sample)


@lru_cache(maxsize=50_000)
def _likeness_of_words(header: str, word: str) -> float:
    if header == word:
        return 1.0
    if header.replace(" ", "") == word.replace(" ", ""):
        return 0.95
    if len(word) > 3 and set(word.split()) <= set(header.split()):
        return 0.7 if set(header.split()) - set(word.split()) <= SAYS_NOTHING else 0.0
    return 0.65 if min(len(header), len(word)) > 4 and fuzz.ratio(header, word) >= 88 else 0.0


def _allowed(field: Field, sample: Sample) -> float:
    """0 when the values contradict the type; a column without values keeps what its header says."""
    if not sample.values:
        return 0.9
    if field.type == "email":
        return 1.0 if sample.fits["email"] > 0.3 else 0.0
    if field.type in ("instant", "date"):
        return 1.0 if sample.fits["date"] > 0.5 else 0.0
    if field.type in NUMBERS:
        return 1.0 if sample.fits["number"] > 0.5 else 0.0
    if field.type == "flag":
        return 1.0 if sample.fits["flag"] > 0.5 else 0.0
    if sample.fits["email"] > 0.5 and field.type != "reference":
        return 0.0
    return 0.0 if sample.fits["date"] > 0.9 and field.type not in ("text", "words", "phone") else 1.0


def _shown_by_values(field: Field, sample: Sample) -> float:
    """Addresses are recognised under any header."""
    return 0.6 if field.type == "email" and sample.fits["email"] > 0.8 else 0.0


@lru_cache(maxsize=20_000)
def plain(header: str) -> str:
    """A header as lower-case words: `LeadSource`, `lead_source` and `Lead Source:` are the same."""
    text = unicodedata.normalize("NFKD", header)
    text = "".join(char for char in text if not unicodedata.combining(char))
    return " ".join(word.casefold() for word in _WORDS.findall(text))
