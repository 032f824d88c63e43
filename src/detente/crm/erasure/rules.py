"""What is agreed about erasing. Pure: plain values in, objections out."""

from __future__ import annotations

from detente.crm.objections import N_, Objection


def objections_to_erasing(*, is_erased: bool, typed: str | None, label: str) -> list[Objection]:
    """Nobody is erased twice, and never by a slip: the name is typed once more (None: a program decided)."""
    if is_erased:
        return [Objection("erased", N_("This person was erased already."))]
    if typed is not None and typed.split() != label.split():
        text = N_("Type {label} exactly as it stands here to confirm.")
        return [Objection("not_confirmed", text, "typed", {"label": label})]
    return []
