"""The placebo: the benchmark's second half against its first, where nothing should be named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from detente.analytics.answer import Chart
from detente.analytics.engines import Engine
from detente.analytics.verdict.asking import Reckoned, try_placebo
from detente.analytics.verdict.bridge import ORDER, TEAMS
from detente.analytics.verdict.bridge_chart import bridge_chart
from detente.analytics.verdict.sentences import part_name
from detente.analytics.wording import listed


@dataclass(frozen=True)
class Placebo:
    """What it says in one sentence, and its small bridge; `is_asked` is False where it must be asked for."""

    sentence: str
    chart: Chart | None
    is_asked: bool = True

    @property
    def summary(self) -> str:
        """The picture's message."""
        return str((self.chart or {}).get("description", ""))


def placebo_shown(engine: Engine, found: Reckoned, *, is_asked: bool) -> Placebo:
    """As it came with the verdict; among many leads only when it `is_asked` for."""
    if found.found.total is None:
        return Placebo(_("With so few leads the benchmark can't be held against itself."), None)
    if not is_asked and found.found.checks.get("placebo") is None:
        return Placebo("", None, is_asked=False)
    tried = try_placebo(engine, found)
    return Placebo(_sentence(tried), _chart(tried))


def _sentence(tried: dict[str, Any]) -> str:
    names = [name for name in tried["names"] if name != "cannot_tell"]
    if tried["total"] is None:
        return _("Each half of the benchmark is too small to be held against the other.")
    if names:
        return _("The benchmark's own second half is said to fall short of its first, for %(names)s: be careful with "
                 "the verdict above.") % {"names": listed([part_name(name) for name in names])}  # fmt: skip
    return _("The same method, asked where nothing should be found, names nothing.")


def _chart(tried: dict[str, Any]) -> Chart | None:
    rate = tried["rate"]
    if tried["total"] is None or not rate:
        return None
    blocks, at = [], 1.0
    for name in ORDER:
        if one := tried["components"].get(name):
            ends = at + one["estimate"]
            blocks.append({"name": name, "team": TEAMS[name], "change": one["estimate"], "low": one["low"],
                           "high": one["high"], "starts": at, "ends": ends, "is_named": False})  # fmt: skip
            at = ends
    return bridge_chart(blocks, rate, rate * at, _("Second half"))
