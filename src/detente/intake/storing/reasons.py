"""What a line says of why something ended, as the playbook's reason."""

from __future__ import annotations

from detente.crm.history.stages import WON
from detente.intake.storing.chunk import Chunk


def reason_code(chunk: Chunk, stage: str, text: str | None) -> str | None:
    """The playbook's code of a reason given as code or name; None for another text, which is kept as words."""
    reasons = chunk.agreement.won_reasons if stage == WON else chunk.agreement.stage(stage).reasons
    folded = (text or "").casefold()
    return next((reason.code for reason in reasons if folded in (reason.code, reason.name.casefold())), None)
