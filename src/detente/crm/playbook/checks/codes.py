"""Codes: each once in its list, and every code that a section names is one that another section has. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from detente.crm.history.fold import CONVERSATIONS
from detente.crm.objections import N_
from detente.crm.playbook.faults import Fault, fault
from detente.crm.playbook.reading import Path

Document = Mapping[str, Any]


def faults(document: Document) -> list[Fault]:
    """Codes that stand twice, and names of channels, defects and roles that nothing has."""
    found = [each for path, rows in lists(document) for each in _twice(path, rows)]
    return [*found, *_unknown(document), *_written_by_us(document)]


def lists(document: Document) -> Iterator[tuple[Path, Sequence[Mapping[str, Any]]]]:
    """Every list of rows that have a code, with its place."""
    for section in ("roles", "stages", "exits", "won_reasons", "reopen_reasons", "back_reasons", "touches", "channels",
                    "dispositions", "outcomes", "defects", "cadences", "targets"):  # fmt: skip
        yield (section,), document.get(section, ())
    for number, row in enumerate(document["exits"]):
        yield ("exits", number, "reasons"), row["reasons"]
    yield ("sales_ready", "exclusions"), document.get("sales_ready", {}).get("exclusions", ())
    yield ("slas", "marketing"), document.get("slas", {}).get("marketing", ())
    yield ("routing", "territories"), document.get("routing", {}).get("territories", ())
    scoring = document.get("scoring", {})
    for section in ("bands", "fit_bands"):
        yield ("scoring", section), scoring.get(section, ())
    for half in ("fit", "engagement"):
        groups = scoring.get(half, {}).get("groups", ())
        yield ("scoring", half, "groups"), groups
        for number, group in enumerate(groups):
            yield ("scoring", half, "groups", number, "rules"), group["rules"]


def codes_of(document: Document, section: str) -> set[str]:
    """The codes of a section."""
    return {row["code"] for row in document.get(section, ())}


def named(path: Path, given: Sequence[str], known: set[str], text: str) -> Iterator[Fault]:
    """A fault for each of `given` that is not among `known`."""
    for number, code in enumerate(given):
        if code not in known:
            yield fault((*path, number), text, code=code, known=", ".join(sorted(known)))


def _twice(path: Path, rows: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, row in enumerate(rows):
        if row["code"] in seen:
            text = N_("The code {code} stands twice in this list: give one of them another code.")
            yield fault((*path, number, "code"), text, code=row["code"])
        seen.add(row["code"])


def _unknown(document: Document) -> Iterator[Fault]:
    dispositions, defects = codes_of(document, "dispositions"), codes_of(document, "defects")
    text = N_("There is no disposition {code}. Known are: {known}.")
    for number, row in enumerate(document["channels"]):
        yield from named(("channels", number, "dispositions"), row["dispositions"], dispositions, text)
    for number, row in enumerate(document["dispositions"]):
        if row.get("defect", next(iter(defects))) not in defects:
            text = N_("There is no defect {code}. Known are: {known}.")
            known = ", ".join(sorted(defects))
            yield fault(("dispositions", number, "defect"), text, code=row["defect"], known=known)


def _written_by_us(document: Document) -> Iterator[Fault]:
    """Codes that Detente itself writes and reads: they are kept under whatever name."""
    for section, kept in (("dispositions", CONVERSATIONS), ("defects", OUR_DEFECTS), ("touches", {"form"})):
        for code in sorted(kept - codes_of(document, section)):
            text = N_("The code {code} is one that Detente itself uses: keep it here, under a name you like.")
            yield fault((section,), text, code=code)


OUR_DEFECTS = frozenset({
    "email_invalid", "phone_invalid", "no_contact_data", "duplicate", "won_before_arrival", "date_in_future",
})  # fmt: skip
