"""Conditions of a playbook, on a person, their account and their lead: who gets points, who is excluded, whose
territory it is. Pure: the one place that says whether a condition holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from detente.crm.objections import N_

Condition = Mapping[str, Any]


@dataclass(frozen=True)
class ConditionField:
    """What a condition can ask about: its name for people, and whether it is text, a number or a yes-or-no flag."""

    code: str
    name: str
    kind: str = "text"


_TEXTS = {
    "person.title": N_("their title"),
    "person.country": N_("their country"),
    "account.name": N_("their company"),
    "account.industry": N_("the company's industry"),
    "account.country": N_("the company's country"),
    "account.type": N_("what the company is to us"),
    "lead.source": N_("the lead's source"),
    "lead.medium": N_("the lead's medium"),
    "lead.campaign": N_("the lead's campaign"),
    "lead.vendor": N_("the lead's vendor"),
}
_FLAGS = {
    "person.has_email": N_("they have an e-mail address"),
    "person.has_phone": N_("they have a phone number"),
    "person.has_company_email": N_("their address is a company's"),
    "account.is_named": N_("the company is a named account"),
    "lead.has_defect": N_("their contact data is wrong"),
}
_NUMBERS = {
    "account.employees": N_("the company's employees"),
    "account.revenue": N_("the company's revenue"),
}
FIELDS: Mapping[str, ConditionField] = {
    code: ConditionField(code, name, kind)
    for kind, names in (("text", _TEXTS), ("flag", _FLAGS), ("number", _NUMBERS))
    for code, name in names.items()
}
"""The closed registry of what a condition can ask about, beside the fields that a company added."""

CUSTOM = re.compile(r"(person|account|lead)\.custom\.([a-z0-9_]+)")
_TEXT_OPERATORS = ("is", "is_not", "one_of", "not_one_of", "contains", "known", "unknown")
_NUMBER_OPERATORS = ("at_least", "below", "is", "is_not", "one_of", "not_one_of", "known", "unknown")
_FLAG_OPERATORS = ("yes", "no", "is", "is_not", "known", "unknown")
OPERATORS = (*_TEXT_OPERATORS, "at_least", "below", "yes", "no")
OPERATORS_OF = {
    "text": _TEXT_OPERATORS,
    "number": _NUMBER_OPERATORS,
    "flag": _FLAG_OPERATORS,
    "any": OPERATORS,
}
"""Which operators each kind of field knows; "any" is an added field, whose kind the document cannot tell."""
WITHOUT_VALUE = ("known", "unknown", "yes", "no")
WITH_SEVERAL = ("one_of", "not_one_of", "contains")


def field_of(code: str) -> ConditionField | None:
    """The field with this code: one of `FIELDS`, or one that a company added (`account.custom.segment`)."""
    found = CUSTOM.fullmatch(code)
    return ConditionField(code, found[2], "any") if found else FIELDS.get(code)


def asked(condition: Condition) -> Iterator[Condition]:
    """Every question about one field within a condition, however deep."""
    if "field" in condition:
        yield condition
        return
    parts = condition.get("all") or condition.get("any") or ([condition["not"]] if "not" in condition else [])
    for part in parts:
        yield from asked(part)


def holds(condition: Condition, facts: Mapping[str, Any]) -> bool:
    """Whether `condition` holds for a lead of whom `facts` are known, by the codes of `FIELDS`.

    A value that is not known (missing, None or blank) answers only `unknown`, `is_not` and `not_one_of`. Text is
    compared without regard to capitals; a field with several values holds when one of them does.
    """
    if "all" in condition:
        return all(holds(part, facts) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, facts) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], facts)
    return _answers(condition["is"], _known(facts.get(condition["field"])), condition.get("value"))


def _answers(operator: str, known: Collection[Any], wanted: Any) -> bool:
    if operator in ("known", "unknown"):
        return bool(known) == (operator == "known")
    if operator in ("yes", "no"):
        return operator in known
    if operator in ("is_not", "not_one_of"):
        return not any(_same(value, one) for value in known for one in _several(wanted))
    test = _TESTS[operator]
    return any(test(value, one) for value in known for one in _several(wanted))


def _known(value: Any) -> list[Any]:
    return [found for one in _several(value) if (found := _plain(one)) is not None and found != ""]


def _several(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple | set | frozenset) else (value,)


def _plain(value: Any) -> Any:
    """A value as it is compared: flags as yes or no, text without capitals and outer blanks, days as ISO text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return value.strip().casefold() if isinstance(value, str) else value


def _same(value: Any, wanted: Any) -> bool:
    found, sought = _number(value), _number(wanted)
    if found is None or sought is None:
        return str(value) == str(_plain(wanted))
    return found == sought


def _at_least(value: Any, wanted: Any) -> bool:
    return (order := _order(value, wanted)) is not None and order >= 0


def _below(value: Any, wanted: Any) -> bool:
    return (order := _order(value, wanted)) is not None and order < 0


def _order(value: Any, wanted: Any) -> int | None:
    """Below 0, 0 or above 0 for two numbers or two days as ISO text; None where the two cannot be compared."""
    found, sought = _number(value), _number(wanted)
    if found is not None and sought is not None:
        return (found > sought) - (found < sought)
    if found is None and sought is None:
        one, other = str(value), str(_plain(wanted))
        return (one > other) - (one < other)
    return None


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return Decimal(str(value))


def _contains(value: Any, wanted: Any) -> bool:
    return bool(_whole_words(str(wanted)).search(str(value)))


@lru_cache(maxsize=4096)
def _whole_words(words: str) -> re.Pattern[str]:
    """The words as they stand in a text: not within longer ones ("vp" is not in "MVP")."""
    inner = r"\s+".join(re.escape(word) for word in words.casefold().split())
    return re.compile(rf"(?<!\w){inner}(?!\w)")


_TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is": _same, "one_of": _same, "contains": _contains, "at_least": _at_least, "below": _below,
}  # fmt: skip
