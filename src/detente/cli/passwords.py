"""Passwords come from the terminal, or from the environment for a script; never from an option, which others see."""

from __future__ import annotations

import os
import sys

import typer

from detente.cli.mistakes import Mistake


def new_password(variable: str) -> str:
    """The password in the environment variable, else the one typed twice."""
    if given := os.environ.get(variable):
        return given
    if not sys.stdin.isatty():
        raise Mistake(f"There is no terminal to ask for a password. Set {variable}.")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
