"""`detente webhooks`: who is told of what happens, and sending what waits."""

from __future__ import annotations

import typer

from detente.cli.company import open_company
from detente.cli.options import AsJson
from detente.cli.printing import print_json

app = typer.Typer(
    help="Webhooks: list endpoints, deliver what waits.", epilog="Example: detente webhooks list"
)


@app.command("list", epilog="Example: detente webhooks list --json")
def show(as_json: AsJson = False) -> None:
    """Every endpoint, with what waits and what failed."""
    open_company()
    from detente.webhooks.models import Endpoint

    found = [
        {
            "url": one.url, "is_active": one.is_active, "kinds": one.kinds,
            "waiting": one.deliveries.filter(state="waiting").count(),
            "failed": one.deliveries.filter(state="failed").count(),
        }
        for one in Endpoint.objects.order_by("pk")
    ]  # fmt: skip
    if as_json:
        print_json(found)
        return
    for row in found:
        state = "at work" if row["is_active"] else "off"
        print(f"{row['url']}  {state}, {row['waiting']} under way, {row['failed']} failed")
    if not found:
        print("No webhooks yet. Add one in Settings > Webhooks.")


@app.command("deliver", epilog="Example: detente webhooks deliver")
def deliver() -> None:
    """Send what is due now; `detente serve` does so within seconds."""
    open_company()
    from detente.crm.history.outbox import drain
    from detente.webhooks.sending import deliver_due

    drain()
    tried = 0
    while found := deliver_due():
        tried += found
    print(f"{tried:,} messages tried.")
