"""A mistake ends a command with one clear line on stderr and a code that is not zero."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import typer

WRONG_WORDS = 2
STOPPED = 130


class Mistake(typer.TyperException):
    """What went wrong, and what to do about it, in one line."""

    exit_code = 1


def in_one_line(text: str) -> str:
    """The text without line breaks, so that a log or a script can take it as one."""
    return " ".join(text.split())


def complain(text: str) -> None:
    """Say it on stderr."""
    print(f"detente: {in_one_line(text)}", file=sys.stderr)


def where_to_read(mistake: typer.TyperException) -> str:
    """The help page for words that the command line did not understand."""
    context = getattr(mistake, "ctx", None)
    return f" See `{context.command_path} --help`." if context else ""


def ending_in_one_line(command: Callable[[], int | None]) -> int:
    """The command's exit code; its mistakes are said, anything else is ours and keeps its traceback."""
    try:
        return command() or 0
    except typer.TyperException as mistake:
        complain(mistake.format_message().rstrip(".") + "." + where_to_read(mistake))
        return mistake.exit_code
    except (typer.Abort, KeyboardInterrupt):
        complain("stopped")
        return STOPPED
    except BrokenPipeError:
        # The reader has seen enough (`detente tables | head`); Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
