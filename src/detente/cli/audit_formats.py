"""An audit's result in the format that was asked for, in a file or on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from detente.cli.mistakes import Mistake

if TYPE_CHECKING:
    from detente.analytics.audit.result import Document

Put = Callable[["Document", Path | None], None]


def written_as(name: str) -> Put:
    """How to put down a result in this format."""
    known = {"html": _put_html, "pdf": _put_pdf, "json": _put_json, "text": _put_text}
    if name not in known:
        raise Mistake(f"There is no format {name!r}. Formats: {', '.join(known)}.")
    return known[name]


def _put_html(document: Document, out: Path | None) -> None:
    from detente.analytics.audit.result.html import to_html

    _put(to_html(document).encode(), out or Path("audit.html"), document)


def _put_pdf(document: Document, out: Path | None) -> None:
    from detente.analytics.audit.result.pdf import to_pdf

    _put(to_pdf(document), out or Path("audit.pdf"), document)


def _put_json(document: Document, out: Path | None) -> None:
    from detente.analytics.audit.result import to_json

    _put(
        (json.dumps(to_json(document), indent=2, ensure_ascii=False) + "\n").encode(), out or Path("-"), None
    )


def _put_text(document: Document, out: Path | None) -> None:
    from detente.analytics.audit.result import to_text

    _put(to_text(document).encode(), out or Path("-"), None)


def _put(content: bytes, out: Path, summary_of: Document | None) -> None:
    """Into the file, with the first screen on the terminal; `-` is standard output."""
    if str(out) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    try:
        out.write_bytes(content)
    except OSError as wrong:
        raise Mistake(
            f"{out} could not be written: {wrong.strerror}. Give another place with --out."
        ) from None
    if summary_of:
        from detente.analytics.audit.result import to_summary

        print(to_summary(summary_of))
    print(f"Written: {out}")
