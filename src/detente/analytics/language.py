"""The reader's language: texts are English here, and a door may say how they are translated.

English, until `speak` is called. A text with a `%` of its own doubles it, as in every format of Python.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache


def _itself(text: str) -> str:
    return text


def _one_or_many(one: str, many: str, number: int) -> str:
    return one if number == 1 else many


def _english() -> str:
    return "en"


@dataclass(frozen=True)
class Speech:
    """How texts are translated, and the locale of numbers and days: asked anew at each text, for each reader."""

    translate: Callable[[str], str] = _itself
    plural: Callable[[str, str, int], str] = _one_or_many
    locale: Callable[[], str] = _english


_spoken = Speech()


def speak(
    translate: Callable[[str], str] = _itself,
    plural: Callable[[str, str, int], str] = _one_or_many,
    locale: Callable[[], str] = _english,
) -> Speech:
    """Let every text be translated so, from now on; returns how it was before."""
    global _spoken
    before, _spoken = _spoken, Speech(translate, plural, locale)
    return before


def marked(text: str) -> str:
    """Mark a text for translation where it is written; `say` translates it where it is shown."""
    return text


def say(text: str, **values: object) -> str:
    """A text in the reader's language, with its values; whole numbers are written as the reader writes them."""
    return _spoken.translate(text) % _written(values)


def say_many(one: str, many: str, number: int, **values: object) -> str:
    """The form of a text that a number needs; the number itself is `%(n)s`."""
    return _spoken.plural(one, many, number) % _written({"n": number} | values)


def locale() -> str:
    """The reader's locale, like en or pt-br."""
    return _spoken.locale() or "en"


def signed(number: str) -> str:
    """A number written as in 1,234.5 with the signs of the reader's language."""
    found = _signs(locale())
    return number.translate(found) if found else number


def _written(values: dict[str, object]) -> dict[str, object]:
    return {name: signed(f"{value:,}") if type(value) is int else value for name, value in values.items()}


@lru_cache(maxsize=64)
def _signs(code: str) -> dict[int, str]:
    """What stands for a comma and for a point; nothing where they stand for themselves."""
    if code == "en":
        return {}
    from babel.numbers import get_decimal_symbol, get_group_symbol

    name = babel_name(code)
    return {ord(","): get_group_symbol(name), ord("."): get_decimal_symbol(name)}


@lru_cache(maxsize=64)
def babel_name(code: str) -> str:
    """The name of a locale that Babel knows; English for one that it does not."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(code, sep="-"))
    except (UnknownLocaleError, ValueError):
        return "en"
