"""Words of the result that more than one format shows: what was looked at, how big, how sure, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from math import floor, log10
from typing import TYPE_CHECKING

from detente.analytics.audit.result.document import Cell, Column, Document, File, Item, Line, Price
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import between, count, decimal, listed, month, percent

if TYPE_CHECKING:
    from detente.analytics.audit.evidence import Evidence

GROUP_NAMES = {
    "process": marked("Process"),
    "capture": marked("Data capture"),
    "goals": marked("Goal alignment"),
}
GROUP_MEANINGS = {
    "process": marked("How leads and deals are worked."),
    "capture": marked("What is written down, and how."),
    "goals": marked("Whether both teams work for the same end."),
}
UNITS = {
    "leads": marked("leads"), "people": marked("people"), "accounts": marked("companies"), "deals": marked("deals"),
    "activities": marked("activities"), "campaigns": marked("campaigns"), "members": marked("campaign members"),
    "users": marked("users"), "products": marked("products"), "changes": marked("changes"),
    "fields": marked("fields"), "sources": marked("sources"), "values": marked("values"), "months": marked("months"),
    "owners": marked("owners"), "days": marked("days"), "pairs": marked("pairs"), "stages": marked("stages"),
}  # fmt: skip
ONE = {
    "leads": (marked("%(n)s lead"), marked("%(n)s leads")),
    "people": (marked("%(n)s person"), marked("%(n)s people")),
    "accounts": (marked("%(n)s company"), marked("%(n)s companies")),
    "deals": (marked("%(n)s deal"), marked("%(n)s deals")),
    "activities": (marked("%(n)s activity"), marked("%(n)s activities")),
    "campaigns": (marked("%(n)s campaign"), marked("%(n)s campaigns")),
    "members": (marked("%(n)s campaign member"), marked("%(n)s campaign members")),
    "users": (marked("%(n)s user"), marked("%(n)s users")),
    "products": (marked("%(n)s product"), marked("%(n)s products")),
    "changes": (marked("%(n)s change"), marked("%(n)s changes")),
}


def ended(sentence: str) -> str:
    """The sentence with its full stop."""
    sentence = sentence.strip()
    return sentence if not sentence or sentence.endswith((".", "!", "?", "。")) else f"{sentence}."


def unit(name: str) -> str:
    """What is counted, in the reader's language; a unit of its own stays as it is."""
    return say(UNITS[name]) if name in UNITS else name


def taken_for(file: File) -> str:
    """What a file was taken for, in the reader's language."""
    if file.object:
        return unit(file.object)
    return say(file.taken_for) if file.taken_for else say("not understood")


def looked_at(evidence: Evidence, records: dict[str, int]) -> str:
    """What was looked at, in one sentence."""
    counted = [say_many(*ONE[name], n) for name, n in records.items()]
    files = evidence.filled("files")
    what = listed(counted) or say("no records")
    first = _first_instant(evidence)
    words = {"what": what, "files": say_many("%(n)s file", "%(n)s files", files)}
    if not first:
        return say("%(what)s in %(files)s.", **words) if files else say("%(what)s.", **words)
    span = _months(first, evidence.as_of.date())
    if files:
        return say("%(what)s in %(files)s, %(span)s.", span=span, **words)
    return say("%(what)s, %(span)s.", span=span, **words)


def _months(first: date, last: date) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return month(first)
    return say("%(first)s to %(last)s", first=month(first), last=month(last))


def _first_instant(evidence: Evidence) -> date | None:
    """The day when the first record was created; nothing before 1990 is believed."""
    asked = " UNION ALL ".join(
        f"SELECT min(created_at) FILTER (WHERE created_at >= TIMESTAMP '1990-01-01') AS seen FROM {table}"
        for table in ("leads", "deals", "people")
    )
    found = evidence.one(f"SELECT min(seen) FROM ({asked}) AS s")
    return found.date() if isinstance(found, datetime) and found <= evidence.as_of else None


def outcome(document: Document) -> str:
    """How many questions found something, found all in order, could not be asked."""
    return say(
        "%(found)s, %(passed)s, %(skipped)s.",
        found=say_many("%(n)s check found something", "%(n)s checks found something", len(document.findings)),
        passed=say_many("%(n)s found all in order", "%(n)s found all in order", len(document.in_order)),
        skipped=say_many("%(n)s could not be asked", "%(n)s could not be asked", len(document.not_asked)),
    )


def size(item: Item) -> str:
    """'338 of 9,240 leads (3.7 %)'."""
    if item.of <= 0 or item.count > item.of:
        return f"{count(item.count)} {unit(item.unit)}"
    share = _small(item.share) if item.count else percent(0)
    return say("%(part)s of %(whole)s %(unit)s (%(share)s)", part=item.count, whole=item.of, unit=unit(item.unit),
               share=share)  # fmt: skip


def part(item: Item) -> str:
    """'338 of 9,240 leads', where the share stands beside it already."""
    if item.cost or not 0 < item.count <= item.of:
        return size(item)
    return say("%(part)s of %(whole)s %(unit)s", part=item.count, whole=item.of, unit=unit(item.unit))


def _small(share: float) -> str:
    if 0 < share < 0.0005:
        return say("under %(share)s", share=percent(0.001))
    if 0.9995 <= share < 1:
        return say("over %(share)s", share=percent(0.999))
    return say("100 %%") if share == 1 else percent(share)


def sureness(item: Item) -> str:
    """How sure it is, in one sentence."""
    if item.sureness == "estimated" and item.interval:
        return say("An estimate: %(range)s in 95 of 100 cases.", range=between(*item.interval))
    if item.sureness == "estimated":
        return say("An estimate.")
    if item.sureness == "a sign":
        return say("A sign, no proof: worth a look.")
    return say("Counted: every row can be opened.") if item.rows else say("Counted.")


def sure_in_short(item: Item) -> str:
    """How sure it is, in a word."""
    return {"estimated": say("estimated"), "a sign": say("a sign")}.get(item.sureness, say("counted"))


def money(amount: float, currency: str | None) -> str:
    """Three figures of an amount: '1.23 million EUR', '84,300 EUR', '12.5 EUR'."""
    if not amount:
        return " ".join(("0", currency or "")).strip()
    digits = 2 - floor(log10(abs(amount)))
    rounded = round(amount, digits)
    if abs(rounded) >= 1_000_000:
        told = say("%(n)s million", n=decimal(rounded / 1_000_000, min(max(digits + 6, 0), 2)))
    else:
        told = decimal(rounded, min(max(digits, 0), 2))
    return f"{told} {currency or ''}".rstrip()


def cost(price: Price) -> str:
    """What it costs, with its interval where there is one."""
    told = about(price)
    return say("%(amount)s (%(range)s)", amount=told, range=cost_range(price)) if cost_range(price) else told


def about(price: Price) -> str:
    """'about 988,000 EUR'."""
    return say("about %(amount)s", amount=money(price.amount, price.currency))


def cost_range(price: Price) -> str:
    """'969,000 to 1.01 million'; empty where there is none."""
    if price.low is None or price.high is None:
        return ""
    return say("%(low)s to %(high)s", low=money(price.low, None), high=money(price.high, None))


def big(item: Item) -> str:
    """The one figure of a finding: what it costs, else its share, else how many."""
    if item.cost:
        return about(item.cost)
    return _small(item.share) if 0 < item.count <= item.of else count(item.count)


def written(cell: Cell, column: Column, currency: str | None = None) -> str:
    """A cell as people read it; unknown is empty."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return say("yes") if cell else say("no")
    if isinstance(cell, str):
        return cell
    if column.kind == "share":
        return percent(cell)
    if column.kind == "money":
        return (
            money(cell, currency)
            if abs(cell) < 100
            else " ".join((count(round(cell)), currency or "")).strip()
        )
    return count(cell) if isinstance(cell, int) else decimal(cell)


def is_long(text: str) -> bool:
    """Whether a word in it is so long that it must be broken."""
    return any(len(word) > 26 for word in text.split())


def exactly(amount: float, currency: str | None) -> str:
    """An amount of a table to the unit, small ones to the cent."""
    told = count(round(amount)) if abs(amount) >= 100 else decimal(amount, 2)
    return f"{told} {currency or ''}".rstrip()


def by_lack(lines: Sequence[Line]) -> list[tuple[str, list[str]]]:
    """What is lacking, each once, with the names of the checks that it would allow; those that lack most first."""
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(line.sentence, []).append(line.name)
    return sorted(found.items(), key=lambda pair: -len(pair[1]))


def top_heading(document: Document) -> str:
    """What stands over the first findings."""
    if not document.findings:
        if not document.in_order:
            return say("Nothing could be asked of this export: what it would take is listed below")
        return say("Nothing was found that is not in order")
    if len(document.findings) < 3:
        return say("What was found")
    if all(item.cost for item in document.top):
        return say("The three findings that cost most")
    return say("The three findings that matter most")


def method(document: Document) -> tuple[str, ...]:
    """How to read the result, and what it cannot say."""
    told = [
        say("Everything is counted on this machine; nothing was sent anywhere."),
        say("Times are read in %(zone)s. Nothing after %(moment)s is known.", zone=document.zone,
            moment=document.as_of),
        say("Counted: each row is what the sentence says. Estimated: a share or difference that stands for more "
            "than these rows, with its interval in 95 of 100 cases. A sign: worth a look, no proof."),
        say("No share is given on fewer than 10 rows, and no group is called different unless the difference is more "
            "than chance explains, with the number of groups that were compared allowed for."),
        say("Rows without a value are not counted as wrong. A difference says what goes together, not what causes it."),
        say("Findings with a cost come first, the dearest on top, small sums aside; then those that touch "
            "most rows. One record can stand in several findings: costs are not to be added up."),
    ]  # fmt: skip
    if document.is_redacted:
        told.append(say("Names, addresses, free words and rare values were left out; owners are numbered."))
    return tuple(told)
