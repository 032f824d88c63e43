"""All commands under one name; each stands in a file of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli import copying, duplicates, import_csv, playbook, rates, searching, user, webhooks
from detente.cli.audit import audit
from detente.cli.backup import backup, restore
from detente.cli.demo import demo
from detente.cli.doctor import doctor
from detente.cli.erase import erase
from detente.cli.exchange import export, load
from detente.cli.import_crm import EXAMPLE, import_crm
from detente.cli.init import init
from detente.cli.mistakes import ending_in_one_line
from detente.cli.report import report
from detente.cli.reports import reports
from detente.cli.score import score
from detente.cli.serve import serve
from detente.cli.tables import tables
from detente.cli.worker import worker

app = typer.Typer(
    name="detente",
    help="The CRM that marketing and sales share: one history of every lead, one set of numbers.",
    epilog="Begin with: detente demo",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from detente import __version__

        print(f"detente {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def begin(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Say which Detente this is.", callback=_version)
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


app.command("demo", epilog="Example: detente demo --port 8001 --no-browser")(demo)
app.command("init", epilog="Example: detente init --admin-email you@example.com")(init)
app.command("serve", epilog="Example: detente serve --port 8000")(serve)
app.command("worker", epilog="Example: detente worker --once")(worker)
app.command("report", epilog="Example: detente report funnel --by source --from 2026-01-01")(report)
app.command("audit", epilog="Example: detente audit export.zip --format pdf")(audit)
app.command("reports", epilog="Example: detente reports")(reports)
app.command("score", epilog="Example: detente score")(score)
app.command("tables", epilog="Example: detente tables --json")(tables)
app.command("doctor", epilog="Example: detente doctor --json")(doctor)
app.command("backup", epilog="Example: detente backup /mnt/backups --keep 14")(backup)
app.command("restore", epilog="Example: detente restore detente-20270131-030000.zip")(restore)
app.command("export", epilog="Example: detente export company.zip")(export)
app.command("erase", epilog="Example: detente erase ida@example.com")(erase)
import_csv.app.command("crm", epilog=EXAMPLE)(import_crm)
import_csv.app.command("export", epilog="Example: detente import export company.zip")(load)
app.add_typer(import_csv.app, name="import")
app.add_typer(copying.app, name="copy")
app.add_typer(searching.app, name="search")
app.add_typer(rates.app, name="rates")
app.add_typer(user.app, name="user")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(duplicates.app, name="duplicates")
app.add_typer(playbook.app, name="playbook")


def run(words: list[str]) -> int:
    """Run one command and return its exit code."""
    command = typer.main.get_command(app)
    return ending_in_one_line(lambda: command.main(args=words, prog_name="detente", standalone_mode=False))
