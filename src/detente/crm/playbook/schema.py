"""The published schema of a playbook: which words, of which kinds, stand where."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from detente.crm.objections import N_, Objection
from detente.crm.playbook.faults import Fault
from detente.crm.playbook.reading import Path

KINDS = {
    "integer": N_("{word} must be a whole number."),
    "number": N_("{word} must be a number, like 12 or 0.5."),
    "string": N_("{word} must be a text."),
    "boolean": N_("{word} must be true or false."),
    "array": N_("{word} must be a list."),
    "object": N_("{word} must be a section with words of its own."),
}
PATTERNS = {
    "^[a-z]$": N_("{word} must be one small letter, not {value}."),
    "^[0-9]{4}-": N_("{value} is not written as a day: write 2026-12-31."),
    "^([01]": N_("{value} are no hours: write 09:00-17:00."),
}


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12)."""
    text = resources.files("detente.crm.playbook").joinpath("playbook.schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def schema_at(path: Path) -> dict[str, Any] | None:
    """What the schema says of this part of a document; None where nothing may stand."""
    part: dict[str, Any] | None = schema()
    for step in path:
        part = _resolved(part)
        part = part.get("items") if isinstance(step, int) else part.get("properties", {}).get(step)
        if part is None:
            return None
    return _resolved(part)


def _resolved(part: dict[str, Any] | None) -> dict[str, Any]:
    found = part or {}
    if "$ref" in found:
        found = schema()["$defs"][found["$ref"].rpartition("/")[2]] | {
            key: value for key, value in found.items() if key != "$ref"
        }
    return found


def schema_faults(document: Any) -> list[Fault]:
    """What in the document is not as the schema has it, in words, in the document's order."""
    found = [fault for error in _validator().iter_errors(document) for fault in _in_words(error)]
    return sorted(found, key=lambda fault: [str(step).zfill(6) for step in fault.path])


def _in_words(error: ValidationError) -> Iterator[Fault]:
    path: Path = tuple(error.absolute_path)
    match error.validator:
        case "required":
            missing = [word for word in error.validator_value if word not in error.instance]
            # jsonschema gives one error for each missing word; each is said once.
            word = next((word for word in missing if repr(word) in error.message), missing[0])
            yield _fault((*path, word), N_("{word} is missing here: add it."), word=word)
        case "additionalProperties":
            known = list(error.schema["properties"])
            for word in error.instance.keys() - set(known):
                yield _unknown_word(path, str(word), known)
        case "oneOf":
            yield _fault(
                path, N_("A condition is field and is, or one of all, any and not: write one of them.")
            )
        case "not":
            yield _fault(path, N_("Points fade by half_life_days or end with within_days: keep one of them."))
        case _:
            yield _wrong_value(path, error)


def _unknown_word(path: Path, word: str, known: list[str]) -> Fault:
    near = get_close_matches(word, known, 1)
    if near:
        text = N_("{word} is not known here. Did you mean {near}?")
        return _fault((*path, word), text, word=word, near=near[0])
    text = N_("{word} is not known here. Known are: {known}.")
    return _fault((*path, word), text, word=word, known=", ".join(known))


def _wrong_value(path: Path, error: ValidationError) -> Fault:
    word, wanted = str(path[-1]) if path else "", error.validator_value
    match error.validator:
        case "type":
            return _fault(path, KINDS[wanted[0] if isinstance(wanted, list) else wanted], word=word)
        case "enum":
            known = ", ".join(str(one) or "''" for one in wanted)
            return _fault(path, N_("{word} must be one of: {known}."), word=word, known=known)
        case "minimum":
            return _fault(path, N_("{word} must be {least} or more."), word=word, least=wanted)
        case "exclusiveMinimum":
            return _fault(path, N_("{word} must be more than {least}."), word=word, least=wanted)
        case "maximum":
            return _fault(path, N_("{word} must be {most} or less."), word=word, most=wanted)
        case "minItems":
            return _fault(
                path, N_("{word} needs at least {least}: add what is missing."), word=word, least=wanted
            )
        case "maxItems":
            return _fault(path, N_("{word} has room for {most}: take some out."), word=word, most=wanted)
        case "minLength":
            return _fault(path, N_("{word} is empty: write something."), word=word)
        case "maxLength":
            return _fault(path, N_("{word} has room for {most} letters: shorten it."), word=word, most=wanted)
        case "uniqueItems":
            return _fault(path, N_("{word} names the same twice: keep one of them."), word=word)
    return _fault(path, _pattern(str(wanted)), word=word, value=str(error.instance)[:60])


def _pattern(pattern: str) -> str:
    code = N_("{value} is no code: write letters, digits and underscores, a letter first, and not too many.")
    return next((text for begins, text in PATTERNS.items() if pattern.startswith(begins)), code)


def _fault(path: Path, text: str, **values: Any) -> Fault:
    return Fault(path, Objection("schema", text, ".".join(map(str, path)), values))
