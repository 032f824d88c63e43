"""`detente worker`: does what is due, beside a server that was started without one."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer

from detente.cli.company import open_company

Once = Annotated[bool, typer.Option("--once", help="Do what is due now, then end.")]


def worker(once: Once = False) -> None:
    """Do what is due: warn of handoffs, escalate and reassign them, hand out the pool, let points fade;
    and work out the verdict's headline for Today, each hour in which there is anything new.

    Runs until stopped, after the job at hand. Several may run: each job is done once. `detente serve` has one.
    """
    open_company()
    from detente.crm.jobs.running import run_due, sweep, work_until
    from detente.crm.scoring.due import plan
    from detente.web.verdict.due import plan as plan_verdict

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    sweep()
    plan()
    plan_verdict()
    if once:
        done = 0
        while not stop.is_set() and (found := run_due(stop=stop)):
            done += found
        print(f"{done:,} job{'' if done == 1 else 's'} done.")
        return
    print("Doing what is due  (Ctrl-C stops it)", flush=True)
    work_until(stop)
