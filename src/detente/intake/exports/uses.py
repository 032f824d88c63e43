"""A table as loaded, and which of its headers fill the columns of a record table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from detente.intake.exports.languages import words_of
from detente.intake.exports.shapes import Shape, fills
from detente.intake.values.numbers import Sign

# Columns read for the sake of others: the column of ours that they tell of, then their names.
_STANDS_FOR = """
name        _first _last
owner       _owner_name
expected_on _close
status      _second _is_won _is_closed _forecast _state
person      _contact
is_bounced  _bounce
lead        _who
deal        _what
touches     _touched
account     _account_name
is_inbound  _direction _form
at          _completed
outcome     _status
is_done     _closed
kind        _subtype _subject _call _meeting _mail _task _note
new         _stage _amount _expected
user        _also
deal        _deal_name _deal_amount _deal_currency _deal_expected _deal_closed _deal_type _deal_active
"""
# Columns of a lead that tell of its deal: read only in files where a line is both.
_OF_ITS_DEAL = "_deal_"
STANDS_FOR = {
    hidden: ours
    for ours, *all_ in (line.split() for line in _STANDS_FOR.strip().splitlines())
    for hidden in all_
}


@dataclass(frozen=True)
class Use:
    """A header that fills a column; a mapping may say how its dates or numbers are written."""

    header: str
    order: str = ""
    decimal: Sign | None = None


@dataclass(frozen=True)
class RawFile:
    """A table as loaded, with what it was taken for."""

    number: int
    name: str
    table: str
    headers: tuple[str, ...]
    rows: int
    unread: int = 0
    shape: Shape | None = None
    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def fills(self) -> str | None:
        """The record table that it fills."""
        return self.shape.fills if self.shape else None

    def understood(self) -> dict[str, str]:
        """Header -> the column of the record table that it fills."""
        found: dict[str, str] = {}
        for column, uses in self.uses.items():
            for use in uses:
                known = STANDS_FOR.get(column, column.lstrip("_"))
                if use.header not in found or not column.startswith("_"):
                    found[use.header] = known
        return found


def with_uses(file: RawFile) -> RawFile:
    """The file with the headers that fill its columns, by the words that are known."""
    if file.fills not in fills():
        return file
    words = words_of(file.headers)
    found = {}
    has_deals = file.shape is not None and file.shape.of == "deals"
    for fill in fills()[str(file.fills)]:
        if fill.column.startswith(_OF_ITS_DEAL) and not has_deals:
            continue
        headers = dict.fromkeys(words[word] for word in fill.words if word in words)
        if headers:
            found[fill.column] = tuple(Use(header) for header in headers)
    return replace(file, uses=found)
