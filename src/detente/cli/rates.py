"""`detente rates`: what other currencies are worth in ours, day by day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.company import open_company, said_in_words
from detente.cli.mistakes import Mistake
from detente.cli.options import AsJson
from detente.cli.printing import print_json, print_table

RatesFile = Annotated[
    Path, typer.Argument(metavar="FILE", dir_okay=False, help="CSV: day,currency,rate or the ECB's columns.")
]
Base = Annotated[
    str | None,
    typer.Option(
        "--base", help="The currency that one unit of is told in units of the others; the ECB's is EUR."
    ),
]
MOST_BYTES = 50_000_000

app = typer.Typer(help="Rates of currencies: import, list.", epilog="Example: detente rates list")


@app.command("import", epilog="Example: detente rates import eurofxref-hist.csv --base EUR")
def import_rates(file: RatesFile, base: Base = None) -> None:
    """Read a file of daily rates, whole or not at all.

    day,currency,rate: units of the company's currency for one of each.
    Date,USD,JPY ... as the ECB has it: units of each for one of --base.
    """
    open_company()
    from detente.crm.people.actions import organisation
    from detente.crm.people.days import today
    from detente.crm.people.rate_files import read_rates
    from detente.crm.people.rates import set_rates

    with said_in_words():
        rates = read_rates(
            _text_of(file), own=organisation().currency, today=today(), base=base and base.upper()
        )
        kept = set_rates(rates, by=None)
    print(f"{kept.new} new, {kept.changed} changed, {kept.same} known already.")


def _text_of(file: Path) -> str:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise Mistake(f"{file} is larger than 50 MB; split it.")
        return file.read_text(encoding="utf-8-sig")
    except OSError as wrong:
        raise Mistake(f"{file} can't be read: {wrong.strerror}.") from None
    except UnicodeDecodeError:
        raise Mistake(f"{file} is not a text in UTF-8.") from None


@app.command("list", epilog="Example: detente rates list --json")
def list_rates(as_json: AsJson = False) -> None:
    """The newest rate of each currency, and what waits for one."""
    open_company()
    from detente.crm.deals.currencies import currencies_met
    from detente.crm.people.actions import organisation

    own = organisation().currency
    heads = ("currency", f"{own} for one", "of", "rates since", "rates", "deals", "costs", "without rate")
    rows = [
        (each.code, each.rate, each.newest, each.first, each.rates, each.deals, each.costs, each.unpriced)
        for each in currencies_met()
    ]
    if as_json:
        names = ("currency", "rate", "day", "first_day", "rates", "deals", "costs", "unpriced")
        print_json([dict(zip(names, row, strict=True)) | {"own": own} for row in rows])
    elif rows:
        print_table(heads, rows)
    else:
        print(f"All amounts are in {own}, and no rates are known.")
