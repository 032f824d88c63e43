"""How many requests a token may make in a minute, counted across all processes.

A process does not write for every request: it takes a share of what is left from the database by a
conditional update and serves it from memory. The shares shrink with what is left, so that the limit is
never passed and hardly anything of it is lost. Measured in decision 0050.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F

from detente.api.errors import Problem
from detente.api.models import Allowance

SECONDS = 60
SHARE = 8


@dataclass
class Share:
    """What this process holds of a token's minute: `left` requests here, `rest` with the others."""

    window: int
    left: int = 0
    rest: int = 0


@dataclass(frozen=True)
class Standing:
    """What the headers say after a request."""

    limit: int
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        """The RateLimit fields; seconds until the minute is over."""
        found = {"Limit": self.limit, "Remaining": self.remaining, "Reset": self.reset}
        return {f"RateLimit-{name}": str(value) for name, value in found.items()}


_shares: dict[int, Share] = {}
_lock = threading.Lock()


def take(token_id: int, *, now: float | None = None) -> Standing | None:
    """Let one request of this token through; None when nothing is limited. Raises a 429 `Problem`."""
    limit = settings.API_PER_MINUTE
    if not limit:
        return None
    now = time.time() if now is None else now
    window, reset = int(now // SECONDS), SECONDS - int(now % SECONDS)
    with _lock:
        share = _shares.get(token_id)
        if share is None or share.window != window:
            share = _shares[token_id] = Share(window, rest=limit)
        if not share.left and share.rest:
            share.left, share.rest = _drawn(token_id, window, limit)
        if not share.left:
            raise too_many(Standing(limit, 0, reset))
        share.left -= 1
        return Standing(limit, share.left + share.rest, reset)


def too_many(standing: Standing) -> Problem:
    """429, with how long to wait."""
    text = f"More than {standing.limit} requests in a minute. Go on in {standing.reset} s."
    return Problem(429, text, headers=standing.headers() | {"Retry-After": str(standing.reset)})


def _drawn(token_id: int, window: int, limit: int) -> tuple[int, int]:
    """Take a share of what is left of this minute: (taken for this process, left for all)."""
    rows = Allowance.objects.filter(token_id=token_id)
    while True:
        found = rows.values_list("window", "taken").first()
        if found is None:
            Allowance.objects.get_or_create(token_id=token_id)
            continue
        taken = found[1] if found[0] == window else 0
        if taken >= limit:
            return 0, 0
        wanted = max(1, (limit - taken) // SHARE)
        # Only from the state that was read: of two processes the second reads again.
        same = rows.filter(window=found[0], taken=found[1])
        new = F("taken") + wanted if found[0] == window else wanted
        if same.update(window=window, taken=new):
            return wanted, limit - taken - wanted


def forget() -> None:
    """Hold nothing any more; for tests, whose rows vanish."""
    with _lock:
        _shares.clear()
