"""The result as one page in one file: nothing is loaded from anywhere, no script, a strict policy within."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from detente.analytics import wording as numbers
from detente.analytics.audit.result import pictures, wording
from detente.analytics.audit.result.document import GROUPS, Document
from detente.analytics.language import locale, say, say_many

HERE = Path(__file__).parent / "templates"


def to_html(document: Document) -> str:
    """The whole page."""
    style = _style()
    return (
        _environment()
        .get_template("audit.html")
        .render(document=document, style=Markup(style), policy=policy(style), lang=locale(), groups=GROUPS)  # noqa: S704
    )


def policy(style: str) -> str:
    """Nothing but this one style sheet, known by its hash."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _style() -> str:
    return (HERE / "audit.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "say": say,
        "say_many": say_many,
        "wording": wording,
        "pictures": pictures,
        "numbers": numbers,
    }
    return made
