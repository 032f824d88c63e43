"""SLAs, calendars, cadences and goals: times that can be kept, by ways that exist. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from detente.crm.objections import N_
from detente.crm.playbook.checks.codes import codes_of, named
from detente.crm.playbook.faults import Fault, fault
from detente.crm.playbook.reading import Path

Document = Mapping[str, Any]
NO_BAND = N_("There is no band {code}. Known are: {known}.")


def faults(document: Document) -> list[Fault]:
    """What is wrong with what the teams promise each other."""
    return [
        *_sales(document),
        *_goals(document),
        *(
            each
            for number, row in enumerate(document.get("calendars", ()))
            for each in _calendar(number, row)
        ),
        *_teams(document.get("calendars", ())),
        *_cadences(document),
    ]


def _bands(document: Document) -> set[str]:
    return {row["code"] for row in document.get("scoring", {}).get("bands", ())}


def _sales(document: Document) -> Iterator[Fault]:
    if "slas" not in document:
        return
    sales, path = document["slas"]["sales"], ("slas", "sales")
    for name in ("answer", "first_attempt", "passed_answer"):
        times = sales.get(name, {})
        if times.get("urgent_minutes", 0) > times.get("minutes", 0):
            text = N_("What is urgent is answered sooner: urgent_minutes must be {most} or less.")
            yield fault((*path, name, "urgent_minutes"), text, most=times["minutes"])
    yield from named(
        (*path, "urgent", "bands"), sales.get("urgent", {}).get("bands", ()), _bands(document), NO_BAND
    )
    most = min(len(document["channels"]), sales["attempts"])
    if sales.get("channels", 1) > most:
        text = N_("{attempts} attempts go through {most} channels at most: lower channels.")
        yield fault((*path, "channels"), text, attempts=sales["attempts"], most=most)


def _goals(document: Document) -> Iterator[Fault]:
    for path, rows in (
        (("slas", "marketing"), document.get("slas", {}).get("marketing", ())),
        (("targets",), document.get("targets", ())),
    ):
        for number, row in enumerate(rows):
            if row["measure"].endswith("_rate") and row["at_least"] > 1:
                text = N_("{name} is a share: write 0.7 for 70 %.")
                yield fault((*path, number, "at_least"), text, name=row["name"])


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def countries() -> frozenset[str]:
    """The countries whose holidays are known, by their two letters."""
    import holidays  # takes a while, and most of what runs checks no playbook

    return frozenset(holidays.list_supported_countries())


def _calendar(number: int, row: Mapping[str, Any]) -> Iterator[Fault]:
    path: Path = ("calendars", number)
    if row.get("zone") and row["zone"] not in _zones():
        text = N_("There is no time zone {code}. Write one like Europe/Berlin, or nothing for your own.")
        yield fault((*path, "zone"), text, code=row["zone"])
    if row.get("country") not in (None, "", "none") and row["country"] not in countries():
        text = N_(
            "The holidays of {code} are not known. Write two letters like DE, or none and list days_off."
        )
        yield fault((*path, "country"), text, code=row["country"])
    if not any(row["hours"].values()):
        yield fault((*path, "hours"), N_("A team without working hours never answers: add some."))
    for day, spans in row["hours"].items():
        yield from _spans((*path, "hours", day), spans)
    for place, day in enumerate(row.get("days_off", ())):
        if not _is_day(day):
            yield fault((*path, "days_off", place), N_("{day} is no day of the calendar."), day=day)


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _spans(path: Path, spans: Sequence[str]) -> Iterator[Fault]:
    ended = ""
    for number, span in enumerate(spans):
        opens, closes = span.split("-")
        if opens >= closes or opens < ended:
            text = N_("{span}: hours begin before they end, and after the ones before them.")
            yield fault((*path, number), text, span=span)
        ended = closes


def _teams(rows: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    teams = [row["team"] for row in rows]
    for number, team in enumerate(teams):
        if team in teams[:number]:
            yield fault(("calendars", number, "team"), N_("{team} has two calendars: keep one."), team=team)


def _cadences(document: Document) -> Iterator[Fault]:
    rows, channels, bands = document.get("cadences", ()), codes_of(document, "channels"), _bands(document)
    for number, row in enumerate(rows):
        path: Path = ("cadences", number)
        yield from named((*path, "bands"), row.get("bands", ()), bands, NO_BAND)
        if not (row.get("bands") or row.get("requests")) and number < len(rows) - 1:
            text = N_("{name} fits every lead, so those below it are never used: move it to the end.")
            yield fault(path, text, name=row["name"])
        before = 0
        for place, step in enumerate(row["steps"]):
            if step["channel"] not in channels:
                text = N_("There is no channel {code}. Known are: {known}.")
                known = ", ".join(sorted(channels))
                yield fault((*path, "steps", place, "channel"), text, code=step["channel"], known=known)
            if step["day"] < before:
                text = N_("Steps go by days: this one must be on day {day} or later.")
                yield fault((*path, "steps", place, "day"), text, day=before)
            before = max(before, step["day"])
