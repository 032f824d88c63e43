"""A number below the verdict opens into its leads; a lead that was recycled and came back stands under its first."""

from __future__ import annotations

from dataclasses import dataclass

from detente.analytics.engines import Engine
from detente.analytics.errors import BadQuery
from detente.analytics.fields import NONE
from detente.analytics.language import say
from detente.analytics.query import Query
from detente.analytics.run import Behind, span_of
from detente.analytics.verdict.codes import Codes
from detente.analytics.verdict.counted import ready
from detente.analytics.verdict.periods import Against, periods_of

RARE = "(rare)"
"""The sources that are too rare to stand alone."""

PERIODS = ("before", "now")
PARTS = {"entered": None, "passed": 1, "quality": 2, "sales": 3, "unexplained": 4, "open": 0}
"""Parts of the leads that entered a step, by the outcome that `counted` gives them."""

_STEPS = {
    "tried": ("TRUE", "tries > 0"),
    "sound": ("TRUE", "is_ready AND NOT is_bad"),
    "reached": ("TRUE", "is_reached"),
    "proposal": ("rank >= 4", "rank >= 5"),
    "won": ("rank >= 5", "rank >= 6"),
    "ended": ("exit IS NOT NULL AND exit <> 'unreached'", "FALSE"),
}


@dataclass(frozen=True)
class Number:
    """Which number: `part` of the leads at a `step`, in `period`, of one source or rep if given."""

    step: str = "tried"
    part: str = "entered"
    period: str = "now"
    source: str | None = None
    rep: int | None = None

    def __post_init__(self) -> None:
        for said, known in ((self.step, (*_STEPS, "sql")), (self.part, PARTS), (self.period, PERIODS)):
            if said not in known:
                raise BadQuery(
                    say(
                        "There is no number %(name)r; known are %(names)s.", name=said, names=", ".join(known)
                    )
                )


def opened(
    engine: Engine,
    query: Query,
    against: Against,
    number: Number,
    *,
    limit: int = 100,
    after: int | None = None,
) -> Behind:
    """The leads behind one number. Raises `BadQuery`; also for a rep whose comparison is not the reader's to see."""
    if number.rep is not None and query.reps not in ("all", number.rep):
        raise BadQuery(say("How single reps compare is shown to the rep and their manager."))
    periods = periods_of(query, span_of(engine, query).first_arrival_at, against)
    with engine.connection.cursor() as cursor:
        codes, known, _ = ready(cursor, engine, query, periods)
        held, given = _condition(number, codes, has_contacts=bool(known["has_contacts"]))
        total = cursor.execute(f"SELECT count(*) FROM verdict_units WHERE {held}", given).fetchone() or (0,)
        given |= {"after": -1 if after is None else after, "size": limit + 1}
        rows = cursor.execute(
            f"SELECT chain_id FROM verdict_units WHERE {held} AND chain_id > $after ORDER BY chain_id LIMIT $size",
            given,
        ).fetchall()
    ids = tuple(int(row[0]) for row in rows[:limit])
    return Behind(ids, int(total[0]), ids[-1] if len(rows) > limit else None)


def _condition(number: Number, codes: Codes, *, has_contacts: bool) -> tuple[str, dict[str, int]]:
    """A condition on `verdict_units` of our own words, and its values."""
    sql = ("is_reached" if has_contacts else "is_ready AND NOT is_bad", "rank >= 4")
    entered, passed = {**_STEPS, "sql": sql}[number.step]
    outcome = PARTS[number.part]
    given = {"period": PERIODS.index(number.period)}
    parts = ["period = $period", f"({entered})"]
    if outcome is not None:
        parts.append(
            f"CASE WHEN {passed} THEN 1 WHEN exit IS NULL AND rank < 6 THEN 0 ELSE loss END = $outcome"
        )
        given["outcome"] = outcome
    rep = "seller" if number.step in ("proposal", "won") else "rep"
    for name, place in (("source", _source(number.source, codes)), (rep, _rep(number.rep, codes))):
        if place is not None:
            parts.append(f"{name} = ${name}")
            given[name] = place
    return " AND ".join(parts), given


def _source(name: str | None, codes: Codes) -> int | None:
    if name is None:
        return None
    wanted = {RARE: None, NONE: ""}.get(name, name)
    return codes.sources.index(wanted) if wanted in codes.sources else -1


def _rep(key: int | None, codes: Codes) -> int | None:
    if key is None:
        return None
    return codes.reps.index(str(key)) if str(key) in codes.reps else -1
