"""How much of an export we are willing to unpack and to read."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.intake.reading.limits import Limits


@dataclass(frozen=True)
class ExportLimits:
    """Upper bounds: files in all, and what archives unpack to, in bytes and as a multiple of their own size.

    A plain CSV file may be of any size that the disk holds: it is read in a bounded memory.
    """

    files: int = 2_000
    unpacked: int = 20_000_000_000
    ratio: int = 200
    nested: int = 1
    free: int = 500_000_000
    """What must stay free on the disk while we unpack."""
    junk: int = 100_000
    """Bytes below which the ratio of an archive does not matter."""
    spreadsheet: Limits = field(default_factory=Limits)
    text: Limits = field(default_factory=lambda: Limits(bytes_=1 << 50, rows=1 << 40, broken_quotes=10_000))


DEFAULT = ExportLimits()
