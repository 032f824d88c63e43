"""Countries written in many forms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from detente.analytics.audit.checks.capture.labels import labels
from detente.analytics.audit.checks.capture.records import KEYS, NOUNS
from detente.analytics.audit.evidence import Evidence
from detente.analytics.audit.finding import Breakdown, Check, Finding, Rows
from detente.analytics.audit.profile import values
from detente.analytics.audit.territories import likely, name_of, territory
from detente.analytics.language import marked, say, say_many

_TABLES = ("leads", "people", "accounts")
_SHOWN = 60


@dataclass(frozen=True)
class Form:
    """A text in a column of countries, how many rows say it, and what it should say."""

    said: str
    rows: int
    means: str
    why: str


_SECOND = marked("another form of the same country")
_SLIP = marked("most likely misspelt")
_NONE = marked("no country")


def find(evidence: Evidence) -> Finding | None:
    """Texts that are a rarer form of a country that is mostly written otherwise, a slip, or no country."""
    found = {table: forms(dict(values(evidence, table, "country")))
             for table in _TABLES if evidence.filled(table, "country")}  # fmt: skip
    worst = max(found, key=lambda table: sum(one.rows for one in found[table]), default=None)
    if worst is None or not found[worst]:
        return None
    odd = found[worst]
    count, first = sum(one.rows for one in odd), odd[0]
    one_form = say("%(n)s of %(of)s %(table)s write their country in a form of their own: “%(said)s”", n=count,
                       of=evidence.filled(worst, "country"), table=say(NOUNS[worst]), said=first.said)  # fmt: skip
    sentence = one_form if len(odd) == 1 < count else say_many(
        "%(n)s of %(of)s %(table)s writes its country in a form of its own: “%(said)s”",
        "%(n)s of %(of)s %(table)s write their country in %(forms)s forms of their own, most often “%(said)s”", count,
        of=evidence.filled(worst, "country"), table=say(NOUNS[worst]), said=first.said, forms=len(odd),
    )  # fmt: skip
    told = tuple(
        {"said": one.said, "rows": one.rows, "like": one.means, "how": say(one.why)} for one in odd[:_SHOWN]
    )
    return Finding(
        sentence, count, evidence.filled(worst, "country"), worst, rows=_rows(worst, odd), fix="normalise", weight=0.7,
        breakdowns=(Breakdown(say("Forms"), labels("said", rows=say("Records"), like=say("Means"), how=say("Because")),
                              told),),
    )  # fmt: skip


def forms(said: dict[str, int]) -> list[Form]:
    """What is not the usual form of a country in a column, commonest first; none where no country is known at all."""
    named = {text: territory(text) for text in said}
    if not any(named.values()):
        return []
    usual: dict[str, str] = {}
    for text, _ in Counter(said).most_common():
        if code := named[text]:
            usual.setdefault(code, text)
            # Of the same letters the name is better than `germany`.
            if text == name_of(code) and usual[code].casefold() == text.casefold():
                usual[code] = text
    odd = [form for text, rows in said.items() if (form := _odd(text, rows, named[text], usual))]
    return sorted(odd, key=lambda one: (-one.rows, one.said))


def _odd(text: str, rows: int, code: str | None, usual: dict[str, str]) -> Form | None:
    if code:
        return Form(text, rows, usual[code], _SECOND) if text != usual[code] else None
    if near := likely(text):
        return Form(text, rows, usual.get(near, name_of(near)), _SLIP)
    return Form(text, rows, "", _NONE)


def _rows(table: str, odd: list[Form]) -> Rows:
    sql = (f'SELECT "{KEYS[table]}" AS record, name, country FROM "{table}" '
           "WHERE list_contains($said, trim(country))")  # fmt: skip
    return Rows(table, sql, labels("record", "name", "country"), () if table == "accounts" else ("name",),
                {"said": [one.said for one in odd]})  # fmt: skip


CHECK = Check(
    "country_forms",
    "capture",
    marked("Countries in many forms"),
    marked(
        "Territories, tax and the language of a mail hang on the country: each form is a rule that misses."
    ),
    marked("Let people choose from a list of countries, and replace the forms below by one each."),
    ((("leads", "country"), ("people", "country"), ("accounts", "country")),),
    find,
    marked("Every country is written in one form."),
)
