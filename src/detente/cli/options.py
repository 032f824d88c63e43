"""Options that several commands share, worded once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.mistakes import WRONG_WORDS, Mistake

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for a script.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port on 127.0.0.1.")]
Home = Annotated[Path | None, typer.Option("--home", file_okay=False, help="Folder to keep it in.")]

NoWorker = Annotated[
    bool, typer.Option("--no-worker", help="Do nothing that is due; `detente worker` does it elsewhere.")
]


def day(text: str | None, option: str) -> date | None:
    """A day as people type it to a program: 2026-01-31."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrong = Mistake(f"{option} {text!r} is not a day: write it as 2026-01-31.")
        wrong.exit_code = WRONG_WORDS
        raise wrong from None
