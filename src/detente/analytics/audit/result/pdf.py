"""The result as a PDF, set by Typst: the template is ours, the values are data and never markup."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from detente.analytics.audit.result.document import Document
from detente.analytics.audit.result.sheets import sheets

HERE = Path(__file__).parent / "templates"


def to_pdf(document: Document) -> bytes:
    """The whole result on pages of A4. The same result makes the same bytes."""
    import typst

    made: bytes = typst.compile(
        HERE / "audit.typ",
        root=HERE,
        format="pdf",
        sys_inputs={"result": json.dumps(sheets(document), ensure_ascii=True)},
        timestamp=int(datetime.fromisoformat(document.as_of).replace(tzinfo=UTC).timestamp()),
        package_path=HERE,
    )
    return made
