"""Who may sign a change of the playbook, when it is agreed, and when an executive may decide. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from detente.crm.objections import N_, Objection

SIDES = ("marketing", "sales")
BOTH = "both"
EXECUTIVE = "executive"
SIGNING_ROLES = ("marketing", "sdr", "ae", "manager", "executive")
"""Operations and administrators keep the playbook and do not sign it; vendors have no part in it."""
DEADLOCK_DAYS = 14


@dataclass(frozen=True)
class Standing:
    """How a proposal stands: its state, since when its edition waits, what each side answered, who signs for whom."""

    state: str
    since: datetime
    answers: Mapping[str, bool]
    signatories: Mapping[tuple[str, bool], int]

    def waits_for(self) -> tuple[str, ...]:
        """The sides that have not answered this edition."""
        return tuple(side for side in SIDES if side not in self.answers and BOTH not in self.answers)


def place_of(user_id: int, signatories: Mapping[tuple[str, bool], int]) -> tuple[str, str] | None:
    """The side for which this user signs and in which capacity: signatory, deputy, or both sides at once."""
    held = [place for place, holder in signatories.items() if holder == user_id]
    if all((side, False) in held for side in SIDES):
        return BOTH, BOTH
    return (held[0][0], "deputy" if held[0][1] else "signatory") if held else None


def is_agreed(answers: Mapping[str, bool]) -> bool:
    """Both sides signed, or who signs for both, or an executive decided so."""
    return bool(
        answers.get(EXECUTIVE) or answers.get(BOTH) or all(answers.get(side) is True for side in SIDES)
    )


def is_deadlocked(standing: Standing, *, now: datetime, days: int) -> bool:
    """One side signed what the other declined, or an answer is missing for so many days."""
    given = set(standing.answers.values())
    if standing.waits_for():
        return now - standing.since >= timedelta(days=days)
    return given == {True, False}


def objections_to_answer(standing: Standing, *, user_id: int, role: str) -> list[Objection]:
    """Why this user may not sign or decline."""
    if found := _not_open(standing):
        return found
    if role not in SIGNING_ROLES:
        text = N_(
            "Operations and administrators keep the playbook and do not sign it. Marketing and sales do."
        )
        nobody = N_(
            "Operations and administrators keep the playbook and do not sign it. Nobody is named to sign yet: name "
            "who does for marketing and for sales, and add them as users first where there are none."
        )
        return [Objection("signs_not", text if standing.signatories else nobody)]
    place = place_of(user_id, standing.signatories)
    if place is None:
        named = N_("Only who is named for marketing or for sales signs.")
        nobody = N_(
            "Nobody is named to sign yet. Operations or an administrator names who signs for each side."
        )
        return [Objection("not_named", named if standing.signatories else nobody)]
    waiting = standing.waits_for()
    if not waiting or (place[0] != BOTH and place[0] not in waiting):
        return [Objection("answered", N_("This side has answered this version of the proposal already."))]
    return []


def objections_to_decide(
    standing: Standing, *, user_id: int, role: str, now: datetime, days: int
) -> list[Objection]:
    """Why this user may not break the deadlock."""
    if found := _not_open(standing):
        return found
    if role != EXECUTIVE:
        return [Objection("not_executive", N_("An executive breaks a deadlock."))]
    if user_id in standing.signatories.values():
        text = N_("You sign for a side yourself, so another executive decides.")
        return [Objection("own_side", text)]
    if not is_deadlocked(standing, now=now, days=days):
        text = N_(
            "There is no deadlock: an executive decides when one side signed and the other declined, "
            "or when an answer is missing for {days} days."
        )
        return [Objection("no_deadlock", text, None, {"days": days})]
    return []


def objections_to_name(
    *, side: str, is_deputy: bool, user_id: int, role: str, is_active: bool,
    signatories: Mapping[tuple[str, bool], int],
) -> list[Objection]:  # fmt: skip
    """Why somebody may not be named to sign for a side."""
    if side not in SIDES:
        return [Objection("side_unknown", N_("Marketing and sales sign."), "side")]
    if not is_active:
        return [Objection("inactive", N_("They cannot sign in any more: name somebody else."), "user")]
    if role not in SIGNING_ROLES:
        text = N_("Operations, administrators and vendors do not sign: name somebody of marketing or sales.")
        return [Objection("signs_not", text, "user")]
    others = [place for place, holder in signatories.items() if holder == user_id]
    others = [place for place in others if place != (side, is_deputy)]
    if any(own == side for own, _deputy in others):
        text = N_("The deputy is somebody else than the signatory.")
        return [Objection("own_deputy", text, "user")]
    if others and (is_deputy or any(deputy for _side, deputy in others)):
        text = N_("They sign for the other side. One person signs for both only as the signatory of both.")
        return [Objection("both_sides", text, "user")]
    return []


def _not_open(standing: Standing) -> list[Objection]:
    texts = {
        "draft": N_("This is a draft: propose it first."),
        "enacted": N_("This was agreed and is a version of the playbook."),
        "withdrawn": N_("This proposal was withdrawn."),
        "outdated": N_("The playbook changed meanwhile: propose it again on the newest version."),
    }
    return [Objection("not_open", texts[standing.state])] if standing.state in texts else []
