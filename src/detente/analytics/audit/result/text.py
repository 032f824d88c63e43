"""The result as text: 80 columns wide, for a terminal or a mail."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from detente.analytics.audit.result import wording
from detente.analytics.audit.result.document import (
    GROUPS,
    Cell,
    Document,
    Flow,
    Item,
    Line,
    Sources,
    Step,
    Table,
)
from detente.analytics.audit.result.pictures import Places, interval_places, shown
from detente.analytics.audit.result.wide import ljust, rjust, shortened, width
from detente.analytics.language import say, say_many
from detente.analytics.wording import between, count, percent

WIDTH = 80


def to_text(document: Document) -> str:
    """The whole result."""
    parts: list[Iterable[str]] = [_head(document), _top(document)]
    if document.flow:
        parts.append(_flow(document.flow, document.currency))
    for group in GROUPS:
        if items := document.of_group(group):
            parts.append(_group(group, items, document.currency))
    parts += [
        _lines(say("In order"), document.in_order),
        _lacks(document.not_asked),
        _sources(document.sources),
        _notes(document),
    ]
    return "\n\n".join(block for part in parts if (block := "\n".join(part))) + "\n"


def to_summary(document: Document) -> str:
    """The first screen only: what was looked at and the findings that cost most."""
    return "\n\n".join("\n".join(part) for part in (_head(document), _top(document))) + "\n"


def _head(document: Document) -> Iterator[str]:
    yield from wrapped(document.sentence)
    yield from wrapped(wording.outcome(document))


def _top(document: Document) -> Iterator[str]:
    yield heading(wording.top_heading(document))
    for nth, item in enumerate(document.top, start=1):
        if nth > 1:
            yield ""
        yield from wrapped(item.sentence, f"{nth}. ", "   ")
        yield from _size(item)
        yield from _labelled(say("On Monday"), item.todo)


def _size(item: Item) -> Iterator[str]:
    yield from _labelled(say("Size"), wording.size(item))
    if item.cost:
        yield from _labelled(say("Cost"), f"{wording.cost(item.cost)}: {item.cost.reckoned}")
    yield from _labelled(say("How sure"), wording.sureness(item))


def _labelled(label: str, text: str) -> list[str]:
    return wrapped(text, "   " + ljust(label, 11), " " * 14) if text else []


def _flow(flow: Flow, currency: str | None) -> Iterator[str]:
    yield heading(say("The funnel as the data has it"))
    yield from _steps(flow.steps)
    for note in (*flow.missing, *flow.notes):
        yield from wrapped(note, "! ", "  ")
    if flow.matured:
        yield ""
        yield from wrapped(flow.matured_says)
        yield from _steps(flow.matured)
    if flow.by_source:
        yield ""
        yield from as_lines(flow.by_source, currency)


def _steps(steps: Sequence[Step]) -> Iterator[str]:
    most = max((step.count for step in steps), default=0) or 1
    for step in steps:
        share = percent(step.share) if step.share is not None else ""
        bar = "#" * round(28 * step.count / most)
        yield f"{ljust(shortened(step.label, 28), 28)} {count(step.count):>10} {share:>8}  {bar}".rstrip()


def _group(group: str, items: tuple[Item, ...], currency: str | None) -> Iterator[str]:
    yield heading(say(wording.GROUP_NAMES[group]))
    for nth, item in enumerate(items):
        if nth:
            yield ""
        yield from wrapped(item.sentence, "* ", "  ")
        yield from _size(item)
        yield from _labelled(say("Why"), item.why)
        yield from _labelled(say("To do"), item.todo)
        for table in item.breakdowns:
            yield from ("", *(f"   {line}" for line in as_lines(table, currency, WIDTH - 3)))


def as_lines(table: Table, currency: str | None, room: int = WIDTH) -> list[str]:
    """A table in at most `room` columns: heads are wrapped, wide texts are cut, numbers never."""
    places, interval = shown(table), interval_places(table)
    heads = [table.columns[place].label for place in places] + ([say("95 %% interval")] if interval else [])
    are_texts = [not table.columns[place].is_number for place in places] + ([False] if interval else [])
    cells = [
        [wording.written(row[place], table.columns[place], currency) for place in places]
        + ([_between(row, interval)] if interval else [])
        for row in table.rows
    ]
    widths = _widths(heads, cells, are_texts, room)
    return [
        *textwrap.wrap(table.title, room),
        *_heads(heads, widths, are_texts),
        *(_row(row, widths, are_texts) for row in cells),
    ]


def _between(row: tuple[Cell, ...], interval: Places) -> str:
    low, high = row[interval[1]], row[interval[2]]
    if isinstance(low, int | float) and isinstance(high, int | float):
        return between(low, high)
    return ""


def _heads(heads: list[str], widths: list[int], are_texts: list[bool]) -> Iterator[str]:
    """Heads over as many lines as they need, standing on the first row."""
    held = [textwrap.wrap(head, max(w, 1)) or [""] for head, w in zip(heads, widths, strict=True)]
    high = max(map(len, held))
    for nth in range(high):
        yield _row([(["" for _ in range(high - len(one))] + one)[nth] for one in held], widths, are_texts)


def _row(cells: list[str], widths: list[int], are_texts: list[bool]) -> str:
    return "  ".join(
        ljust(shortened(cell, w), w) if is_text else rjust(shortened(cell, w), w)
        for cell, w, is_text in zip(cells, widths, are_texts, strict=True)
    ).rstrip()


def _widths(heads: list[str], cells: list[list[str]], are_texts: list[bool], room: int) -> list[int]:
    """Each column's widest cell and longest word of its head, the widest texts narrowed until all have room."""
    widths = [
        max([*(width(row[nth]) for row in cells), *map(width, heads[nth].split() or [""])])
        for nth in range(len(heads))
    ]
    while sum(widths) + 2 * (len(widths) - 1) > room:
        places = [nth for nth, is_text in enumerate(are_texts) if is_text and widths[nth] > 10]
        places = places or [nth for nth, wide in enumerate(widths) if wide > 6]
        if not places:
            break
        widths[max(places, key=widths.__getitem__)] -= 1
    return widths


def _lines(title: str, lines: tuple[Line, ...]) -> Iterator[str]:
    if lines:
        yield heading(title)
    for line in lines:
        yield from wrapped(f"{line.name}: {line.sentence}", "* ", "  ")


def _lacks(lines: tuple[Line, ...]) -> Iterator[str]:
    if lines:
        yield heading(say("Could not be asked"))
    for sentence, names in wording.by_lack(lines):
        yield from wrapped(sentence, "* ", "  ")
        yield from wrapped(" · ".join(names), "    ", "    ")


def _sources(sources: Sources) -> Iterator[str]:
    if sources.files or sources.passed_over:
        yield heading(say("What was read"))
    for file in sources.files:
        rows = say_many("%(n)s row", "%(n)s rows", file.rows)
        unread = say(", %(n)s unread", n=file.unread) if file.unread else ""
        yield from wrapped(f"{file.name}: {wording.taken_for(file)}, {rows}{unread}", "* ", "  ")
    for name, why in sources.passed_over:
        yield from wrapped(say("%(file)s was not read: %(why)s", file=name, why=why), "* ", "  ")
    for join in sources.joins:
        found = say("%(part)s of %(whole)s found", part=join.matched, whole=join.of)
        yield from wrapped(f"{join.column} -> {join.to}: {found} ({percent(join.share)})", "* ", "  ")
    for question in sources.questions:
        yield from wrapped(question, "? ", "  ")


def _notes(document: Document) -> Iterator[str]:
    for note in (*document.notes, *wording.method(document)):
        yield from wrapped(note, "- ", "  ")


def heading(text: str) -> str:
    """A heading with a line under it."""
    return f"{text}\n{'-' * min(width(text), WIDTH)}"


def wrapped(text: str, first: str = "", later: str = "") -> list[str]:
    """Lines of at most 80 columns."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=later, break_on_hyphens=False
    ) or [first]
