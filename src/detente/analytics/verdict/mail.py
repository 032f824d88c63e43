"""The verdict as a mail: a subject and plain words that an executive reads on a phone, the bridge as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from detente.analytics.answer import Answer, Row
from detente.analytics.language import say
from detente.analytics.rows_address import question_of
from detente.analytics.verdict.bridge_chart import change_of
from detente.analytics.verdict.late_words import late_told
from detente.analytics.wording import amount, decimal

WIDTH = 20
"""Signs of the longest bar."""


@dataclass(frozen=True)
class Mail:
    """What is sent: one line, and plain text."""

    subject: str
    body: str

    def __str__(self) -> str:
        return say("Subject: %(subject)s", subject=self.subject) + f"\n\n{self.body}"


def to_mail(answer: Answer, base_url: str | None = None) -> Mail:
    """The answer as a mail; with an address of the product also links to the page and its numbers."""
    parts = [
        answer.headline,
        _bridge(answer),
        _late(answer),
        _said(answer),
        _links(answer, base_url),
        _foot(answer),
    ]
    return Mail(answer.finding[0].rstrip("."), "\n\n".join(part for part in parts if part) + "\n")


def _bridge(answer: Answer) -> str:
    """A line for each part: its name, its change with the interval, deals and worth; then a bar for its size."""
    if not answer.rows:
        return ""
    head = say("In shares of the benchmark's win rate, with 90 %% intervals:")
    most = max(abs(row["change"]) for row in (*answer.rows, answer.total)) or 1.0
    return "\n".join([head, "", *(_line(answer, row, most) for row in (*answer.rows, answer.total))])


def _line(answer: Answer, row: Row, most: float) -> str:
    told = [f"{row['part']}: {change_of(row['change'])}"]
    if row["low"] is not None:
        told.append(say("(%(low)s to %(high)s)", low=change_of(row["low"]), high=change_of(row["high"])))
    told.append(say("· %(won)s won deals", won=decimal(row["won"])))
    if row["value_minor"] is not None:
        told.append(f"· {amount(row['value_minor'], answer.currency)}")
    bar = ("#" if row["change"] < 0 else "+") * round(WIDTH * abs(row["change"]) / most)
    return " ".join(told) + (f"\n  {bar}" if bar else "")


def _late(answer: Answer) -> str:
    late = answer.more["late_discovery"]
    return say("Found out late: %(told)s.", told=late_told(late)) if late["leads"] else ""


def _said(answer: Answer) -> str:
    return "\n".join(f"! {caution}" for caution in answer.cautions)


def _links(answer: Answer, base_url: str | None) -> str:
    if not base_url:
        return ""
    asked = urlencode([*question_of(answer.query), ("against", answer.more["benchmark"]["against"])])
    return say("The page, with what it rests on and what would settle it: %(link)s",
               link=f"{base_url.rstrip('/')}/verdict/?{asked}")  # fmt: skip


def _foot(answer: Answer) -> str:
    held: dict[str, Any] = answer.more["benchmark"]
    return say(
        "Leads that arrived %(period)s, against those from %(first)s to before %(last)s. As of %(moment)s UTC.",
        period=answer.period, first=held["from"], last=held["to"], moment=f"{answer.as_of:%Y-%m-%d %H:%M}",
    )  # fmt: skip
