"""Fields that were filled in after the outcome was known (leakage)."""

from __future__ import annotations

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.records import NOUNS, cells
from detente.analytics.audit.checks.capture.tally import tally
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Clean, Finding, Rows, Skipped
from detente.analytics.audit.leakage import FEWEST, Looked, Suspect, look
from detente.analytics.audit.sql import beside
from detente.analytics.language import marked, say, say_many
from detente.analytics.wording import listed

CHANGED = beside(__file__)
_WHY = {
    "settles": marked("tells too well"),
    "afterwards": marked("says what came later"),
    "outcome": marked("is the outcome"),
    "": marked("for comparison"),
}
_COMPARED = 5
_NAMED = 6


def find(evidence: Evidence) -> Finding | Clean | Skipped:
    """Columns of leads and deals that tell won from lost as only what came afterwards can."""
    looked = [one for table in ("leads", "deals") if (one := look(evidence, table))]
    late = evidence.one(f"SELECT count(*) FROM ({CHANGED}) AS c")
    worst = max(looked, key=lambda one: len(one.suspects), default=None)
    if worst is not None and worst.suspects:
        return _suspected(evidence, looked, worst)
    if late:
        return _changed(evidence, late)
    if worst is None:
        return Skipped(say("It takes %(n)s records with a good and %(n)s with a bad end, and a column beside it.",
                           n=FEWEST))  # fmt: skip
    return Clean(
        say("None of %(columns)s columns tells how %(n)s %(table)s ended better than what can be known at the start",
            columns=sum(len(one.seen) for one in looked), n=worst.of, table=say(NOUNS[worst.table]))
    )  # fmt: skip


def _suspected(evidence: Evidence, looked: list[Looked], worst: Looked) -> Finding:
    named = listed([f"“{one.column.header}”" for one in worst.suspects[:_NAMED]])
    count = sum(len(one.suspects) for one in looked)
    sentence = say_many(
        "%(n)s column looks filled in after the outcome was known: %(named)s",
        "%(n)s columns look filled in after the outcome was known: %(named)s", count, named=named,
    )  # fmt: skip
    if worst.with_them and worst.without_them:
        sentence += say_many(
            ". With it a score would seem to tell a good record from a bad one in %(seems)s of 100 pairs; without it, "
            "in %(honest)s", ". With them a score would seem to tell a good record from a bad one in %(seems)s of 100 "
            "pairs; without them, in %(honest)s", len(worst.suspects), seems=round(worst.with_them * 100),
            honest=max(50, round(worst.without_them * 100)),
        )  # fmt: skip
    header = worst.suspects[0].column.header
    return Finding(
        sentence, count, sum(len(one.seen) for one in looked), say("columns"), "a sign",
        rows=Rows(worst.table, cells(worst.table, header, "TRUE"), labels("record", "row_no", said=header)),
        breakdowns=(*(_broken(one) for one in looked if one.suspects), *_history(evidence)), weight=2.0,
    )  # fmt: skip


def _broken(looked: Looked) -> Breakdown:
    honest = sorted((one for one in looked.seen if not one.sign), key=lambda one: -one.telling.part)[
        :_COMPARED
    ]
    echoes = [one for one in looked.seen if one.sign == "outcome"]
    title = say("What each column tells of the outcome, on %(n)s of %(of)s %(table)s", n=looked.records, of=looked.of,
                table=say(NOUNS[looked.table]))  # fmt: skip
    called = labels(
        "column", why=say("Why"), pairs_share=say("Pairs told right"), low=say("From"), high=say("To"),
        explained_share=say("Explains"), won_share=say("Filled, good end"), lost_share=say("Filled, bad end"),
    )  # fmt: skip
    return Breakdown(title, called, tuple(_row(one) for one in (*looked.suspects, *echoes, *honest)))


def _row(one: Suspect) -> dict[str, object]:
    tells = one.telling
    return {"column": one.column.header, "why": say(_WHY[one.sign]), "pairs_share": tells.auc, "low": tells.auc_low,
            "high": tells.auc_high, "explained_share": max(0.0, tells.part), "won_share": one.filled_won,
            "lost_share": one.filled_lost}  # fmt: skip


def _changed(evidence: Evidence, late: int) -> Finding:
    closed = evidence.filled("deals", "closed_at") + evidence.filled("leads", "closed_at")
    called = labels("record", "object", "field", old=say("Before"), new=say("After"), at=say("Changed"),
                    closed_at=say("Ended"))  # fmt: skip
    sentence = say_many(
        "%(n)s field was changed more than a day after its record had ended",
        "%(n)s fields were changed more than a day after their records had ended", late,
    )  # fmt: skip
    return Finding(sentence, late, max(closed, late), "changes", rows=Rows("deals", CHANGED, called),
                   breakdowns=_history(evidence), weight=0.5)  # fmt: skip


def _history(evidence: Evidence) -> tuple[Breakdown, ...]:
    found = tally(evidence, CHANGED, "field", say("Changed after the end, by the history"), say("Field"))
    return (found,) if found.rows else ()


CHECK = Check(
    "after_the_fact",
    "capture",
    marked("Fields filled in after the fact"),
    marked("What is written down once the outcome is known can't foretell it: a score or a report built on it looks "
           "brilliant and fails in use."),
    marked("Ask who fills each of these columns and when. Leave them out of scoring, and keep what was known at the "
           "start in fields that are locked afterwards."),
    ((("leads", "is_converted"), ("deals", "status")),),
    find,
    marked("No field looks filled in after the fact."),
)  # fmt: skip
