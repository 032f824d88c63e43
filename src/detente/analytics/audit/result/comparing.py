"""Two audits of one company: what is new, mended, grown and shrunk since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from detente.analytics.audit.result.document import Document, Item

Change = Literal["new", "mended", "grown", "shrunk", "same", "no longer asked"]


@dataclass(frozen=True)
class Moved:
    """A finding before and after. `before` or `after` is None where it was not found."""

    slug: str
    change: Change
    before: Item | None
    after: Item | None

    @property
    def difference(self) -> int:
        """How many records more there are now."""
        return (self.after.count if self.after else 0) - (self.before.count if self.before else 0)


@dataclass(frozen=True)
class Comparison:
    """Every finding of either audit once, by its check's slug."""

    moved: tuple[Moved, ...]

    def of(self, change: Change) -> tuple[Moved, ...]:
        """Those that changed so."""
        return tuple(one for one in self.moved if one.change == change)


def compare(before: Document, after: Document) -> Comparison:
    """What became of each finding. It is mended only where its check ran again and found all in order."""
    was, now = _by_slug(before.findings), _by_slug(after.findings)
    asked = {line.slug for line in after.in_order}
    slugs = [*now, *(slug for slug in was if slug not in now)]
    return Comparison(
        tuple(
            Moved(slug, _change(was.get(slug), now.get(slug), slug in asked), was.get(slug), now.get(slug))
            for slug in slugs
        )
    )


def _change(before: Item | None, after: Item | None, is_in_order: bool) -> Change:
    if after is None:
        return "mended" if is_in_order else "no longer asked"
    if before is None:
        return "new"
    if after.count == before.count:
        return "same"
    return "grown" if after.count > before.count else "shrunk"


def _by_slug(items: Iterable[Item]) -> dict[str, Item]:
    return {item.slug: item for item in items}
