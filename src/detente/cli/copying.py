"""`detente copy`: the analytic copy that reports read; disposable, made from the system of record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from detente.cli.company import open_company
from detente.cli.options import AsJson
from detente.cli.printing import print_json

if TYPE_CHECKING:
    from detente.copy import Status

app = typer.Typer(help="The analytic copy: status, refresh, rebuild.", epilog="Example: detente copy status")


@app.command("status", epilog="Example: detente copy status --json")
def show_status(as_json: AsJson = False) -> None:
    """How fresh the copy is, and how much it does not have yet."""
    open_company()
    from detente import copy

    found = copy.status()
    if as_json:
        print_json(plain(found))
    else:
        print(in_words(found))


@app.command("refresh", epilog="Example: detente copy refresh")
def refresh() -> None:
    """Bring the copy up to date now; `detente serve` does so within seconds of a write."""
    open_company()
    from detente import copy

    copy.refresh(always=True)
    print(in_words(copy.status()))


@app.command("rebuild", epilog="Example: detente copy rebuild")
def rebuild() -> None:
    """Make the copy anew from the first row on."""
    open_company()
    from detente import copy

    copy.rebuild()
    print(in_words(copy.status()))


def plain(found: Status) -> dict[str, Any]:
    """The status as plain values; instants in UTC, size in bytes."""
    return {
        "path": str(found.path), "exists": found.exists, "as_of": found.as_of and found.as_of.isoformat(),
        "waiting_events": found.waiting, "size_bytes": found.size, "must_be_rebuilt": found.must_be_rebuilt,
    }  # fmt: skip


def in_words(found: Status) -> str:
    """One line for a person."""
    if found.as_of is None:
        return (
            f"No usable copy at {found.path} ({found.waiting:,} events wait). Make one: detente copy rebuild"
        )
    waiting = f"{found.waiting:,} events wait" if found.waiting else "nothing waits"
    size = f"{found.size / 1e6:,.1f} MB"
    again = "; it must be rebuilt" if found.must_be_rebuilt else ""
    return f"{found.path}: as of {found.as_of:%Y-%m-%d %H:%M:%S} UTC, {waiting}, {size}{again}"
