"""The page of results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.verdict.grading import Result

PAGE = Path("docs/verdict-accuracy.md")
GRADES = ("exact", "partly", "silent", "wrong")
PARTS = ("total", "mix", "follow_up", "quality_early", "quality_late", "selling")

_WORDS = {
    "usual": "15 % of reasons blank",
    "rough": "30 % of reasons blank, 25 % of attempts not written down",
    "audited": "15 % of reasons blank; 100 late-lost leads of each period judged blindly by two",
}

Key = Callable[[Result], str]


def written(results: Sequence[Result]) -> str:
    """The page, from its frame and the results."""
    text = (Path(__file__).parent / "page.md").read_text(encoding="utf-8")
    seeds = {_kind(one): _seeds(results, _kind(one)) for one in results}
    plain = [one for one in results if one.case.records != "audited"]
    return text.format(
        first=min(one.case.seed for one in results), companies=f"{len(results):,}",
        summary=_grades(
            results, lambda one: " | ".join((f"{one.case.size:,}", _WORDS[one.case.records], seeds[_kind(one)])),
            "leads a year | records | seeds",
        ),
        worlds=_grades(plain, lambda one: f"{one.case.size:,} | {one.case.world}", "leads a year | world"),
        audited=_grades([one for one in results if one.case.records == "audited"],
                        lambda one: f"{one.case.size:,} | {one.case.world}", "leads a year | world"),
        coverage=_coverage(plain, lambda one: f"{one.case.size:,}", "leads a year"),
        coverage_by_world=_coverage(plain, lambda one: f"{one.case.size:,} | {one.case.world}",
                                    "leads a year | world"),
    )  # fmt: skip


def _kind(one: Result) -> tuple[int, str]:
    return one.case.size, one.case.records


def _seeds(results: Sequence[Result], kind: tuple[int, str]) -> str:
    held = sorted({one.case.seed for one in results if _kind(one) == kind})
    return f"{held[0]} to {held[-1]}"


def _grades(results: Sequence[Result], key: Key, head: str) -> str:
    lines = [f"| {head} | companies | exact | partly | silent | wrong | false blame of sales | of marketing |",
             "|---" * (head.count("|") + 8) + "|"]  # fmt: skip
    for name, held in _grouped(results, key):
        grades = Counter(one.grade for one in held)
        blame = sum(one.blames_sales for one in held), sum(one.blames_marketing for one in held)
        shares = [_percent(number, len(held)) for number in (*(grades[one] for one in GRADES), *blame)]
        lines.append(f"| {name} | {len(held)} | {' | '.join(shares)} |")
    return "\n".join(lines)


def _coverage(results: Sequence[Result], key: Key, head: str) -> str:
    lines = [
        f"| {head} | all together | {' | '.join(PARTS)} |",
        "|---" * (head.count("|") + 2 + len(PARTS)) + "|",
    ]
    for name, held in _grouped(results, key):
        known = {part: [one.covered[part] for one in held if part in one.covered] for part in PARTS}
        if every := [one for part in known.values() for one in part]:
            cells = [_percent(sum(one), len(one)) for one in (every, *known.values())]
            lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _grouped(results: Sequence[Result], key: Key) -> list[tuple[str, list[Result]]]:
    order = sorted(results, key=lambda one: (one.case.size, one.case.records != "usual"))
    return [(name, [one for one in order if key(one) == name]) for name in dict.fromkeys(map(key, order))]


def _percent(number: int, of: int) -> str:
    """Whole percent, with a decimal where it is little, so that little is not nothing."""
    share = 100 * number / of if of else 0.0
    return f"{share:.1f} %" if 0 < share < 5 or 95 < share < 100 else f"{share:.0f} %"
